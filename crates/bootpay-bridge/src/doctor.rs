//! What every language's package runs at a terminal: the doctor, and `once-table`.

use bootpay::identity::ONCE_TABLE;
use bootpay::{Client, Language, doctor};
use serde::Serialize;

use crate::Reply;
use crate::reply::to_json;

/// What one run writes, and how it ends.
#[derive(Serialize)]
struct Ending {
    /// 0: all is well. 1: something fails. 2: it was called wrongly.
    exit_code: u8,
    /// For the standard output.
    output: String,
    /// For the standard error.
    error: String,
}

/// What the arguments ask for.
#[derive(Debug, PartialEq)]
enum Asked {
    Report { json: bool },
    OnceTable,
    Usage,
}

pub(crate) async fn run(program: &str, user_agent: &str, arguments: Vec<String>) -> Reply {
    let mut language = Language::of_locale(|name| std::env::var(name).ok());
    let ending = match read(arguments, &mut language) {
        Ok(Asked::Report { json }) => {
            let report = doctor::examine(Client::builder().user_agent(user_agent), language).await;
            let output = if json { report.json() } else { report.to_string() };
            Ending { exit_code: u8::from(!report.is_ok()), output, error: String::new() }
        }
        Ok(Asked::OnceTable) => {
            Ending { exit_code: 0, output: ONCE_TABLE.trim_end().to_owned(), error: String::new() }
        }
        Ok(Asked::Usage) => Ending { exit_code: 0, output: usage(program, language), error: String::new() },
        Err(why) => {
            let error =
                format!("error: {}\n\n{}", bootpay::plain(&why.to_string()), usage(program, language));
            Ending { exit_code: 2, output: String::new(), error }
        }
    };
    Reply::unlogged(true, Some(to_json(&ending)), "{}".to_owned())
}

/// Reads the arguments: the command, and its options.
fn read(arguments: Vec<String>, language: &mut Language) -> Result<Asked, lexopt::Error> {
    use lexopt::prelude::{Long, Short, Value, ValueExt};
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut asked = Asked::Report { json: false };
    let mut has_command = false;
    while let Some(argument) = parser.next()? {
        match argument {
            Value(command) if command == "doctor" && !has_command => has_command = true,
            Value(command) if command == "once-table" && !has_command => {
                has_command = true;
                asked = Asked::OnceTable;
            }
            Long("json") if matches!(asked, Asked::Report { .. }) => asked = Asked::Report { json: true },
            Long("json") if asked == Asked::Usage => {}
            Long("lang") => *language = parser.value()?.parse()?,
            Long("help") | Short('h') => asked = Asked::Usage,
            other => return Err(other.unexpected()),
        }
    }
    if !has_command && asked != Asked::Usage {
        return Err("which command? There are two: doctor and once-table".into());
    }
    Ok(asked)
}

fn usage(program: &str, language: Language) -> String {
    match language {
        Language::English => format!(
            "Usage: {program} [--json] [--lang en|ko]\n\n\
             Checks the keys, the way to the server and the clock, and says where to look when the server answers 401. \
             It takes from the environment what a client takes: BOOTPAY_APPLICATION_ID, BOOTPAY_PRIVATE_KEY, \
             BOOTPAY_MODE, BOOTPAY_BASE_URL. Keys are never printed.\n\n  \
             --json         print one JSON object: ok, checks, advice\n  \
             --lang en|ko   the language; otherwise the locale's (LC_ALL, LC_MESSAGES, LANG)\n  \
             -h, --help     print this\n\n\
             The command once-table in the place of doctor prints the SQL table that remembers which identity \
             verifications were used.\n\n\
             It ends with 0 if all is well, with 1 if something fails and with 2 if it was called wrongly."
        ),
        Language::Korean => format!(
            "사용법: {program} [--json] [--lang en|ko]\n\n\
             키, 서버 연결, 시계를 확인하고 서버가 401을 응답할 때 어디를 봐야 하는지 알려 줍니다. 클라이언트와 같은 환경 변수를 \
             사용합니다: BOOTPAY_APPLICATION_ID, BOOTPAY_PRIVATE_KEY, BOOTPAY_MODE, BOOTPAY_BASE_URL. 키는 출력하지 않습니다.\n\n  \
             --json         JSON 객체 하나로 출력: ok, checks, advice\n  \
             --lang en|ko   언어. 지정하지 않으면 로캘(LC_ALL, LC_MESSAGES, LANG)을 따름\n  \
             -h, --help     도움말 출력\n\n\
             doctor 대신 once-table을 쓰면 사용한 본인인증을 기록하는 SQL 테이블을 출력합니다.\n\n\
             종료 코드: 0 정상, 1 오류 있음, 2 잘못된 사용법"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ending(arguments: &[&str]) -> serde_json::Value {
        let arguments = arguments.iter().map(|&argument| argument.to_owned()).collect();
        let run = run("python -m bootpay doctor", "test", arguments);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        serde_json::from_str(&runtime.block_on(run).body.unwrap()).unwrap()
    }

    #[test]
    fn help_and_mistakes_are_in_the_language_asked_for() {
        for (arguments, code, in_output, in_error) in [
            (&["--help"][..], 0, "Usage: python -m bootpay doctor [--json]", ""),
            (&["doctor", "-h", "--lang", "ko"], 0, "사용법: python -m bootpay doctor [--json]", ""),
            (&["doctor", "--lang=ko", "--jsno"], 2, "", "invalid option '--jsno'\n\n사용법: "),
            (&["doctor", "--lang=en", "again"], 2, "", "unexpected argument \"again\"\n\nUsage: "),
            (&["doctor", "--lang", "fr"], 2, "", "the language must be en or ko"),
            (&["doctor", "--lang"], 2, "", "missing argument for option '--lang'"),
            (&["--lang=en"], 2, "", "which command? There are two: doctor and once-table\n\nUsage: "),
            (&["once-table"], 0, "CREATE TABLE bootpay_once (", ""),
            (&["once-table", "--json"], 2, "", "invalid option '--json'"),
            (&["once-table", "doctor"], 2, "", "unexpected argument \"doctor\""),
        ] {
            let ending = ending(arguments);
            assert_eq!(ending["exit_code"], code, "{arguments:?} {ending}");
            for (name, expected) in [("output", in_output), ("error", in_error)] {
                let text = ending[name].as_str().unwrap();
                assert!(
                    text.contains(expected) && text.is_empty() == expected.is_empty(),
                    "{arguments:?} {ending}"
                );
            }
        }
    }
}
