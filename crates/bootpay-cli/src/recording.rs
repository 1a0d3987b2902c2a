//! `bootpay sandbox record` and `bootpay sandbox replay`

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;

use bootpay_sandbox::StartError;
use bootpay_sandbox::recording::{LeftOut, Recorder, RecorderOptions, RecordingError, Replay, Why};
use clap::Args;
use serde_json::json;

use crate::environment::{Form, lines};
use crate::language::{pick, text};
use crate::sandbox::{self, Ready};
use crate::{Failure, parent, say};

/// Where to listen, and for how long.
#[derive(Args)]
struct Serving {
    #[arg(
        long, value_name = "ADDRESS", default_value = "127.0.0.1:8300",
        help = pick(
            "Where to listen on this machine; port 0 takes a free one",
            "이 컴퓨터의 수신 주소. 포트 0은 비어 있는 포트를 사용합니다",
        ),
    )]
    listen: SocketAddr,
    #[arg(
        long, value_name = "NUMBER", conflicts_with = "listen",
        help = pick("Listen on this port of 127.0.0.1; 0 takes a free one", "127.0.0.1의 이 포트에서 수신합니다. 0은 비어 있는 포트를 사용합니다"),
    )]
    port: Option<u16>,
    #[arg(
        long,
        help = pick("Print one line of JSON once it listens, for programs", "시작되면 프로그램이 읽을 JSON 한 줄을 출력합니다"),
    )]
    json: bool,
    #[arg(
        long,
        help = pick(
            "End when standard input ends, or when the process that started this one is gone. Give it a pipe as its standard input",
            "표준 입력이 끝나거나 이 프로그램을 시작한 프로세스가 종료되면 함께 종료합니다. 표준 입력으로 파이프를 연결하세요",
        ),
    )]
    with_parent: bool,
}

#[derive(Args)]
pub(crate) struct Record {
    #[arg(
        long = "to", value_name = "FILE",
        help = pick(
            "The file to write, which must not exist yet; only its owner may read it",
            "기록할 새 파일. 이미 있는 파일은 사용할 수 없으며 파일 소유자만 읽을 수 있습니다",
        ),
    )]
    file: PathBuf,
    #[arg(
        long, value_name = "URL",
        help = pick(
            "The server to pass calls on to: https, or http on this machine; without it https://api.bootpay.co.kr. BOOTPAY_BASE_URL is ignored",
            "요청을 전달할 서버. https 또는 이 컴퓨터의 http 주소이며, 생략하면 https://api.bootpay.co.kr입니다. BOOTPAY_BASE_URL은 사용하지 않습니다",
        ),
    )]
    upstream: Option<String>,
    #[command(flatten)]
    serving: Serving,
}

#[derive(Args)]
pub(crate) struct Replaying {
    #[arg(value_name = "FILE", help = pick("A file of `bootpay sandbox record`", "`bootpay sandbox record`로 만든 파일"))]
    file: PathBuf,
    #[command(flatten)]
    serving: Serving,
}

impl Serving {
    fn address(&self) -> SocketAddr {
        self.port.map_or(self.listen, |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
    }
}

pub(crate) async fn record(options: Record) -> Result<ExitCode, Failure> {
    let stopped = sandbox::stop_signal()?;
    let parent_gone = options.serving.with_parent.then(parent::gone);
    let file = options.file.display().to_string();
    let recorder = Recorder::start(RecorderOptions {
        listen: options.serving.address(),
        upstream: options.upstream,
        file: options.file,
        // a terminal that is gone must not cost the client its answer
        on_left_out: Box::new(|left_out| drop(writeln!(io::stderr(), "{}", bootpay::plain(&said(left_out))))),
    });
    let recorder = match recorder.await {
        Ok(recorder) => recorder,
        Err(error) => return Err(why_not_started(error).await),
    };
    let (url, upstream) = (recorder.url(), recorder.upstream());
    if options.serving.json {
        say(json!({"url": url, "upstream": upstream}))?;
    } else {
        say(text!(
            "Recording what goes through {url} to {upstream} into {file}\n\
             Everything is passed on and takes effect there, with your own keys. \
             People, ids and keys are recorded as made-up values.\n\n\
             In another terminal, set this for your application, together with its own keys:\n\n\
             export BOOTPAY_BASE_URL={url}\n\n\
             Stop with Ctrl-C; then `bootpay sandbox replay {file}` answers from it.",
            "{url}(으)로 들어온 요청을 {upstream}에 전달하고 {file}에 기록합니다.\n\
             요청은 실제 키로 전달되어 실제로 처리됩니다. 인물, ID, 키는 가상의 값으로 기록합니다.\n\n\
             다른 터미널에서 애플리케이션을 실행하기 전에, 실제 키와 함께 설정하세요:\n\n\
             export BOOTPAY_BASE_URL={url}\n\n\
             Ctrl-C로 종료한 뒤 `bootpay sandbox replay {file}`(으)로 재생할 수 있습니다.",
        ))?;
    }
    sandbox::end_of(stopped, parent_gone).await;
    let counts = recorder.stop().await;
    let (written, left_out) = (counts.written, counts.left_out);
    eprintln!("{}", text!("recorded {written}, left out {left_out}", "기록 {written}건, 제외 {left_out}건"));
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn replay(options: Replaying) -> Result<ExitCode, Failure> {
    let stopped = sandbox::stop_signal()?;
    let parent_gone = options.serving.with_parent.then(parent::gone);
    let replay = match Replay::start(options.serving.address(), &options.file).await {
        Ok(replay) => replay,
        Err(error) => return Err(why_not_started(error).await),
    };
    if options.serving.json {
        sandbox::say_ready(&Ready {
            url: replay.url(),
            application_id: replay.application_id(),
            private_key: replay.private_key(),
            web_application_id: replay.web_application_id(),
            tls_url: None,
        })?;
    } else {
        let (url, count) = (replay.url(), replay.exchanges());
        let file = options.file.display();
        let exports = lines(Form::Shell, &replay.environment());
        say(text!(
            "Replaying {count} exchanges of {file} on {url}\n\n\
             For your application, in another terminal:\n\n{exports}\n\nStop with Ctrl-C.",
            "{file}의 {count}건을 {url}에서 재생합니다.\n\n\
             다른 터미널에서 애플리케이션을 실행하기 전에:\n\n{exports}\n\nCtrl-C로 종료합니다.",
        ))?;
    }
    sandbox::end_of(stopped, parent_gone).await;
    replay.stop().await;
    Ok(ExitCode::SUCCESS)
}

async fn why_not_started(error: RecordingError) -> Failure {
    match error {
        RecordingError::Listen(StartError::InUse { address }) => {
            Failure::Sandbox(sandbox::who_listens(address).await)
        }
        RecordingError::Listen(error) => error.into(),
        RecordingError::NotLoopback { address } => Failure::Usage(text!(
            "{address} can be reached from other machines: listen on 127.0.0.1",
            "{address}은(는) 다른 컴퓨터에서 접속할 수 있습니다. 127.0.0.1에서 실행하세요",
        )),
        RecordingError::Upstream(error) => Failure::Usage(format!("--upstream: {error}")),
        RecordingError::UpstreamIsItself => Failure::Usage(
            pick(
                "--upstream is the address that this program itself listens on: choose another port with --port",
                "--upstream에 이 프로그램이 수신하는 주소를 지정했습니다. --port로 다른 포트를 지정하세요",
            )
            .to_owned(),
        ),
        RecordingError::FileExists { file } => {
            let file = file.display();
            Failure::Usage(text!(
                "{file} exists already, and a recording cannot be added to it: name a new file",
                "{file}이(가) 이미 있습니다. 기존 파일에는 이어 쓸 수 없으므로 새 파일 이름을 지정하세요",
            ))
        }
        RecordingError::File { file, source } => {
            let file = file.display();
            Failure::Sandbox(text!("{file}: {source}", "{file}: {source}"))
        }
        RecordingError::NoRecording { file, line, why } => {
            let file = file.display();
            Failure::Sandbox(text!(
                "{file} cannot be replayed, line {line}: {why}",
                "{file}을(를) 재생할 수 없습니다. {line}번째 줄: {why}",
            ))
        }
        other => Failure::Sandbox(other.to_string()),
    }
}

/// Why an exchange is not in the file, without a value that came.
fn said(left_out: &LeftOut) -> String {
    let call = &left_out.call;
    let operation = left_out.operation.map(|name| format!("{name}, ")).unwrap_or_default();
    let why = match &left_out.why {
        Why::Route => pick("the API has no such route", "API에 없는 경로입니다").to_owned(),
        Why::Path(name) => {
            text!("the {name} in the path is not valid", "경로의 {name}이(가) 올바르지 않습니다")
        }
        Why::Request => {
            pick("the request is neither JSON nor a form", "요청 본문이 JSON이나 폼이 아닙니다").to_owned()
        }
        Why::RequestField(name) => {
            text!("the request has the unknown field {name}", "요청에 알 수 없는 필드가 있습니다: {name}")
        }
        Why::Answer => pick("the answer is not a JSON object", "응답이 JSON 객체가 아닙니다").to_owned(),
        Why::AnswerField(name) => {
            text!("the answer has the unknown field {name}", "응답에 알 수 없는 필드가 있습니다: {name}")
        }
        Why::TooLarge => pick("the request is too large", "요청이 너무 큽니다").to_owned(),
        Why::Leak => pick(
            "a field that is for something else holds personal or secret data",
            "다른 용도의 필드에 개인정보나 비밀 값이 있습니다",
        )
        .to_owned(),
        Why::File(error) => {
            text!("the file cannot be written: {error}", "파일에 기록할 수 없습니다: {error}")
        }
        Why::NoAnswer(why) => text!("no complete answer came: {why}", "온전한 응답을 받지 못했습니다: {why}"),
        _ => pick("the reason is not known", "원인을 알 수 없습니다").to_owned(),
    };
    text!("not recorded: {operation}{call}: {why}", "기록하지 않음: {operation}{call}: {why}")
}
