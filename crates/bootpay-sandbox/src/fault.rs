//! Failures on demand: what a client meets on a bad day, and how a test asks for it.

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::fields::{Field, FieldError, Fields};
use crate::journal::{NOT_RISING, is_rising};
use crate::path;
use crate::seed::Sequence;

listed! {
    /// What happens instead of, or to, the true answer; or to the handshake before it.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    pub(crate) enum FaultKind {
        Status,
        Html,
        Redirect,
        Reset,
        ResetAfter,
        HalfClose,
        Stall,
        Delay,
        Drip,
        Truncate,
        BrokenJson,
        ContentType,
        OtherReceipt,
        Endless,
        TlsStall,
        TlsClose,
        TlsExpired,
        TlsWrongName,
        TlsUnknownCa,
    }
}

/// The fields of POST /sandbox/faults.
pub(crate) const FIELDS: &[Field] = &[
    Field::text("method"),
    Field::text("path"),
    Field::one_of("kind", || FaultKind::ALL.iter().map(|kind| kind.line().name.into()).collect()).required(),
    Field::count("status"),
    Field::count("delay_ms"),
    Field::count("times"),
    Field::number("probability"),
    Field::count("seed"),
    Field::count("retry_after_s"),
];
/// Those that every kind takes.
const COMMON: &[&str] = &["kind", "times", "probability", "seed"];
/// The others, by kind.
const REQUEST: &[&str] = &["method", "path"];
const REQUEST_STATUS: &[&str] = &["method", "path", "status"];
const REQUEST_STATUS_RETRY: &[&str] = &["method", "path", "status", "retry_after_s"];
const REQUEST_DELAY: &[&str] = &["method", "path", "delay_ms"];
const CONNECTION: &[&str] = &[];

/// One kind as users know it, and as GET /sandbox/faults/kinds lists it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FaultKindLine {
    pub(crate) name: &'static str,
    /// In English, for GET /sandbox/scenarios too.
    pub(crate) what: &'static str,
    /// In Korean.
    what_ko: &'static str,
    options: &'static [&'static str],
}

const fn line(
    name: &'static str,
    options: &'static [&'static str],
    what: &'static str,
    what_ko: &'static str,
) -> FaultKindLine {
    FaultKindLine { name, what, what_ko, options }
}

impl FaultKind {
    pub(crate) fn line(self) -> FaultKindLine {
        match self {
            Self::Status => line(
                "status",
                REQUEST_STATUS_RETRY,
                "answers this HTTP status (default 500) with an error envelope; the call has no effect",
                "이 HTTP 상태(기본 500)와 오류 응답을 반환합니다. 요청은 처리되지 않습니다",
            ),
            Self::Html => line(
                "html",
                REQUEST_STATUS_RETRY,
                "answers an HTML page with this HTTP status (default 502); the call has no effect",
                "이 HTTP 상태(기본 502)와 HTML 페이지를 반환합니다. 요청은 처리되지 않습니다",
            ),
            Self::Redirect => line(
                "redirect",
                REQUEST_STATUS,
                "answers 307, or this status (301, 302, 303, 308), with the same address as Location, so that a client that follows goes round for ever; the call has no effect",
                "307 또는 지정한 상태(301, 302, 303, 308)와 같은 주소의 Location을 반환합니다. 리다이렉트를 따라가는 클라이언트는 끝없이 반복합니다. 요청은 처리되지 않습니다",
            ),
            Self::Reset => line(
                "reset",
                REQUEST,
                "resets the connection before the call takes effect",
                "요청이 처리되기 전에 연결을 끊습니다",
            ),
            Self::ResetAfter => line(
                "reset_after",
                REQUEST,
                "resets the connection after the call took effect; nothing is answered",
                "요청이 처리된 뒤에 연결을 끊습니다. 응답은 없습니다",
            ),
            Self::HalfClose => line(
                "half_close",
                REQUEST,
                "takes the request, closes the sending side of the connection and goes on reading; nothing is answered, the call has no effect",
                "요청을 받은 뒤 보내는 방향의 연결만 닫고 계속 읽습니다. 응답은 없고, 요청은 처리되지 않습니다",
            ),
            Self::Stall => line(
                "stall",
                REQUEST,
                "takes the request and never answers; the call has no effect",
                "요청을 받고 응답하지 않습니다. 요청은 처리되지 않습니다",
            ),
            Self::Delay => line(
                "delay",
                REQUEST_DELAY,
                "the call takes effect at once, the true answer comes after delay_ms",
                "요청은 바로 처리되고, 정상 응답이 delay_ms 뒤에 옵니다",
            ),
            Self::Drip => line(
                "drip",
                REQUEST_DELAY,
                "the call takes effect; the head of the true answer comes at once, its body byte by byte, one every delay_ms (default 1000)",
                "요청은 처리됩니다. 정상 응답의 헤더는 바로 오고, 본문은 delay_ms(기본 1000)마다 한 바이트씩 옵니다",
            ),
            Self::Truncate => line(
                "truncate",
                REQUEST,
                "the call takes effect; the answer announces its full length, half of the body comes, the connection closes",
                "요청은 처리됩니다. 전체 길이를 알린 뒤 본문의 절반만 보내고 연결을 닫습니다",
            ),
            Self::BrokenJson => line(
                "broken_json",
                REQUEST,
                "the call takes effect; the answer is whole HTTP, but its JSON stops half-way",
                "요청은 처리됩니다. HTTP 응답은 온전하지만 JSON이 중간에 끝납니다",
            ),
            Self::ContentType => line(
                "content_type",
                REQUEST,
                "the call takes effect; the true body comes with Content-Type: text/html",
                "요청은 처리됩니다. 정상 본문이 Content-Type: text/html로 옵니다",
            ),
            Self::OtherReceipt => line(
                "other_receipt",
                REQUEST,
                "the call takes effect; the good answer is about another receipt, as if answers had slipped by one: each id in its data is another one, with another last character",
                "요청은 처리됩니다. 응답이 하나씩 밀린 것처럼 다른 영수증의 정상 응답이 옵니다. data에 있는 모든 ID의 마지막 글자가 바뀝니다",
            ),
            Self::Endless => line(
                "endless",
                REQUEST,
                "answers 200 with a JSON body that never ends, as fast as the client reads; the call has no effect",
                "200과 끝나지 않는 JSON 본문을 클라이언트가 읽는 속도로 계속 보냅니다. 요청은 처리되지 않습니다",
            ),
            Self::TlsStall => line(
                "tls_stall",
                CONNECTION,
                "a new TLS connection is accepted, and its handshake never answered",
                "새 TLS 연결을 받고 핸드셰이크에 응답하지 않습니다",
            ),
            Self::TlsClose => line(
                "tls_close",
                CONNECTION,
                "a new TLS connection is closed in the middle of its handshake",
                "새 TLS 연결을 핸드셰이크 도중에 닫습니다",
            ),
            Self::TlsExpired => line(
                "tls_expired",
                CONNECTION,
                "a new TLS connection is shown a certificate of the sandbox's CA that has expired",
                "새 TLS 연결에 샌드박스 CA의 만료된 인증서를 제시합니다",
            ),
            Self::TlsWrongName => line(
                "tls_wrong_name",
                CONNECTION,
                "a new TLS connection is shown a certificate of the sandbox's CA for another name",
                "새 TLS 연결에 샌드박스 CA가 다른 이름으로 발급한 인증서를 제시합니다",
            ),
            Self::TlsUnknownCa => line(
                "tls_unknown_ca",
                CONNECTION,
                "a new TLS connection is shown a certificate of another CA",
                "새 TLS 연결에 다른 CA의 인증서를 제시합니다",
            ),
        }
    }

    pub(crate) fn lines() -> Vec<FaultKindLine> {
        Self::ALL.iter().map(|kind| kind.line()).collect()
    }

    /// What this does to a handshake; `None` for the kinds that concern a request.
    fn handshake(self) -> Option<Handshake> {
        match self {
            Self::TlsStall => Some(Handshake::Stall),
            Self::TlsClose => Some(Handshake::Close),
            Self::TlsExpired => Some(Handshake::Expired),
            Self::TlsWrongName => Some(Handshake::WrongName),
            Self::TlsUnknownCa => Some(Handshake::UnknownCa),
            _ => None,
        }
    }

    fn from_fields(fields: &Fields) -> Result<Self, FieldError> {
        let name = fields.text("kind")?.value().ok_or_else(|| FieldError::field("kind", "is required"))?;
        Self::ALL.iter().copied().find(|kind| kind.line().name == name).ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().map(|kind| kind.line().name).collect();
            let known = known.join(", ");
            FieldError::field("kind", format!("must be one of {known}"))
        })
    }

    /// Refuses the options that belong to other kinds.
    fn check_options(self, fields: &Fields) -> Result<(), FieldError> {
        let FaultKindLine { name, options, .. } = self.line();
        let is_given = |option: &&str| fields.any(option).value().is_some();
        let takes = |option: &&str| COMMON.contains(option) || options.contains(option);
        let options = || FIELDS.iter().map(|field| field.name);
        match options().filter(is_given).find(|option| !takes(option)) {
            None => Ok(()),
            Some(option) => {
                let known: Vec<&str> = options().filter(takes).collect();
                let problem = format!("does not belong to the kind {name}, which takes {}", known.join(", "));
                Err(FieldError::field(option, problem))
            }
        }
    }

    /// The HTTP status of the kinds that answer with one of their own.
    fn status(self, fields: &Fields) -> Result<Option<u16>, FieldError> {
        let (default, known, problem): (u16, fn(&u16) -> bool, &str) = match self {
            Self::Status => (500, |status| (200..=599).contains(status), "must be from 200 to 599"),
            Self::Html => (502, |status| (200..=599).contains(status), "must be from 200 to 599"),
            Self::Redirect => (
                307,
                |status| [301, 302, 303, 307, 308].contains(status),
                "must be 301, 302, 303, 307 or 308",
            ),
            _ => return Ok(None),
        };
        let Some(status) = fields.count("status")?.value() else { return Ok(Some(default)) };
        let status = u16::try_from(status).ok().filter(known);
        status.map(Some).ok_or_else(|| FieldError::field("status", problem))
    }

    /// The pause of the kinds that make one.
    fn delay_ms(self, fields: &Fields) -> Result<Option<u64>, FieldError> {
        let delay_ms = fields.count("delay_ms")?.value();
        let delay_ms = match self {
            Self::Delay => delay_ms.ok_or_else(|| FieldError::field("delay_ms", "is required by delay"))?,
            Self::Drip => delay_ms.unwrap_or(1000),
            _ => return Ok(None),
        };
        if delay_ms > LONGEST_DELAY_MS {
            return Err(FieldError::field("delay_ms", format!("must be at most {LONGEST_DELAY_MS}")));
        }
        Ok(Some(delay_ms))
    }
}

const LONGEST_DELAY_MS: u64 = 10 * 60 * 1000;

/// One fault that is waiting for a request, or for a TLS connection.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Fault {
    id: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    kind: FaultKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delay_ms: Option<u64>,
    /// How many are left; absent: it stays until it is removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    probability: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_s: Option<u64>,
    #[serde(skip)]
    dice: Sequence,
}

/// What to do to one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Status { status: StatusCode, retry_after_s: Option<u64> },
    Html { status: StatusCode, retry_after_s: Option<u64> },
    Redirect { status: StatusCode },
    Reset,
    ResetAfter,
    HalfClose,
    Stall,
    Delay { delay_ms: u64 },
    Drip { delay_ms: u64 },
    Truncate,
    BrokenJson,
    ContentType,
    OtherReceipt,
    Endless,
}

/// What to do to one TLS handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Handshake {
    Stall,
    Close,
    Expired,
    WrongName,
    UnknownCa,
}

/// Whether there are handshakes that a fault can meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Handshakes {
    Here,
    WithoutTls,
    /// A handshake names no project.
    OfTheFirstProject,
}

impl Handshakes {
    fn problem(self) -> Option<&'static str> {
        match self {
            Self::Here => None,
            Self::WithoutTls => Some("needs a sandbox that was started with TLS"),
            Self::OfTheFirstProject => {
                Some("is for the first project: a handshake names none, so leave the parameter project out")
            }
        }
    }
}

impl Fault {
    fn from_fields(fields: &Fields, id: u64, handshakes: Handshakes) -> Result<Self, FieldError> {
        let kind = FaultKind::from_fields(fields)?;
        kind.check_options(fields)?;
        if kind.handshake().is_some()
            && let Some(problem) = handshakes.problem()
        {
            return Err(FieldError::field("kind", format!("{} {problem}", kind.line().name)));
        }
        let method = fields.text("method")?.value().map(|method| method.to_ascii_uppercase());
        if method.as_deref().is_some_and(|method| !["GET", "POST", "PUT", "DELETE"].contains(&method)) {
            return Err(FieldError::field("method", "must be GET, POST, PUT or DELETE"));
        }
        let path = fields.text("path")?.value();
        if path.as_deref().is_some_and(|path| !path.starts_with('/') || path.contains('?')) {
            return Err(FieldError::field("path", "must begin with / and have no query"));
        }
        let times = fields.count("times")?.value();
        if times == Some(0) {
            return Err(FieldError::field("times", "must be at least 1"));
        }
        let probability = fields.number("probability")?.value();
        if probability.is_some_and(|probability| !(0.0..=1.0).contains(&probability)) {
            return Err(FieldError::field("probability", "must be from 0 to 1"));
        }
        let seed = fields.count("seed")?.value();
        Ok(Self {
            id,
            method,
            path,
            kind,
            status: kind.status(fields)?,
            delay_ms: kind.delay_ms(fields)?,
            times,
            probability,
            seed,
            retry_after_s: fields.count("retry_after_s")?.value(),
            dice: Sequence::new(seed.unwrap_or(1), "fault"),
        })
    }

    fn covers(&self, method: &str, path: &str) -> bool {
        self.method.as_deref().is_none_or(|wanted| wanted == method)
            && self.path.as_deref().is_none_or(|pattern| path::covers(pattern, path))
    }

    /// What this does to a request; `None` for the kinds that concern a handshake.
    fn action(&self) -> Option<Action> {
        let default = StatusCode::INTERNAL_SERVER_ERROR;
        let status = self.status.and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(default);
        let retry_after_s = self.retry_after_s;
        let delay_ms = self.delay_ms.unwrap_or_default();
        Some(match self.kind {
            FaultKind::Status => Action::Status { status, retry_after_s },
            FaultKind::Html => Action::Html { status, retry_after_s },
            FaultKind::Redirect => Action::Redirect { status },
            FaultKind::Reset => Action::Reset,
            FaultKind::ResetAfter => Action::ResetAfter,
            FaultKind::HalfClose => Action::HalfClose,
            FaultKind::Stall => Action::Stall,
            FaultKind::Delay => Action::Delay { delay_ms },
            FaultKind::Drip => Action::Drip { delay_ms },
            FaultKind::Truncate => Action::Truncate,
            FaultKind::BrokenJson => Action::BrokenJson,
            FaultKind::ContentType => Action::ContentType,
            FaultKind::OtherReceipt => Action::OtherReceipt,
            FaultKind::Endless => Action::Endless,
            FaultKind::TlsStall
            | FaultKind::TlsClose
            | FaultKind::TlsExpired
            | FaultKind::TlsWrongName
            | FaultKind::TlsUnknownCa => {
                return None;
            }
        })
    }
}

/// All faults, oldest first; the first one that fits a request or a handshake is the one that happens.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    waiting: Vec<Fault>,
    last_id: u64,
}

/// One fault of a snapshot.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptFault {
    id: u64,
    /// As POST /sandbox/faults takes them.
    fields: Map<String, Value>,
    dice: Sequence,
}

/// All faults of a snapshot.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeptFaults {
    last_id: u64,
    waiting: Vec<KeptFault>,
}

impl Faults {
    pub(crate) fn kept(&self) -> KeptFaults {
        let kept = self.waiting.iter().map(|fault| {
            let mut fields = serde_json::to_value(fault).unwrap_or_default();
            let mut fields = fields.as_object_mut().map(std::mem::take).unwrap_or_default();
            fields.remove("id");
            KeptFault { id: fault.id, fields, dice: fault.dice }
        });
        KeptFaults { last_id: self.last_id, waiting: kept.collect() }
    }

    /// With the faults of a snapshot. In a sandbox without TLS, one for TLS stays in the list and never happens.
    pub(crate) fn restored(kept: KeptFaults) -> Result<Self, FieldError> {
        let KeptFaults { last_id, waiting } = kept;
        if !is_rising(waiting.iter().map(|fault| fault.id), last_id) {
            return Err(FieldError::field("faults.waiting", NOT_RISING));
        }
        let read = |KeptFault { id, fields, dice }: KeptFault| {
            let fields = Fields::of(fields, FIELDS)?;
            Ok(Fault { dice, ..Fault::from_fields(&fields, id, Handshakes::Here)? })
        };
        let waiting: Result<Vec<Fault>, FieldError> = waiting.into_iter().map(read).collect();
        let waiting = waiting.map_err(|error| error.within("faults.waiting"))?;
        Ok(Self { waiting, last_id })
    }

    /// Takes the place of others: no id comes twice.
    pub(crate) fn follow(&mut self, before: &Self) {
        self.last_id = self.last_id.max(before.last_id);
    }

    pub(crate) fn add(&mut self, fields: &Fields, handshakes: Handshakes) -> Result<&Fault, FieldError> {
        let fault = Fault::from_fields(fields, self.last_id + 1, handshakes)?;
        self.last_id = fault.id;
        self.waiting.push(fault);
        Ok(&self.waiting[self.waiting.len() - 1])
    }

    pub(crate) fn list(&self) -> &[Fault] {
        &self.waiting
    }

    /// Removes all of them, and says how many there were.
    pub(crate) fn clear(&mut self) -> usize {
        std::mem::take(&mut self.waiting).len()
    }

    /// Removes one, and says how many there were with this id.
    pub(crate) fn remove(&mut self, id: u64) -> usize {
        let before = self.waiting.len();
        self.waiting.retain(|fault| fault.id != id);
        before - self.waiting.len()
    }

    /// The fault that this request meets.
    pub(crate) fn meet_request(&mut self, method: &str, path: &str) -> Option<Action> {
        self.meet(|fault| if fault.covers(method, path) { fault.action() } else { None })
    }

    /// The fault that this TLS connection meets.
    pub(crate) fn meet_handshake(&mut self) -> Option<Handshake> {
        self.meet(|fault| fault.kind.handshake())
    }

    /// A fault with a probability throws its own dice once for each time that it fits, so that the same seed gives
    /// the same run.
    fn meet<T>(&mut self, fit: impl Fn(&Fault) -> Option<T>) -> Option<T> {
        let (index, met) = self.waiting.iter_mut().enumerate().find_map(|(index, fault)| {
            let met = fit(fault)?;
            let happens = fault.probability.is_none_or(|probability| fault.dice.chance(probability));
            happens.then_some((index, met))
        })?;
        if let Some(times) = &mut self.waiting[index].times {
            *times -= 1;
            if *times == 0 {
                self.waiting.remove(index);
            }
        }
        Some(met)
    }
}
