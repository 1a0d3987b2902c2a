//! The language of what this program says. Every text stands once, in both languages side by side.

use std::ffi::OsString;
use std::sync::OnceLock;

use bootpay::Language;
use clap::builder::PossibleValuesParser;
use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, ArgAction, Command};

static LANGUAGE: OnceLock<Language> = OnceLock::new();

/// The language that was chosen; English until then.
pub(crate) fn language() -> Language {
    LANGUAGE.get().copied().unwrap_or_default()
}

/// A text without values.
pub(crate) fn pick(english: &'static str, korean: &'static str) -> &'static str {
    language().pick(english, korean)
}

/// A text with values: `text!("{count} requests", "요청 {count}건")`.
macro_rules! text {
    ($english:literal, $korean:literal $(,)?) => {
        match $crate::language::language() {
            bootpay::Language::English => format!($english),
            bootpay::Language::Korean => format!($korean),
        }
    };
}
pub(crate) use text;

/// What stands at the end of a command's help: lines to type, what each does in both languages where it is not plain, and
/// the exit codes, which are the same everywhere.
pub(crate) fn examples(lines: &[(&str, &'static str, &'static str)]) -> String {
    let mut end = pick("Examples:", "예:").to_owned();
    let width = lines.iter().map(|(line, ..)| line.len()).max().unwrap_or_default();
    for (line, english, korean) in lines {
        let does = pick(english, korean);
        let example = if does.is_empty() { (*line).to_owned() } else { format!("{line:width$}   # {does}") };
        end.push_str(&format!("\n  {example}"));
    }
    end + pick(
        "\n\nExit codes: 0 it worked, 1 it did not, 2 the arguments are wrong.",
        "\n\n종료 코드: 0 성공, 1 실패, 2 잘못된 인자",
    )
}

/// Settles the language: what `--lang` says, or else the locale. The rest of the arguments comes back. This happens before
/// they are parsed, since help and the parser's errors have a language too.
pub(crate) fn choose(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let (asked, rest) = without_lang(arguments);
    let language = asked.unwrap_or_else(|| Language::of_locale(|name| std::env::var(name).ok()));
    let _ = LANGUAGE.set(language);
    rest
}

/// `--lang` with an unknown language stays where it is, for the parser to refuse.
fn without_lang(arguments: impl Iterator<Item = OsString>) -> (Option<Language>, Vec<OsString>) {
    let mut arguments: Vec<OsString> = arguments.collect();
    let at = |index: usize| arguments.get(index).and_then(|argument| argument.to_str());
    let end = arguments.iter().position(|argument| argument == "--").unwrap_or(arguments.len());
    let found = (0..end).find_map(|index| {
        let (value, length) = match at(index)?.strip_prefix("--lang")? {
            "" => (at(index + 1)?, 2),
            rest => (rest.strip_prefix('=')?, 1),
        };
        Some((value.parse().ok()?, index..index + length))
    });
    let Some((language, place)) = found else { return (None, arguments) };
    arguments.drain(place);
    (Some(language), arguments)
}

/// After what is a command's own.
const LAST: usize = 1000;

/// Adds what every command has, and translates what clap itself writes.
pub(crate) fn with_common_flags(command: Command) -> Command {
    let lang = Arg::new("lang")
        .long("lang")
        .value_name("LANGUAGE")
        .global(true)
        .display_order(LAST)
        .value_parser(PossibleValuesParser::new(["en", "ko"]))
        .help(pick(
            "The language of texts; without it, that of the locale",
            "표시 언어. 지정하지 않으면 로캘을 따릅니다",
        ));
    let help = Arg::new("help")
        .short('h')
        .long("help")
        .global(true)
        .display_order(LAST)
        .action(ArgAction::Help)
        .help(pick("Print help", "도움말을 출력합니다"));
    let version = Arg::new("version")
        .short('V')
        .long("version")
        .display_order(LAST)
        .action(ArgAction::Version)
        .help(pick("Print version", "버전을 출력합니다"));
    let command = command.disable_help_flag(true).disable_version_flag(true);
    let command = command.disable_help_subcommand(true).args([lang, help, version]);
    match language() {
        Language::English => command,
        Language::Korean => in_korean(command),
    }
}

/// What clap writes around the texts of this program.
fn in_korean(command: Command) -> Command {
    command
        .help_template("{about-with-newline}\n사용법: {usage}\n\n{all-args}{after-help}")
        .subcommand_help_heading("명령")
        .mut_args(|arg| {
            let heading = if arg.is_positional() { "인자" } else { "옵션" };
            let arg = arg.help_heading(heading);
            if arg.get_action().takes_values() { with_values_in_korean(arg) } else { arg }
        })
        .mut_subcommands(in_korean)
}

/// What a value may be, and where it comes from if none is given.
fn with_values_in_korean(arg: Arg) -> Arg {
    let mut help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let known: Vec<String> =
        arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    if !known.is_empty() {
        help += &format!(" [가능한 값: {}]", known.join(", "));
    }
    if let Some(name) = arg.get_env() {
        help += &format!(" [환경 변수: {}]", name.display());
    }
    if let Some(value) = arg.get_default_values().first() {
        help += &format!(" [기본값: {}]", value.display());
    }
    arg.help(help).hide_possible_values(true).hide_default_value(true).hide_env(true)
}

/// Prints what clap says instead of a result: its help, or what is wrong with the arguments. The program ends.
pub(crate) fn exit_with(error: &clap::Error) -> ! {
    if language() == Language::Korean
        && let Some(problem) = problem_in_korean(error)
    {
        eprintln!("오류: {problem}\n\n자세한 내용은 --help를 확인하세요.");
        std::process::exit(2);
    }
    error.exit()
}

/// The problems that this program's arguments can have; `None` for everything else, such as `--help`.
fn problem_in_korean(error: &clap::Error) -> Option<String> {
    let of = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let (argument, value) = (of(ContextKind::InvalidArg), of(ContextKind::InvalidValue));
    let command = of(ContextKind::InvalidSubcommand);
    Some(match error.kind() {
        ErrorKind::UnknownArgument => format!("알 수 없는 인자입니다: {argument}"),
        ErrorKind::InvalidSubcommand => format!("알 수 없는 명령입니다: {command}"),
        ErrorKind::InvalidValue if value.is_empty() => format!("값이 필요합니다: {argument}"),
        ErrorKind::InvalidValue => {
            let known = of(ContextKind::ValidValue);
            format!("{argument}에 쓸 수 없는 값입니다: {value} (사용할 수 있는 값: {known})")
        }
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
            format!("{argument}의 값이 올바르지 않습니다: {value} ({why})")
        }
        ErrorKind::ArgumentConflict => {
            format!("함께 쓸 수 없는 인자입니다: {argument}{command}, {}", of(ContextKind::PriorArg))
        }
        ErrorKind::MissingRequiredArgument => format!("필요한 인자가 없습니다: {argument}"),
        ErrorKind::WrongNumberOfValues | ErrorKind::TooManyValues | ErrorKind::TooFewValues => {
            format!("값의 개수가 올바르지 않습니다: {argument}")
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for() {
        let parts = |line: &str| without_lang(line.split(' ').map(OsString::from));
        for (line, language, rest) in [
            ("bootpay sandbox --lang ko codes", Some(Language::Korean), "bootpay sandbox codes"),
            ("bootpay --lang=en sandbox", Some(Language::English), "bootpay sandbox"),
            ("bootpay", None, "bootpay"),
            ("bootpay --lang", None, "bootpay --lang"),
            ("bootpay --lang fr", None, "bootpay --lang fr"),
            ("bootpay --language ko", None, "bootpay --language ko"),
            ("bootpay -- --lang ko", None, "bootpay -- --lang ko"),
        ] {
            assert_eq!(parts(line), (language, rest.split(' ').map(OsString::from).collect()), "{line}");
        }
    }

    /// Whoever adds a command or an option writes its text in both languages: what has none in Korean is found here.
    #[test]
    fn every_help_is_there_in_korean() {
        let _ = LANGUAGE.set(Language::Korean);
        let mut missing = Vec::new();
        look_through(&crate::command(), &mut missing);
        assert_eq!(missing, Vec::<String>::new());
    }

    fn look_through(command: &Command, missing: &mut Vec<String>) {
        let is_korean = |text: Option<String>| {
            text.is_some_and(|text| text.chars().any(|letter| ('가'..='힣').contains(&letter)))
        };
        let name = command.get_name();
        let texts = [("about", command.get_about()), ("after_help", command.get_after_help())];
        for (what, text) in texts {
            if !is_korean(text.map(ToString::to_string)) {
                missing.push(format!("{name}: {what}"));
            }
        }
        for arg in command.get_arguments() {
            if !is_korean(arg.get_help().map(ToString::to_string)) || arg.get_long_help().is_some() {
                missing.push(format!("{name}: {}", arg.get_id()));
            }
        }
        for sub in command.get_subcommands() {
            look_through(sub, missing);
        }
    }
}
