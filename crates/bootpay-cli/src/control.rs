//! `bootpay sandbox person`, `window`, `fault` …: what `/sandbox/*` does, without curl.

use std::process::ExitCode;

use bootpay::api::certificate::Certificate;
use bootpay::api::receipt::Receipt;
use bootpay_sandbox::PersonaLine;
use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand, ValueEnum};
use hyper::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::environment::{Form, lines};
use crate::language::{examples, pick, text};
use crate::remote::Remote;
use crate::show::{self, Table};
use crate::{Failure, recording, say};

#[derive(Subcommand)]
pub(crate) enum Command {
    #[command(
        about = pick("Verify a made-up person (본인인증)", "가상 인물의 본인인증을 추가합니다"),
        after_help = examples(&[
            ("bootpay sandbox person --age 15 --order-id signup-1", "", ""),
            (
                "bootpay sandbox person --persona turns_19_this_year --order-id signup-1",
                "an age at which laws disagree",
                "법률마다 성인 여부가 다른 나이",
            ),
            ("bootpay sandbox person --list", "all personas", "전체 인물"),
        ]),
    )]
    Person(Person),
    #[command(
        about = pick(
            "Approve, cancel or fail in a window in its user's place; without arguments, list the windows",
            "창 앞의 사용자를 대신해 승인, 취소, 실패 처리합니다. 아무것도 지정하지 않으면 창 목록을 표시합니다",
        ),
        after_help = examples(&[
            (
                "bootpay sandbox window approve --order-id signup-1 --persona age_19",
                "the window of your page that waits for this order, or else a new one",
                "이 주문으로 대기 중인 페이지의 창, 없으면 새 창",
            ),
            ("bootpay sandbox window cancel --order-id signup-1", "", ""),
            (
                "bootpay sandbox window --order-id order-1 --price 3000",
                "opens the window of a payment",
                "결제창을 엽니다",
            ),
        ]),
    )]
    Window(Window),
    #[command(
        about = pick("Make a payment", "결제를 추가합니다"),
        after_help = examples(&[("bootpay sandbox payment --price 3000 --order-id order-1", "", "")]),
    )]
    Payment(Payment),
    #[command(
        about = pick(
            "Let the next calls fail; without a kind, list the faults that wait",
            "다음 호출에 장애를 추가합니다. 종류를 생략하면 대기 중인 장애를 표시합니다",
        ),
        after_help = examples(&[
            (
                "bootpay sandbox fault reset_after --path /cancel --times 1",
                "a cancel takes effect and its answer is lost",
                "취소는 처리되고 응답만 유실됩니다",
            ),
            (
                "bootpay sandbox fault status --status 503",
                "every call, until it is removed",
                "해제할 때까지 모든 호출이 실패합니다",
            ),
            ("bootpay sandbox fault --clear", "", ""),
        ]),
    )]
    Fault(Fault),
    #[command(
        about = pick(
            "Show the codes that were sent to phones, newest first",
            "휴대폰으로 보낸 인증번호를 최신순으로 표시합니다",
        ),
        after_help = examples(&[("bootpay sandbox codes", "", "")]),
    )]
    Codes(Reading),
    #[command(
        about = pick("Move the sandbox's clock forward", "샌드박스의 시간을 앞으로 이동합니다"),
        after_help = examples(&[("bootpay sandbox advance --minutes 30", "a token expires", "토큰이 만료됩니다")]),
    )]
    Advance(Advance),
    #[command(
        about = pick(
            "List what arrived, oldest first, without queries and bodies",
            "받은 요청을 오래된 순서로 표시합니다. 쿼리와 본문은 표시하지 않습니다",
        ),
        after_help = examples(&[
            ("bootpay sandbox requests --last 5", "", ""),
            ("bootpay sandbox requests --json", "everything", "전체 내용"),
        ]),
    )]
    Requests(Requests),
    #[command(
        about = pick(
            "List the misuses of the merchant's server",
            "가맹점 서버의 잘못된 사용을 목록으로 표시합니다",
        ),
        after_help = examples(&[("bootpay sandbox misuses", "", "")]),
    )]
    Misuses(Reading),
    #[command(
        about = pick("Put everything back as it was at the start", "초기 상태로 되돌립니다"),
        after_help = examples(&[("bootpay sandbox reset", "", "")]),
    )]
    Reset(Target),
    #[command(
        about = pick(
            "Make one more project, with keys, records and a clock of its own, and print its four variables",
            "키, 데이터, 시간이 분리된 프로젝트를 추가하고 환경 변수 네 줄을 출력합니다",
        ),
        after_help = examples(&[("bootpay sandbox project >.env.test", "", "")]),
    )]
    Project(Reading),
    #[command(
        about = pick(
            "Pass an application's calls on to the real server, and record them with made-up people, ids and keys",
            "애플리케이션과 실제 서버 사이에서 요청을 전달하고, 인물, ID, 키를 가상의 값으로 바꾸어 기록합니다",
        ),
        after_help = examples(&[
            ("bootpay sandbox record --to payments.jsonl", "", ""),
            (
                "bootpay sandbox record --to payments.jsonl --upstream https://stage-api.bootpay.co.kr",
                "another server",
                "다른 서버",
            ),
        ]),
    )]
    Record(recording::Record),
    #[command(
        about = pick("Answer from a recording", "기록한 파일로 응답합니다"),
        after_help = examples(&[("bootpay sandbox replay payments.jsonl", "", "")]),
    )]
    Replay(recording::Replaying),
}

#[derive(Args)]
pub(crate) struct Target {
    #[arg(
        long, value_name = "URL", env = "BOOTPAY_BASE_URL", hide_env_values = true, default_value = DEFAULT_URL,
        help = pick("Where the sandbox runs", "샌드박스 주소"),
    )]
    url: String,
    #[arg(
        long, value_name = "ID", value_parser = application_id,
        help = pick(
            "The project's REST application id; without it, the sandbox's first project",
            "대상 프로젝트의 REST API용 application_id. 생략하면 샌드박스의 첫 번째 프로젝트입니다",
        ),
    )]
    project: Option<String>,
}

fn application_id(text: &str) -> Result<String, &'static str> {
    let is_id = text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_id.then(|| text.to_owned()).ok_or_else(|| {
        pick(
            "give the project's BOOTPAY_APPLICATION_ID, 24 hex digits",
            "프로젝트의 BOOTPAY_APPLICATION_ID(16진수 24자리)를 지정하세요",
        )
    })
}

const DEFAULT_URL: &str = "http://127.0.0.1:8300";

impl Target {
    async fn find(&self) -> Result<Remote, Failure> {
        // A variable that is set to nothing is as good as none.
        let url = if self.url.is_empty() { DEFAULT_URL } else { &self.url };
        Remote::find(url, self.project.as_deref()).await
    }
}

#[derive(Args)]
pub(crate) struct Reading {
    #[arg(long, help = pick("Print the sandbox's answer as JSON, nothing masked", "샌드박스의 응답을 마스킹 없이 JSON으로 출력합니다"))]
    json: bool,
    #[command(flatten)]
    target: Target,
}

#[derive(Args)]
pub(crate) struct Person {
    #[arg(long, value_name = "PERSONA", value_parser = PossibleValuesParser::new(bootpay_sandbox::personas().map(|persona| persona.name)), conflicts_with_all = ["age", "year_age", "birth"], help = pick("Somebody who is known by this name, see --list; the other options change what they say, but not the age", "미리 정의된 인물. 자세한 설명은 --list로 확인하세요. 나이를 제외한 항목은 다른 옵션으로 바꿀 수 있습니다"))]
    persona: Option<String>,
    #[arg(long, conflicts_with_all = [
        "persona", "name", "age", "year_age", "birth", "gender", "phone", "carrier", "foreigner", "without", "verified_ago",
        "order_id", "no_order_id", "receipt_id",
    ], help = pick("List the personas and verify nobody", "본인인증을 추가하지 않고 인물 목록을 표시합니다"))]
    list: bool,
    #[arg(long, value_name = "NAME", help = pick("The name", "이름"))]
    name: Option<String>,
    #[arg(long, value_name = "YEARS", conflicts_with_all = ["year_age", "birth"], help = pick("The age in years (만 나이); the birthday is today, on the sandbox's clock", "만 나이. 샌드박스 시각의 오늘이 생일입니다"))]
    age: Option<u64>,
    #[arg(long, value_name = "YEARS", conflicts_with = "birth", help = pick("The age as the year less the year of birth (연 나이); the birthday is 31 December", "연 나이. 생일은 12월 31일입니다"))]
    year_age: Option<u64>,
    #[arg(long, value_name = "DATE", help = pick("The birth date: YYYY-MM-DD, YYYYMMDD or YYMMDD", "생년월일. YYYY-MM-DD, YYYYMMDD 또는 YYMMDD"))]
    birth: Option<String>,
    #[arg(long, value_enum, help = pick("The gender", "성별"))]
    gender: Option<Gender>,
    #[arg(long, value_name = "NUMBER", help = pick("The phone number", "휴대폰 번호"))]
    phone: Option<String>,
    #[arg(long, value_name = "CARRIER", help = pick("The carrier: SKT, KT, LGT, SKT_MVNO …", "통신사. SKT, KT, LGT, SKT_MVNO 등"))]
    carrier: Option<String>,
    #[arg(long, help = pick("A foreigner", "외국인"))]
    foreigner: bool,
    #[arg(long, value_name = "FIELD", value_delimiter = ',', help = pick("Fields to leave out of the certificate: ci, di, phone, carrier, foreigner, birth, gender, name, order_id", "인증 결과에서 뺄 항목. ci, di, phone, carrier, foreigner, birth, gender, name, order_id"))]
    without: Option<Vec<String>>,
    #[arg(long, value_name = "SECONDS", help = pick("How many seconds ago, on the sandbox's clock, the person was verified; without it, now", "샌드박스 시각 기준으로 몇 초 전에 인증했는지. 생략하면 지금입니다"))]
    verified_ago: Option<u64>,
    #[arg(long, value_name = "ID", help = pick("The merchant's order id", "가맹점의 주문번호"))]
    order_id: Option<String>,
    #[arg(long, conflicts_with = "order_id", help = pick("Without an order id in the certificate", "인증 결과에 주문번호를 넣지 않습니다"))]
    no_order_id: bool,
    #[arg(long, value_name = "ID", help = pick("The receipt id, 24 hex digits; without it, a new one", "영수증 ID. 16진수 24자리이며, 생략하면 새로 발급합니다"))]
    receipt_id: Option<String>,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Clone, Copy, ValueEnum)]
enum Gender {
    Female,
    Male,
}

#[derive(Args)]
pub(crate) struct Window {
    #[arg(value_enum, value_name = "ACTION", requires = "order_id", help = pick("What its user does", "사용자가 하는 일"))]
    action: Option<Action>,
    #[arg(long, value_name = "ID", help = pick("The merchant's order id", "가맹점의 주문번호"))]
    order_id: Option<String>,
    #[arg(long, value_name = "WON", requires = "order_id", help = pick("A payment of this price; without it, a verification, or any window that waits for the order", "이 금액의 결제. 생략하면 본인인증 또는 이 주문으로 대기 중인 창"))]
    price: Option<u64>,
    #[arg(long, value_name = "PERSONA", requires = "action", value_parser = PossibleValuesParser::new(bootpay_sandbox::personas().map(|persona| persona.name)), hide_possible_values = true, help = pick("Who is verified, see bootpay sandbox person --list", "인증할 인물. bootpay sandbox person --list로 확인하세요"))]
    persona: Option<String>,
    #[arg(long, value_name = "YEARS", requires = "action", conflicts_with = "persona", help = pick("The age in years (만 나이)", "만 나이"))]
    age: Option<u64>,
    #[arg(long, value_name = "METHOD", requires = "action", help = pick("One of the payment methods that the window offers", "창이 제공하는 결제 수단 중 하나"))]
    method: Option<String>,
    #[arg(long, value_name = "NUMBER", requires = "action", help = pick("One of the window's test cards", "창의 테스트 카드 중 하나"))]
    card: Option<String>,
    #[arg(long, value_name = "TEXT", requires = "action", help = pick("What the page is told when it fails", "실패할 때 페이지에 전달할 메시지"))]
    message: Option<String>,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Clone, Copy, ValueEnum)]
enum Action {
    Approve,
    Cancel,
    Fail,
}

#[derive(Args)]
pub(crate) struct Payment {
    #[arg(long, value_name = "WON", default_value_t = 3000, help = pick("The price", "금액"))]
    price: u64,
    #[arg(long, value_name = "NAME", help = pick("What was bought", "상품명"))]
    name: Option<String>,
    #[arg(long, value_name = "ID", help = pick("The merchant's order id", "가맹점의 주문번호"))]
    order_id: Option<String>,
    #[arg(long, value_name = "ID", help = pick("The receipt id, 24 hex digits; without it, a new one", "영수증 ID. 16진수 24자리이며, 생략하면 새로 발급합니다"))]
    receipt_id: Option<String>,
    #[arg(long, value_name = "METHOD", help = pick("The method: card, vbank, bank, phone …", "결제 수단. card, vbank, bank, phone 등"))]
    method: Option<String>,
    #[arg(long, value_name = "PG", help = pick("The payment gateway", "PG사"))]
    pg: Option<String>,
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true, help = pick("The status: 1 is paid, 2 waits for approval or deposit", "결제 상태. 1은 결제 완료, 2는 승인 또는 입금 대기"))]
    status: Option<i64>,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Args)]
pub(crate) struct Fault {
    #[arg(value_name = "KIND", value_parser = PossibleValuesParser::new(bootpay_sandbox::fault_kinds()), help = pick("What happens", "장애 종류"))]
    kind: Option<String>,
    #[arg(long, value_name = "PATH", requires = "kind", help = pick("Only calls of this path, such as /cancel", "이 경로의 호출에만 적용합니다. 예: /cancel"))]
    path: Option<String>,
    #[arg(long, value_name = "METHOD", requires = "kind", help = pick("Only calls with this method: GET, POST, PUT or DELETE", "이 메서드의 호출에만 적용합니다. GET, POST, PUT 또는 DELETE"))]
    method: Option<String>,
    #[arg(long, value_name = "COUNT", requires = "kind", help = pick("So many calls; without it, until it is removed", "적용할 횟수. 생략하면 해제할 때까지 적용합니다"))]
    times: Option<u64>,
    #[arg(long, value_name = "STATUS", requires = "kind", help = pick("The HTTP status of status, html and redirect", "status, html, redirect의 HTTP 상태 코드"))]
    status: Option<u64>,
    #[arg(long, value_name = "MS", requires = "kind", help = pick("The pause of delay and drip, in milliseconds", "delay, drip의 지연 시간(밀리초)"))]
    delay_ms: Option<u64>,
    #[arg(long, value_name = "SECONDS", requires = "kind", help = pick("Retry-After of status and html", "status, html의 Retry-After(초)"))]
    retry_after_s: Option<u64>,
    #[arg(long, value_name = "0..1", requires = "kind", help = pick("How likely it is, from 0 to 1", "발생 확률. 0부터 1까지"))]
    probability: Option<f64>,
    #[arg(long, conflicts_with = "kind", help = pick("Remove all faults", "모든 장애를 해제합니다"))]
    clear: bool,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Args)]
#[group(id = "time", required = true, multiple = true, args = ["days", "hours", "minutes", "seconds"])]
pub(crate) struct Time {
    #[arg(long, value_name = "COUNT", default_value_t = 0, help = pick("Days", "일"))]
    days: u64,
    #[arg(long, value_name = "COUNT", default_value_t = 0, help = pick("Hours", "시간"))]
    hours: u64,
    #[arg(long, value_name = "COUNT", default_value_t = 0, help = pick("Minutes", "분"))]
    minutes: u64,
    #[arg(long, value_name = "COUNT", default_value_t = 0, help = pick("Seconds", "초"))]
    seconds: u64,
}

#[derive(Args)]
pub(crate) struct Advance {
    #[command(flatten)]
    time: Time,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Args)]
pub(crate) struct Requests {
    #[arg(
        long,
        value_name = "OPERATION",
        help = pick(
            "Only what asked for this operation, such as payment.cancel",
            "이 작업을 호출한 요청만 표시합니다. 예: payment.cancel",
        ),
    )]
    operation: Option<String>,
    #[arg(long, value_name = "COUNT", default_value_t = 20, help = pick("The last so many; 0 is all of them", "마지막 요청의 개수. 0은 전체"))]
    last: usize,
    #[command(flatten)]
    reading: Reading,
}

pub(crate) async fn run(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Record(options) => return recording::record(options).await,
        Command::Replay(options) => return recording::replay(options).await,
        Command::Person(person) => person.add().await?,
        Command::Window(window) => window.run().await?,
        Command::Payment(payment) => payment.add().await?,
        Command::Fault(fault) => fault.run().await?,
        Command::Codes(reading) => codes(&reading).await?,
        Command::Advance(advance) => advance.run().await?,
        Command::Requests(requests) => requests.list().await?,
        Command::Misuses(reading) => misuses(&reading).await?,
        Command::Reset(target) => {
            target.find().await?.call(Method::POST, "/sandbox/reset", None).await?;
            say(pick("Everything is as it was at the start.", "초기 상태로 되돌렸습니다."))?;
        }
        Command::Project(reading) => project(&reading).await?,
    }
    Ok(ExitCode::SUCCESS)
}

impl Reading {
    async fn get(&self, path: &str) -> Result<Value, Failure> {
        self.target.find().await?.call(Method::GET, path, None).await
    }

    async fn post(&self, path: &str, body: Value) -> Result<Value, Failure> {
        self.target.find().await?.call(Method::POST, path, Some(body)).await
    }

    /// For people, or for programs.
    fn print(
        &self,
        answer: &Value,
        shown: impl FnOnce(&Value) -> Result<String, Failure>,
    ) -> Result<(), Failure> {
        let text = if self.json { answer.to_string() } else { shown(answer)? };
        Ok(say(text)?)
    }
}

/// The fields that were given: what is absent is for the sandbox to choose.
fn given<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let given = fields.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(given.map(|(name, value)| (name.to_owned(), value)).collect::<Map<String, Value>>())
}

/// An answer as the client reads it. A sandbox of another version may answer otherwise.
fn read<T: for<'de> Deserialize<'de>>(answer: &Value) -> Result<T, Failure> {
    T::deserialize(answer).map_err(|_| {
        Failure::Sandbox(
            pick(
                "the sandbox's answer cannot be read: is it of another version? --json shows it",
                "샌드박스의 응답을 해석할 수 없습니다. 버전이 다를 수 있으니 --json으로 확인하세요",
            )
            .to_owned(),
        )
    })
}

impl Person {
    async fn add(self) -> Result<(), Failure> {
        if self.list {
            let personas: Vec<PersonaLine> = bootpay_sandbox::personas().collect();
            return self.reading.print(&json!(personas), |_| Ok(list(&personas)));
        }
        let gender = self.gender.map(|gender| match gender {
            Gender::Female => "0",
            Gender::Male => "1",
        });
        let mut body = given([
            ("persona", json!(self.persona)),
            ("username", json!(self.name)),
            ("age", json!(self.age)),
            ("year_age", json!(self.year_age)),
            ("birth", json!(self.birth)),
            ("gender", json!(gender)),
            ("phone", json!(self.phone)),
            ("carrier", json!(self.carrier)),
            ("foreigner", if self.foreigner { json!(true) } else { Value::Null }),
            ("without", json!(self.without)),
            ("verified_ago", json!(self.verified_ago)),
            ("order_id", json!(self.order_id)),
            ("receipt_id", json!(self.receipt_id)),
        ]);
        if self.no_order_id {
            body["order_id"] = Value::Null;
        }
        let answer = self.reading.post("/sandbox/identities", body).await?;
        self.reading.print(&answer, |answer| Ok(show::certificate(&read::<Certificate>(answer)?).to_string()))
    }
}

fn list(personas: &[PersonaLine]) -> String {
    let mut table = Table::new([pick("persona", "인물"), pick("who that is", "설명")]);
    for PersonaLine { name, en, ko, .. } in personas {
        table.row([name, pick(en, ko)]);
    }
    table.to_string()
}

impl Window {
    async fn run(self) -> Result<(), Failure> {
        let Some(order_id) = &self.order_id else {
            let answer = self.reading.get("/sandbox/windows").await?;
            return self
                .reading
                .print(&answer, |answer| Ok(windows(answer.as_array().into_iter().flatten())));
        };
        let body = given([("order_id", json!(order_id)), ("price", json!(self.price))]);
        let mut answer = self.reading.post("/sandbox/windows", body).await?;
        if let Some(action) = self.action {
            let action = match action {
                Action::Approve => "approve",
                Action::Cancel => "cancel",
                Action::Fail => "fail",
            };
            let body = given([
                ("persona", json!(self.persona)),
                ("age", json!(self.age)),
                ("method", json!(self.method)),
                ("card", json!(self.card)),
                ("message", json!(self.message)),
            ]);
            let receipt_id = answer["receipt_id"].as_str().unwrap_or_default();
            answer = self.reading.post(&format!("/sandbox/windows/{receipt_id}/{action}"), body).await?;
        }
        self.reading.print(&answer, |answer| Ok(windows([answer])))
    }
}

fn windows<'a>(windows: impl IntoIterator<Item = &'a Value>) -> String {
    let mut table = Table::new([
        pick("receipt id", "영수증 ID"),
        pick("order id", "주문번호"),
        pick("kind", "종류"),
        pick("state", "상태"),
        pick("address", "주소"),
    ]);
    for window in windows {
        let cell = |name: &str| window[name].as_str().unwrap_or_default();
        table.row(["receipt_id", "order_id", "kind", "state", "url"].map(cell));
    }
    table.to_string()
}

async fn misuses(reading: &Reading) -> Result<(), Failure> {
    let answer = reading.get("/sandbox/misuses").await?;
    reading.print(&answer, |answer| {
        let misuses = answer.as_array().map(Vec::as_slice).unwrap_or_default();
        if misuses.is_empty() {
            return Ok(pick("No misuse was seen.", "잘못된 사용이 없습니다.").to_owned());
        }
        let (what, mend) = (pick("what", "what_ko"), pick("how_to_mend", "how_to_mend_ko"));
        let lines = misuses.iter().map(|misuse| {
            let text = |name: &str| bootpay::plain(misuse[name].as_str().unwrap_or_default());
            format!("{}: {}\n  {}", text("kind"), text(what), text(mend))
        });
        Ok(lines.collect::<Vec<String>>().join("\n"))
    })
}

impl Payment {
    async fn add(self) -> Result<(), Failure> {
        let body = given([
            ("price", json!(self.price)),
            ("name", json!(self.name)),
            ("order_id", json!(self.order_id)),
            ("receipt_id", json!(self.receipt_id)),
            ("method", json!(self.method)),
            ("pg", json!(self.pg)),
            ("status", json!(self.status)),
        ]);
        let answer = self.reading.post("/sandbox/payments", body).await?;
        self.reading.print(&answer, |answer| Ok(show::receipt(&read::<Receipt>(answer)?).to_string()))
    }
}

impl Fault {
    async fn run(self) -> Result<(), Failure> {
        if self.clear {
            let remote = self.reading.target.find().await?;
            let answer = remote.call(Method::DELETE, "/sandbox/faults", None).await?;
            return self.reading.print(&answer, |answer| {
                let count = &answer["removed"];
                Ok(text!("{count} removed.", "장애 {count}건을 해제했습니다."))
            });
        }
        if self.kind.is_none() {
            let answer = self.reading.get("/sandbox/faults").await?;
            return self.reading.print(&answer, |answer| Ok(faults(answer.as_array().into_iter().flatten())));
        }
        let body = given([
            ("kind", json!(self.kind)),
            ("path", json!(self.path)),
            ("method", json!(self.method)),
            ("times", json!(self.times)),
            ("status", json!(self.status)),
            ("delay_ms", json!(self.delay_ms)),
            ("retry_after_s", json!(self.retry_after_s)),
            ("probability", json!(self.probability)),
        ]);
        let answer = self.reading.post("/sandbox/faults", body).await?;
        self.reading.print(&answer, |answer| Ok(faults([answer])))
    }
}

fn faults<'a>(faults: impl IntoIterator<Item = &'a Value>) -> String {
    let mut table = Table::new([
        pick("fault", "장애"),
        pick("method", "메서드"),
        pick("path", "경로"),
        pick("times", "횟수"),
        pick("more", "기타"),
    ]);
    for fault in faults {
        let times = match &fault["times"] {
            Value::Null => pick("until it is removed", "해제할 때까지").to_owned(),
            times => times.to_string(),
        };
        let more = ["status", "delay_ms", "retry_after_s", "probability"].into_iter();
        let more = more.filter(|name| !fault[*name].is_null()).map(|name| format!("{name} {}", fault[name]));
        let any = |name: &str| fault[name].as_str().unwrap_or(pick("any", "전체")).to_owned();
        let kind = fault["kind"].as_str().unwrap_or_default().to_owned();
        table.row([kind, any("method"), any("path"), times, more.collect::<Vec<String>>().join(", ")]);
    }
    table.to_string()
}

async fn codes(reading: &Reading) -> Result<(), Failure> {
    let answer = reading.get("/sandbox/codes").await?;
    reading.print(&answer, |answer| {
        let lines = answer.as_array().map(Vec::as_slice).unwrap_or_default();
        if lines.is_empty() {
            return Ok(pick("No code was sent so far.", "아직 보낸 인증번호가 없습니다.").to_owned());
        }
        let mut table = Table::new([
            pick("code", "인증번호"),
            pick("phone", "휴대폰"),
            pick("state", "상태"),
            pick("good until (KST)", "유효 시각(KST)"),
            pick("receipt id", "영수증 ID"),
        ]);
        for line in lines {
            let cell = |name: &str| line[name].as_str().unwrap_or_default();
            table.row(["code", "phone", "state", "expires_at", "receipt_id"].map(cell));
        }
        Ok(table.to_string())
    })
}

/// The four variables, as lines that a shell and a .env file read.
async fn project(reading: &Reading) -> Result<(), Failure> {
    let answer = reading.post("/sandbox/projects", json!({})).await?;
    reading.print(&answer, |answer| {
        let variables: Vec<(String, String)> = read(&answer["environment"])?;
        let variables: Vec<(&str, &str)> =
            variables.iter().map(|(name, value)| (&**name, &**value)).collect();
        Ok(lines(Form::Dotenv, &variables))
    })
}

impl Advance {
    async fn run(self) -> Result<(), Failure> {
        let Time { days, hours, minutes, seconds } = self.time;
        let parts = [(days, 24 * 60 * 60), (hours, 60 * 60), (minutes, 60), (seconds, 1)];
        // A sum without end is more than the sandbox takes, and it says so.
        let seconds =
            parts.iter().fold(0_u64, |sum, (count, unit)| sum.saturating_add(count.saturating_mul(*unit)));
        let answer = self.reading.post("/sandbox/clock", json!({"advance_s": seconds})).await?;
        self.reading.print(&answer, |_| {
            Ok(text!("The clock went {seconds} s forward.", "시간을 {seconds}초 앞으로 이동했습니다."))
        })
    }
}

impl Requests {
    async fn list(self) -> Result<(), Failure> {
        let path = match &self.operation {
            Some(operation) if operation.bytes().all(|b| matches!(b, b'a'..=b'z' | b'.' | b'_')) => {
                format!("/sandbox/operations/{operation}/requests")
            }
            Some(operation) => {
                return Err(Failure::Usage(text!(
                    "{operation:?} is no operation: give its name in errors and logs, such as payment.cancel",
                    "{operation:?}은(는) 작업 이름이 아닙니다. payment.cancel처럼 오류와 로그에 나오는 이름을 지정하세요",
                )));
            }
            None => "/sandbox/requests".to_owned(),
        };
        let answer = self.reading.get(&path).await?;
        let all = answer.as_array().map(Vec::as_slice).unwrap_or_default();
        let first = if self.last == 0 { 0 } else { all.len().saturating_sub(self.last) };
        let shown = &all[first..];
        self.reading.print(&json!(shown), |_| {
            let mut table = Table::new([
                pick("method", "메서드"),
                pick("path", "경로"),
                pick("body, bytes", "본문(바이트)"),
            ]);
            for request in shown {
                let text = |name: &str| request[name].as_str().unwrap_or_default();
                // A query may say whom a call is about, as a body does.
                let path = text("path").split('?').next().unwrap_or_default();
                table.row([text("method"), path, &text("body").len().to_string()]);
            }
            let (count, total) = (shown.len(), all.len());
            Ok(text!("{table}\n{count} of {total}", "{table}\n전체 {total}건 중 {count}건"))
        })
    }
}
