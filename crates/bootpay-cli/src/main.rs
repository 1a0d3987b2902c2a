//! The `bootpay` program: a sandbox to develop against, and a few reads to look at a live project with.

#![allow(clippy::print_stderr)] // a program talks to its terminal

mod control;
mod demo;
mod doctor;
mod environment;
mod language;
mod parent;
mod read;
mod recording;
mod remote;
mod sandbox;
mod show;

use std::io::{self, Write};
use std::process::ExitCode;

use bootpay::{ErrorKind, Mode};
use bootpay_sandbox::StartError;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use clap_complete::Shell;

use crate::language::{examples, pick, text};

#[derive(Parser)]
#[command(
    name = "bootpay",
    version,
    about = pick(
        "Bootpay from the command line: an offline sandbox, and masked reads of tokens, identity verifications and receipts.\n\nKeys come from BOOTPAY_APPLICATION_ID and BOOTPAY_PRIVATE_KEY; BOOTPAY_BASE_URL points at a sandbox.",
        "명령줄에서 사용하는 부트페이: 오프라인 샌드박스와 토큰, 본인인증 결과, 영수증의 마스킹 조회를 제공합니다.\n\n키는 BOOTPAY_APPLICATION_ID와 BOOTPAY_PRIVATE_KEY로, 샌드박스 주소는 BOOTPAY_BASE_URL로 지정합니다.",
    ),
    after_help = examples(&[
        ("bootpay sandbox", "start the sandbox", "샌드박스를 시작합니다"),
        ("bootpay certificate 612e09260d681b0021e61ab9", "read a verified person", "본인인증 결과를 조회합니다"),
        ("bootpay doctor", "why is the answer 401?", "401 응답의 원인을 확인합니다"),
    ]),
)]
struct Program {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    #[command(
        about = pick(
            "Serve the Bootpay API on this machine, offline, with made-up people and payments; or drive the one that runs",
            "가상의 인물과 결제로 동작하는 부트페이 API를 이 컴퓨터에서 오프라인으로 실행하거나, 실행 중인 샌드박스를 제어합니다",
        ),
        after_help = examples(&[
            ("bootpay sandbox", "", ""),
            ("bootpay sandbox --port 0", "a free port", "비어 있는 포트"),
            ("bootpay sandbox --env > .env", "the four variables, for a file", "환경 변수 네 줄을 파일로"),
            ("bootpay sandbox --state sandbox.json", "continues from this file after a restart", "다시 시작해도 이 파일의 상태로 이어서 실행"),
            ("bootpay sandbox person --age 15", "in another terminal", "다른 터미널에서"),
            (
                "bootpay sandbox --listen 0.0.0.0:8300 --allow-host sandbox --webhook-host app",
                "in a container",
                "컨테이너에서",
            ),
        ]),
        args_conflicts_with_subcommands = true,
    )]
    Sandbox(Box<sandbox::Options>),
    #[command(
        about = pick(
            "Verify a made-up person in a sandbox and read the result back in every language given",
            "샌드박스에서 가상 인물을 본인인증하고 지정한 모든 언어로 결과를 조회합니다",
        ),
        after_help = examples(&[("bootpay demo --reader 'curl=sh demo/certificate.sh'", "", "")]),
    )]
    Demo(demo::Options),
    #[command(
        about = pick("Get an access token and say when it ends", "액세스 토큰을 발급받고 남은 시간을 표시합니다"),
        after_help = examples(&[("bootpay token", "", "")]),
    )]
    Token(ReadOptions),
    #[command(
        about = pick(
            "Read the result of an identity verification (본인인증), masked",
            "본인인증 결과를 마스킹해 조회합니다",
        ),
        after_help = examples(&[("bootpay certificate 612e09260d681b0021e61ab9", "", "")]),
    )]
    Certificate {
        #[arg(help = pick(RECEIPT_ID, RECEIPT_ID_KO))]
        receipt_id: String,
        #[command(flatten)]
        options: ReadOptions,
    },
    #[command(
        about = pick("Read a receipt", "영수증(결제 내역)을 조회합니다"),
        after_help = examples(&[("bootpay receipt 5df6e67d4f74b4002a77e0eb", "", "")]),
    )]
    Receipt {
        #[arg(help = pick(RECEIPT_ID, RECEIPT_ID_KO))]
        receipt_id: String,
        #[command(flatten)]
        options: ReadOptions,
    },
    #[command(
        about = pick(
            "Check the keys, the clock and the way to the server, and say where to look when it answers 401",
            "키, 시계, 서버 연결을 점검하고 401 응답의 원인을 안내합니다",
        ),
        after_help = examples(&[("bootpay doctor", "", ""), ("bootpay doctor --json", "", "")]),
    )]
    Doctor(doctor::Options),
    #[command(
        about = pick(
            "Print the SQL table that remembers which identity verifications were used",
            "사용한 본인인증을 기록하는 SQL 테이블을 출력합니다",
        ),
        after_help = examples(&[("bootpay once-table | psql shop", "", "")]),
    )]
    OnceTable,
    #[command(
        about = pick("Print the completions of a shell", "셸 자동 완성 스크립트를 출력합니다"),
        after_help = examples(&[
            ("bootpay completions bash > ~/.local/share/bash-completion/completions/bootpay", "", ""),
            ("bootpay completions zsh > ~/.zfunc/_bootpay", "", ""),
            ("bootpay completions fish > ~/.config/fish/completions/bootpay.fish", "", ""),
        ]),
    )]
    Completions {
        #[arg(help = pick("The shell", "셸"))]
        shell: Shell,
    },
    #[command(
        about = pick(
            "Print the licences of the code that is compiled into this program",
            "이 프로그램에 포함된 코드의 라이선스를 출력합니다",
        ),
        after_help = examples(&[("bootpay licenses", "", "")]),
    )]
    Licenses,
    #[command(
        about = pick("Print this help, or that of a command", "전체 또는 명령별 도움말을 출력합니다"),
        after_help = examples(&[("bootpay help sandbox person", "", "")]),
    )]
    Help {
        #[arg(help = pick("The command", "명령"))]
        command: Vec<String>,
    },
}

const RECEIPT_ID: &str = "The receipt id that the browser's done callback gave";
const RECEIPT_ID_KO: &str = "브라우저의 done 콜백이 전달한 영수증 ID";

/// Where to send requests. The private key is taken from the environment only: arguments show in process lists.
#[derive(Args, Clone)]
struct ConnectionOptions {
    #[arg(
        long, value_name = "ID",
        help = pick(
            "The project's REST application id; without it BOOTPAY_APPLICATION_ID counts",
            "프로젝트의 REST용 애플리케이션 ID. 없으면 BOOTPAY_APPLICATION_ID를 사용합니다",
        ),
    )]
    application_id: Option<String>,
    #[arg(
        long, value_name = "URL",
        help = pick(
            "Where to send requests instead of the mode's host; without it BOOTPAY_BASE_URL counts",
            "모드의 기본 주소 대신 요청을 보낼 주소. 없으면 BOOTPAY_BASE_URL을 사용합니다",
        ),
    )]
    base_url: Option<String>,
    #[arg(
        long,
        help = pick(
            "production, development, stage, test or sandbox; without it BOOTPAY_MODE counts",
            "production, development, stage, test 또는 sandbox. 없으면 BOOTPAY_MODE를 사용합니다",
        ),
    )]
    mode: Option<Mode>,
}

impl ConnectionOptions {
    fn client(&self) -> Result<bootpay::Client, bootpay::Error> {
        self.builder().build()
    }

    fn builder(&self) -> bootpay::Builder {
        let mut builder =
            bootpay::Client::builder().user_agent(concat!("bootpay-cli/", env!("CARGO_PKG_VERSION")));
        if let Some(id) = self.application_id.as_ref().filter(|id| !id.is_empty()) {
            builder = builder.application_id(id);
        }
        if let Some(url) = self.base_url.as_ref().filter(|url| !url.is_empty()) {
            builder = builder.base_url(url);
        }
        if let Some(mode) = self.mode {
            builder = builder.mode(mode);
        }
        builder
    }
}

#[derive(Args)]
struct ReadOptions {
    #[arg(
        long,
        help = pick("Print the server's answer as it came, nothing masked", "서버의 응답을 마스킹 없이 그대로 출력합니다"),
    )]
    json: bool,
    #[command(flatten)]
    connection: ConnectionOptions,
}

/// Why a command did not work.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Call(#[from] bootpay::Error),
    #[error("{}", sandbox::why_not_started(.0))]
    Start(#[from] StartError),
    #[error("{0}")]
    Usage(String),
    #[error("{0}")]
    Sandbox(String),
    #[error(transparent)]
    Output(#[from] io::Error),
}

impl Failure {
    /// 1: it did not work. 2: it was called wrongly.
    fn exit_code(&self) -> ExitCode {
        match self {
            Failure::Usage(_)
            | Failure::Start(
                StartError::NotLoopback { .. } | StartError::NotAHost { .. } | StartError::StateSeed { .. },
            ) => ExitCode::from(2),
            Failure::Call(error) if matches!(error.kind(), ErrorKind::Config | ErrorKind::InvalidRequest) => {
                ExitCode::from(2)
            }
            _ => ExitCode::FAILURE,
        }
    }
}

/// Writes a text and a line end. `println!` panics when the reader is gone, as in `bootpay receipt ID | head -1`.
fn say(text: impl std::fmt::Display) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()
}

fn licenses() -> Result<ExitCode, Failure> {
    say(concat!(include_str!("../LICENSE"), "\n", include_str!("../generated/THIRD-PARTY-LICENSES")))?;
    Ok(ExitCode::SUCCESS)
}

fn once_table() -> Result<ExitCode, Failure> {
    say(bootpay::identity::ONCE_TABLE.trim_end())?;
    Ok(ExitCode::SUCCESS)
}

/// The whole command line, in the language that was chosen.
fn command() -> clap::Command {
    language::with_common_flags(Program::command())
}

fn completions(shell: Shell) -> Result<ExitCode, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command(), "bootpay", &mut script);
    io::stdout().lock().write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}

fn help(names: &[String]) -> Result<ExitCode, Failure> {
    let mut command = command();
    command.build();
    let mut wanted = &mut command;
    for name in names {
        wanted = wanted
            .find_subcommand_mut(name)
            .ok_or_else(|| Failure::Usage(text!("there is no command {name}", "{name} 명령은 없습니다")))?;
    }
    say(wanted.render_help().ansi())?;
    Ok(ExitCode::SUCCESS)
}

/// `BOOTPAY_LOG=debug` shows each request on standard error: operation, path template, status, times. Never a body.
fn log_if_asked() {
    if let Ok(level) =
        std::env::var("BOOTPAY_LOG").unwrap_or_default().parse::<tracing_subscriber::filter::LevelFilter>()
    {
        tracing_subscriber::fmt().with_max_level(level).with_writer(io::stderr).with_ansi(false).init();
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    log_if_asked();
    let arguments = language::choose(std::env::args_os());
    let parsed =
        command().try_get_matches_from(arguments).and_then(|matches| Program::from_arg_matches(&matches));
    let program = parsed.unwrap_or_else(|error| language::exit_with(&error));
    let outcome = match program.command {
        Command::Sandbox(options) => sandbox::run(*options).await,
        Command::Demo(options) => demo::run(options).await,
        Command::Token(options) => read::token(&options).await,
        Command::Certificate { receipt_id, options } => read::certificate(&receipt_id, &options).await,
        Command::Receipt { receipt_id, options } => read::receipt(&receipt_id, &options).await,
        Command::Doctor(options) => doctor::run(&options).await,
        Command::OnceTable => once_table(),
        Command::Completions { shell } => completions(shell),
        Command::Licenses => licenses(),
        Command::Help { command } => help(&command),
    };
    match outcome {
        Ok(code) => code,
        // whoever reads has read enough
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            let problem = bootpay::plain(&failure.to_string());
            eprintln!("{}", text!("error: {problem}", "오류: {problem}"));
            failure.exit_code()
        }
    }
}
