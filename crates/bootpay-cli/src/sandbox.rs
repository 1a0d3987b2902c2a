//! `bootpay sandbox`

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;

use bootpay_sandbox::{Sandbox, StartError};
use clap::Args;
use serde::Serialize;

use crate::environment::{Form, lines};
use crate::language::{pick, text};
use crate::remote::Remote;
use crate::{Failure, control, parent, say};

#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    control: Option<control::Command>,
    #[arg(
        long, value_name = "ADDRESS", default_value = "127.0.0.1:8300",
        help = pick(
            "Where to listen; port 0 takes a free one. Other machines can reach another address than loopback: it takes --allow-host too",
            "수신 주소. 포트 0은 비어 있는 포트를 사용합니다. 루프백이 아닌 주소는 다른 컴퓨터에서 접속할 수 있으므로 --allow-host도 필요합니다",
        ),
    )]
    listen: SocketAddr,
    #[arg(
        long, value_name = "NUMBER", conflicts_with = "listen",
        help = pick("Listen on this port of 127.0.0.1; 0 takes a free one", "127.0.0.1의 이 포트에서 수신합니다. 0은 비어 있는 포트를 사용합니다"),
    )]
    port: Option<u16>,
    #[arg(
        long = "allow-host", value_name = "NAME",
        help = pick(
            "A name or IP address under which the sandbox may be called, beside localhost. It keeps foreign web pages out, and nobody else: whoever reaches the address may drive the sandbox. May be given several times",
            "localhost 외에 샌드박스를 호출할 수 있는 호스트 이름 또는 IP 주소. 다른 사이트의 웹 페이지만 막을 뿐이며, 주소에 접속할 수 있으면 누구나 샌드박스를 제어할 수 있습니다. 여러 번 지정할 수 있습니다",
        ),
    )]
    allowed_hosts: Vec<String>,
    #[arg(
        long = "webhook-host", value_name = "NAME",
        help = pick(
            "A name or IP address to which webhooks may go, beside this machine. May be given several times",
            "이 컴퓨터 외에 웹훅을 보낼 수 있는 호스트 이름 또는 IP 주소. 여러 번 지정할 수 있습니다",
        ),
    )]
    webhook_hosts: Vec<String>,
    #[arg(
        long, value_name = "ADDRESS", requires = "ca_file",
        help = pick("Listen for TLS too, on this address", "이 주소에서 TLS로도 수신합니다"),
    )]
    tls_listen: Option<SocketAddr>,
    #[arg(
        long, value_name = "PATH", requires = "tls_listen",
        help = pick(
            "Write the certificate of the CA that a TLS client has to trust to this file, made anew at each start",
            "TLS 클라이언트가 신뢰해야 하는 CA 인증서를 이 파일에 저장합니다. 시작할 때마다 새로 만듭니다",
        ),
    )]
    ca_file: Option<PathBuf>,
    #[arg(
        long, value_name = "NUMBER",
        help = pick(
            "Keys, ids and people follow from this number; the same number gives the same ones. Without it the keys and people are always the same and the ids are new in each run. Tokens are new in each run either way",
            "키, ID, 인물을 결정하는 숫자. 같은 숫자는 같은 결과를 만듭니다. 생략하면 키와 인물은 항상 같고 ID는 실행할 때마다 새로 만듭니다. 토큰은 항상 새로 만듭니다",
        ),
    )]
    seed: Option<u64>,
    #[arg(
        long = "state", value_name = "FILE",
        help = pick(
            "Keep the whole state in this file and continue from it at the next start, keys and tokens included. It is written soon after each change; one sandbox at a time can use it. It also holds what is typed into a window, so only its owner can read it",
            "모든 상태를 이 파일에 저장하고 다음 실행 때 키와 토큰까지 그대로 이어서 사용합니다. 변경 직후에 저장합니다. 한 번에 하나의 샌드박스만 사용할 수 있습니다. 창에 입력한 내용도 저장되므로 파일 소유자만 읽을 수 있습니다",
        ),
    )]
    state_file: Option<PathBuf>,
    #[arg(
        long, value_name = "FORM", value_enum, num_args = 0..=1, default_missing_value = "dotenv",
        help = pick(
            "Print the four variables once it listens, as lines of a .env file, for PowerShell, or for docker run --env-file with the first --allow-host as the address; the rest goes to standard error",
            "시작되면 환경 변수 네 줄을 .env 파일, PowerShell 또는 docker run --env-file(첫 번째 --allow-host 주소 사용) 형식으로 출력합니다. 나머지 안내는 표준 오류로 출력합니다",
        ),
    )]
    env: Option<Form>,
    #[arg(
        long, conflicts_with = "env",
        help = pick("Print one line of JSON once it listens, for programs", "시작되면 프로그램이 읽을 JSON 한 줄을 출력합니다"),
    )]
    json: bool,
    #[arg(
        long,
        help = pick(
            "End when standard input ends, or when the process that started this one is gone. For programs that start a sandbox: give it a pipe as its standard input",
            "표준 입력이 끝나거나 이 프로그램을 시작한 프로세스가 종료되면 함께 종료합니다. 샌드박스를 시작하는 프로그램은 표준 입력으로 파이프를 연결하세요",
        ),
    )]
    with_parent: bool,
}

impl Options {
    fn address(&self) -> SocketAddr {
        match self.port {
            Some(port) => SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            None => self.listen,
        }
    }

    async fn start(&self) -> Result<Sandbox, Failure> {
        let mut builder = Sandbox::builder().listen(self.address());
        if let Some(seed) = self.seed {
            builder = builder.seed(seed);
        }
        if let Some(path) = &self.state_file {
            builder = builder.state_file(path);
        }
        if let Some(address) = self.tls_listen {
            builder = builder.tls_listen(address);
        }
        for host in &self.allowed_hosts {
            builder = builder.allow_host(host);
        }
        for host in &self.webhook_hosts {
            builder = builder.webhook_host(host);
        }
        match builder.start().await {
            Err(StartError::InUse { address }) => Err(Failure::Sandbox(who_listens(address).await)),
            started => Ok(started?),
        }
    }
}

/// What `--json` prints.
#[derive(Serialize)]
pub(crate) struct Ready<'a> {
    pub(crate) url: &'a str,
    pub(crate) application_id: &'a str,
    pub(crate) private_key: &'a str,
    pub(crate) web_application_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tls_url: Option<&'a str>,
}

pub(crate) fn say_ready(ready: &Ready<'_>) -> Result<(), Failure> {
    let line = serde_json::to_string(ready).map_err(|error| Failure::Sandbox(error.to_string()))?;
    Ok(say(line)?)
}

pub(crate) async fn run(options: Options) -> Result<ExitCode, Failure> {
    if let Some(command) = options.control {
        return control::run(command).await;
    }
    // Set up before the first line is printed: its reader may send a signal at once.
    let stopped = stop_signal()?;
    let parent_gone = options.with_parent.then(parent::gone);
    if options.env == Some(Form::Docker) && options.allowed_hosts.is_empty() {
        return Err(Failure::Usage(
            pick(
                "--env docker needs --allow-host: in a container 127.0.0.1 is the container itself, so name the host under which it reaches the sandbox, such as host.docker.internal",
                "--env docker에는 --allow-host가 필요합니다. 컨테이너 안의 127.0.0.1은 컨테이너 자신이므로 host.docker.internal처럼 컨테이너에서 접속할 이름을 지정하세요",
            )
            .to_owned(),
        ));
    }
    let sandbox = options.start().await?;
    if let (Some(path), Some(ca)) = (&options.ca_file, sandbox.ca_pem()) {
        fs::write(path, ca).map_err(|error| {
            let path = path.display();
            Failure::Sandbox(text!("cannot write {path}: {error}", "{path}에 저장할 수 없습니다: {error}"))
        })?;
    }
    announce(&sandbox, &options)?;
    end_of(stopped, parent_gone).await;
    // Before it stops: afterwards nobody hears of a disk that is full.
    let saved = sandbox.save();
    sandbox.stop().await;
    saved.map_err(|error| {
        Failure::Sandbox(text!(
            "cannot write the state file: {error}",
            "상태 파일을 저장할 수 없습니다: {error}"
        ))
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Waits until the program is to end.
pub(crate) async fn end_of(stopped: impl Future<Output = ()>, parent_gone: Option<impl Future<Output = ()>>) {
    match parent_gone {
        Some(gone) => tokio::select! { () = stopped => {}, () = gone => {} },
        None => stopped.await,
    }
}

/// Why it did not start, in the words of this program's options.
pub(crate) fn why_not_started(error: &StartError) -> String {
    match error {
        StartError::NotLoopback { address } => text!(
            "on {address} other machines can reach the sandbox, which asks nobody for a password. Name the hosts under which it may be called with --allow-host (it keeps foreign web pages out; whoever reaches the address may drive the sandbox), or listen on 127.0.0.1, the loopback address",
            "{address}은(는) 루프백(loopback) 주소가 아니어서 다른 컴퓨터에서 접속할 수 있으며, 샌드박스에는 비밀번호가 없습니다. 호출을 허용할 호스트 이름을 --allow-host로 지정하거나(다른 사이트의 웹 페이지만 막으며, 주소에 접속할 수 있으면 누구나 제어할 수 있습니다) 127.0.0.1에서 실행하세요",
        ),
        StartError::NotAHost { host } => text!(
            "{host:?} is no host: give a name or an IP address, without scheme, port and wildcard",
            "{host:?}은(는) 호스트가 아닙니다. 스킴, 포트, 와일드카드 없이 이름 또는 IP 주소를 지정하세요",
        ),
        StartError::StateInUse { path } => {
            let path = path.display();
            text!(
                "another sandbox keeps its state in {path}. Stop that one, or name another file with --state",
                "다른 샌드박스가 {path}에 상태를 저장하고 있습니다. 그 샌드박스를 종료하거나 --state로 다른 파일을 지정하세요",
            )
        }
        StartError::State { path, source } => {
            let path = path.display();
            text!("cannot keep the state in {path}: {source}", "{path}에 상태를 저장할 수 없습니다: {source}")
        }
        StartError::StateBroken { path, problem } => {
            let path = path.display();
            text!(
                "there is no usable state in {path}: {problem}. The file was not changed. Move it away to begin anew, or name another one with --state",
                "{path}에 사용할 수 있는 상태가 없습니다: {problem}. 파일은 그대로입니다. 새로 시작하려면 파일을 옮기거나 --state로 다른 파일을 지정하세요",
            )
        }
        StartError::StateSeed { path, kept, given } => {
            let path = path.display();
            text!(
                "the state in {path} has the seed {kept}, which made its keys, so it cannot be used with --seed {given}. Leave --seed out, or name another file with --state",
                "{path}의 상태는 시드 {kept}에서 만든 키를 사용하므로 --seed {given}과 함께 사용할 수 없습니다. --seed를 빼거나 --state로 다른 파일을 지정하세요",
            )
        }
        StartError::Listen { address, source } => {
            text!("cannot listen on {address}: {source}", "{address}에서 수신할 수 없습니다: {source}")
        }
        other => other.to_string(),
    }
}

/// Whose port it is, and what to do.
pub(crate) async fn who_listens(address: SocketAddr) -> String {
    if Remote::listens_on(address).await {
        return text!(
            "another sandbox runs on {address}: use that one (bootpay sandbox requests --url http://{address}), stop it with Ctrl-C in its terminal, or start this one on a free port with --port 0",
            "{address}에서 다른 샌드박스가 실행 중입니다. 그 샌드박스를 사용하거나(bootpay sandbox requests --url http://{address}), 해당 터미널에서 Ctrl-C로 종료하거나, --port 0으로 비어 있는 포트에서 시작하세요",
        );
    }
    let port = address.port();
    let command = if cfg!(windows) {
        format!("netstat -ano | findstr :{port}")
    } else if cfg!(target_os = "linux") {
        format!("ss -ltnp 'sport = :{port}'")
    } else {
        format!("lsof -nP -iTCP:{port} -sTCP:LISTEN")
    };
    text!(
        "{address} is in use by another program. `{command}` shows which one; take another port with --port, or a free one with --port 0",
        "{address}은(는) 다른 프로그램이 사용 중입니다. `{command}` 명령으로 확인할 수 있습니다. --port로 다른 포트를, 또는 --port 0으로 비어 있는 포트를 사용하세요",
    )
}

fn announce(sandbox: &Sandbox, options: &Options) -> Result<(), Failure> {
    if options.json {
        return say_ready(&Ready {
            url: sandbox.url(),
            application_id: sandbox.application_id(),
            private_key: sandbox.private_key(),
            web_application_id: sandbox.web_application_id(),
            tls_url: sandbox.tls_url(),
        });
    }
    let banner = banner(sandbox, options);
    let Some(form) = options.env else { return Ok(say(banner)?) };
    let allowed = sandbox.allowed_urls();
    let mut environment = sandbox.environment();
    if let (Form::Docker, Some(url)) = (form, allowed.first()) {
        environment[0].1 = url;
    }
    say(lines(form, &environment))?;
    eprintln!("{banner}");
    Ok(())
}

fn banner(sandbox: &Sandbox, options: &Options) -> String {
    let url = sandbox.url();
    let exports = lines(Form::Shell, &sandbox.environment());
    let mut more = String::new();
    if let (Some(url), Some(ca)) = (sandbox.tls_url(), &options.ca_file) {
        let ca = ca.display();
        more += &text!("over TLS     {url}, trust {ca}\n", "TLS          {url} ({ca}를 신뢰하도록 설정)\n");
    }
    if let Some(path) = &options.state_file {
        let path = path.display();
        more += &text!("state        {path}\n", "상태 파일    {path}\n");
    }
    for url in sandbox.allowed_urls() {
        more += &text!(
            "also         {url}, for whoever reaches this machine\n",
            "외부 접속    {url} (이 컴퓨터에 접속할 수 있는 누구나)\n",
        );
    }
    text!(
        "Bootpay sandbox on {url}: made-up people, made-up money\n\n\
         console      {url}/ in a browser shows everything as it happens\n\
         stop         Ctrl-C\n\
         {more}\n\
         For your application, in another terminal:\n\n\
         {exports}\n\n\
         bootpay certificate 612e09260d681b0021e61ab9   read an identity verification\n\
         bootpay receipt 5df6e67d4f74b4002a77e0eb       read a payment\n\
         bootpay sandbox person --age 15                verify a person\n\
         bootpay sandbox codes                          the codes that phones would get\n\
         bootpay sandbox --help                         faults, the clock, and more\n\n\
         the browser's script: {url}/js/bootpay-3.3.3.min.js",
        "부트페이 샌드박스: {url} (모든 인물과 결제는 가상입니다)\n\n\
         콘솔         브라우저에서 {url}/ 을 열면 모든 동작을 실시간으로 볼 수 있습니다\n\
         종료         Ctrl-C\n\
         {more}\n\
         다른 터미널에서 애플리케이션을 실행하기 전에:\n\n\
         {exports}\n\n\
         bootpay certificate 612e09260d681b0021e61ab9   본인인증 결과 조회\n\
         bootpay receipt 5df6e67d4f74b4002a77e0eb       결제 조회\n\
         bootpay sandbox person --age 15                본인인증 추가\n\
         bootpay sandbox codes                          휴대폰으로 보낸 인증번호\n\
         bootpay sandbox --help                         장애, 시간 이동 등\n\n\
         브라우저 스크립트: {url}/js/bootpay-3.3.3.min.js",
    )
}

/// Resolves at SIGINT or SIGTERM. The handlers are in place when this returns.
pub(crate) fn stop_signal() -> std::io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut interrupt, mut terminate) =
            (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        Ok(async move {
            tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
        })
    }
    #[cfg(not(unix))]
    Ok(async {
        // without a handler Ctrl-C would end the program all the same
        let _ = tokio::signal::ctrl_c().await;
    })
}
