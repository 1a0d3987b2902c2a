//! The pages of the window. Every value in them is escaped by the templates.

use askama::Template;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY};
use axum::http::{HeaderValue, StatusCode};
use bootpay::PhoneNumber;
use bytes::Bytes;
use serde_json::Value;

use super::card::TestCard;
use super::carrier::{CARRIERS, Carrier};
use super::person::{Notice, Person};
use super::terms::{TERMS, Term};
use super::text::Text;
use super::window::{Checkout, Step, Task, Verification, Window};
use crate::billing::allows_instalments;
use crate::birth::age_on;
use crate::clock::korean_day;
use crate::codes::{Status, method_name};
use crate::envelope::Answer;
use crate::payment::{MethodDetails, Payment, Vbank};
use crate::persona::{Group, InTwo, PERSONAS, Persona};
use crate::receipt::Record;
use crate::state::State;

/// Scripts, styles and forms of this server only, nothing inline, nothing from elsewhere. No `frame-ancestors`: any
/// merchant's page may show the window, a `file:` one too.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; form-action 'self'; connect-src 'self'; base-uri 'none'";

/// What every page has.
struct Frame {
    is_english: bool,
    /// Where its forms go.
    path: String,
    title: Text,
    mark: Text,
    /// What the item is: a service to be used, or something to be bought.
    item_label: Text,
    item: String,
    order_id: String,
    amount: String,
    /// JSON text for the page that opened the window; empty: nothing.
    message: String,
    listener: String,
    /// Where its user can go on; empty: nowhere.
    return_url: String,
    /// The window can still be cancelled.
    is_open: bool,
    /// Where such a window asks whether somebody else has decided; empty: nowhere.
    state_path: String,
}

impl Frame {
    fn t<'t>(&self, korean: &'t str, english: &'t str) -> &'t str {
        if self.is_english { english } else { korean }
    }

    fn of<'t>(&self, text: &'t Text) -> &'t str {
        text.in_language(self.is_english)
    }

    fn language(&self) -> &'static str {
        if self.is_english { "en" } else { "ko" }
    }
}

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage<'a> {
    frame: Frame,
    first_picks: Vec<Pick>,
    more_picks: Vec<Picks>,
    person: &'a Person,
    carriers: Vec<Carrier>,
    terms: &'a [Term],
    has_consent: bool,
    least_age: Option<u16>,
    is_phone_fixed: bool,
    notice: Option<&'a Notice>,
}

/// Buttons that show the same thing.
struct Picks {
    title: InTwo,
    picks: Vec<Pick>,
}

/// A button that fills in the form.
struct Pick {
    persona: &'static Persona,
    /// 만 나이.
    age: i16,
    /// The form says this already.
    is_chosen: bool,
    /// It was the last to be pressed.
    is_last: bool,
}

/// So many people are always in sight.
const FIRST_PICKS: usize = 4;

impl Pick {
    fn is_at_age_limit(&self) -> bool {
        self.persona.group == Group::AgeLimit
    }
}

impl PersonPage<'_> {
    fn label(&self, InTwo { ko, en }: &InTwo) -> &'static str {
        if self.frame.is_english { en } else { ko }
    }

    fn shows_more(&self) -> bool {
        self.more_picks.iter().flat_map(|group| &group.picks).any(|pick| pick.is_chosen)
    }

    fn is_wrong(&self, field: &str) -> bool {
        self.notice.is_some_and(|notice| notice.field == field)
    }
}

#[derive(Template)]
#[template(path = "code.html")]
struct CodePage<'a> {
    frame: Frame,
    phone: String,
    seconds_left: i64,
    notice: Option<&'a Notice>,
}

#[derive(Template)]
#[template(path = "pay.html")]
struct PayPage<'a> {
    frame: Frame,
    methods: Vec<(&'a str, &'a str)>,
    chosen: &'a str,
    cards: Vec<CardLine>,
    card: TestCard,
    quotas: &'a [u64],
    quota: &'a str,
    is_registration: bool,
    notice: Option<&'a Notice>,
}

impl PayPage<'_> {
    fn is_chosen(&self, method: &str) -> bool {
        self.chosen == method
    }

    fn is_chosen_card(&self, line: &CardLine) -> bool {
        self.card.number() == line.number
    }

    fn is_chosen_quota(&self, months: &u64) -> bool {
        self.quota == months.to_string()
    }
}

/// A card as the page lists it.
struct CardLine {
    number: &'static str,
    grouped: String,
    issuer: Text,
    fate: Text,
}

impl CardLine {
    fn of(card: TestCard) -> Self {
        Self { number: card.number(), grouped: card.grouped(), issuer: card.issuer(), fate: card.fate() }
    }
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage<'a> {
    frame: Frame,
    account: &'a Vbank,
    has_listener: bool,
    /// Where the console of this project is.
    console: String,
    /// The call by which the money arrives.
    deposit: String,
}

/// A page that only says something: waiting, finished, refused.
#[derive(Template)]
#[template(path = "notice.html")]
struct NoticePage {
    frame: Frame,
    text: String,
    detail: String,
    /// The number of the payment's status, if there is one.
    status: Option<i64>,
    mood: &'static str,
}

#[derive(Template)]
#[template(path = "tool.html")]
struct ToolPage {
    frame: Frame,
}

#[derive(Template)]
#[template(path = "app.html")]
struct AppPage {}

/// The window as it is now. `path` is the address under which it was opened.
pub(super) fn window(state: &State, window: &Window, path: &str, status: StatusCode) -> Answer {
    let step = window.step(state);
    let payment = match state.record(&window.receipt_id) {
        Some(Record::Payment(payment)) => Some(&**payment),
        _ => None,
    };
    let frame = frame(state, window, payment, path, &step);
    match (&step, &window.task, payment) {
        (Step::Person, Task::Identity(verification), _) => {
            render(status, &person_page(state, window, verification, frame))
        }
        (Step::Code, Task::Identity(verification), _) => render(
            status,
            &CodePage {
                frame,
                phone: PhoneNumber::new(&verification.person.phone).masked(),
                seconds_left: window.seconds_left(state),
                notice: window.notice.as_ref(),
            },
        ),
        (Step::Pay, Task::Payment(checkout), Some(payment)) => {
            render(status, &pay_page(window, checkout, payment, frame))
        }
        (Step::Account, _, Some(Payment { details: MethodDetails::Vbank(account), .. })) => {
            let has_listener = window.listener.is_some();
            let (console, deposit) = (format!("/{}#payments", state.query()), deposit_command(state, window));
            render(status, &AccountPage { frame, account, has_listener, console, deposit })
        }
        _ => {
            let message = window.message(state);
            render(status, &plain_page(window, payment, frame, &step, message.as_ref()))
        }
    }
}

/// A window that did not open; the page that asked is told why.
pub(super) fn refused(problem: &str, listener: Option<String>, message: &Value) -> Answer {
    let text = "창을 열 수 없습니다. / The window does not open.";
    let mut frame = Frame::without_window(listener.unwrap_or_default());
    frame.message = message.to_string();
    let page =
        NoticePage { frame, text: text.to_owned(), detail: problem.to_owned(), status: None, mood: "bad" };
    render(StatusCode::OK, &page)
}

/// A page that nobody has to be told about.
pub(super) fn plain(status: StatusCode, text: &str) -> Answer {
    let frame = Frame::without_window(String::new());
    let mood = if status.is_success() { "wait" } else { "bad" };
    let page = NoticePage { frame, text: text.to_owned(), detail: String::new(), status: None, mood };
    render(status, &page)
}

/// One tool of easy pay.
pub(super) fn tool(title: &'static str, listener: Option<String>) -> Answer {
    let mut frame = Frame::without_window(listener.unwrap_or_default());
    frame.title = Text::fixed(title, title);
    render(StatusCode::OK, &ToolPage { frame })
}

/// The page for webviews: nothing but the two scripts.
pub(super) fn app() -> Answer {
    let mut answer = render(StatusCode::OK, &AppPage {});
    // The window is a frame of this page.
    let policy = format!("{POLICY}; frame-src 'self'");
    for (name, value) in &mut answer.headers {
        if *name == CONTENT_SECURITY_POLICY {
            *value = HeaderValue::from_str(&policy).unwrap_or(value.clone());
        }
    }
    answer
}

/// The page is read again, so that a reload of it repeats nothing.
pub(super) fn read_again(path: &str) -> Answer {
    let mut answer = html(StatusCode::SEE_OTHER, String::new());
    answer.headers.extend(HeaderValue::from_str(path).map(|location| (LOCATION, location)));
    answer
}

const SERVICE: Text = Text::fixed("서비스", "Service");
const ITEM: Text = Text::fixed("상품", "Item");

impl Frame {
    fn without_window(listener: String) -> Self {
        Self {
            is_english: false,
            path: String::new(),
            title: Text::fixed("부트페이 샌드박스", "Bootpay sandbox"),
            mark: Text::fixed("테스트 인증 · 테스트 결제", "fake identities, fake money"),
            item_label: ITEM,
            item: String::new(),
            order_id: String::new(),
            amount: String::new(),
            message: String::new(),
            listener,
            return_url: String::new(),
            is_open: false,
            state_path: String::new(),
        }
    }
}

fn frame(state: &State, window: &Window, payment: Option<&Payment>, path: &str, step: &Step) -> Frame {
    let is_identity = matches!(window.task, Task::Identity(_));
    let message = match step {
        Step::Popup => Some(popup_message(window)),
        _ => window.message(state),
    };
    let (item, order_id) =
        payment.map(|payment| (payment.name.clone(), payment.order_id.clone())).unwrap_or_default();
    let amount = payment.filter(|payment| payment.price > 0).map(amount).unwrap_or_default();
    let (title, mark, item_label) = if is_identity {
        let title = Text::fixed("휴대폰 본인인증", "Identity verification");
        (title, Text::fixed("테스트 인증", "fake identity"), SERVICE)
    } else {
        (Text::fixed("결제", "Payment"), Text::fixed("테스트 결제", "fake payment"), ITEM)
    };
    let return_url = match (&window.task, step) {
        (Task::Payment(checkout), Step::Account | Step::Finished) if window.listener.is_none() => {
            checkout.offer.return_url.clone()
        }
        _ => None,
    };
    let is_open = matches!(step, Step::Person | Step::Code | Step::Pay);
    let state_path = if is_open {
        format!("/sandbox/windows/{}{}", window.receipt_id, state.query())
    } else {
        String::new()
    };
    Frame {
        is_english: window.is_english,
        path: path.to_owned(),
        title,
        mark,
        item_label,
        item,
        order_id,
        amount,
        message: message.map(|message| message.to_string()).unwrap_or_default(),
        listener: window.listener.clone().unwrap_or_default(),
        return_url: return_url.unwrap_or_default(),
        is_open,
        state_path,
    }
}

/// Asks the page to open a popup (client script): it opens `submit_url?su=…&pa_id=…`. The window's own script makes
/// the address a whole one, with the name under which the page knows this server.
fn popup_message(window: &Window) -> Value {
    let size = serde_json::json!({"width": 430, "height": 760});
    serde_json::json!({
        "action": "BootpayPopup",
        "submit_url": "/window",
        "params": {
            "su": window.receipt_id,
            "pa_id": window.application_id,
            "pe": {"pc": size, "android": size, "ios": size},
            "payment": {"pm_alias": ""},
        },
    })
}

fn person_page<'a>(
    state: &State,
    window: &'a Window,
    verification: &'a Verification,
    frame: Frame,
) -> PersonPage<'a> {
    let rules = &verification.rules;
    let today = korean_day(state.clock.now());
    let chosen = verification.person.persona(rules, today).map(|persona| persona.id);
    let pick = |persona: &&'static Persona| Pick {
        persona,
        age: age_on(today, persona.born.date(today)),
        is_chosen: chosen == Some(persona.id),
        is_last: window.picked.as_deref() == Some(persona.id),
    };
    let (first_picks, others) = PERSONAS.split_at(FIRST_PICKS);
    let more_picks = [Group::AgeLimit, Group::Certificate, Group::SamePerson].map(|group| Picks {
        title: group.title(),
        picks: others.iter().filter(|persona| persona.group == group).map(pick).collect(),
    });
    PersonPage {
        frame,
        first_picks: first_picks.iter().map(pick).collect(),
        more_picks: more_picks.into(),
        person: &verification.person,
        carriers: rules.carrier.map_or_else(|| CARRIERS.to_vec(), |carrier| vec![carrier]),
        terms: TERMS,
        has_consent: verification.has_consent,
        least_age: rules.least_age,
        is_phone_fixed: rules.phone.is_some(),
        notice: window.notice.as_ref(),
    }
}

fn pay_page<'a>(
    window: &'a Window,
    checkout: &'a Checkout,
    payment: &'a Payment,
    frame: Frame,
) -> PayPage<'a> {
    let is_english = frame.is_english;
    let methods: Vec<(&str, &str)> = checkout
        .offer
        .methods
        .iter()
        .map(|method| (method.as_str(), method_label(method, is_english)))
        .collect();
    let choice = &checkout.choice;
    let wanted = [choice.method.as_ref(), Some(&payment.method), checkout.offer.methods.first()];
    let chosen = wanted.into_iter().flatten().find(|method| checkout.offer.methods.contains(method));
    let card = choice.card.as_deref().and_then(TestCard::of).unwrap_or_else(TestCard::good);
    PayPage {
        frame,
        methods,
        chosen: chosen.map_or("", String::as_str),
        card,
        quota: choice.quota.as_deref().unwrap_or_default(),
        cards: TestCard::all().into_iter().map(CardLine::of).collect(),
        quotas: if allows_instalments(payment.price) { &checkout.offer.quotas } else { &[] },
        is_registration: payment.method == "card_rebill",
        notice: window.notice.as_ref(),
    }
}

fn deposit_command(state: &State, window: &Window) -> String {
    let Window { base, receipt_id, .. } = window;
    let query = state.query();
    format!("curl {base}/sandbox/deposits{query} -d '{{\"receipt_id\": \"{receipt_id}\"}}'")
}

fn method_label(method: &str, is_english: bool) -> &str {
    let english = match method {
        "card" => "Card",
        "vbank" => "Virtual account",
        "bank" => "Bank transfer",
        "phone" => "Phone bill",
        "card_rebill" => "Card, again and again",
        _ => return method_name(method),
    };
    if is_english { english } else { method_name(method) }
}

fn plain_page(
    window: &Window,
    payment: Option<&Payment>,
    frame: Frame,
    step: &Step,
    message: Option<&Value>,
) -> NoticePage {
    let status = payment.map(|payment| payment.status);
    let (korean, english, mood) = match (step, status, &window.ending) {
        (Step::Popup, ..) => ("팝업 창에서 계속합니다.", "This continues in a popup.", "wait"),
        (Step::Confirm, ..) => {
            ("가맹점의 승인을 기다리고 있습니다.", "Waiting for the merchant to confirm.", "wait")
        }
        (_, None, _) => ("본인인증이 완료되었습니다.", "The identity was verified.", "good"),
        (_, Some(Status::Paid), _) => ("결제가 완료되었습니다.", "The payment is complete.", "good"),
        (_, Some(Status::KeyIssued), _) => ("카드가 등록되었습니다.", "The card is registered.", "good"),
        (_, Some(Status::Approving), _) => {
            ("카드사의 응답을 기다리고 있습니다.", "The card company has not answered yet.", "wait")
        }
        (_, Some(Status::Cancelled), _) => ("결제가 취소되었습니다.", "The payment was cancelled.", "bad"),
        (_, _, Some(super::window::Ending::Cancelled)) => ("취소했습니다.", "Cancelled.", "bad"),
        _ => ("완료하지 못했습니다.", "This was not completed.", "bad"),
    };
    let text = frame.t(korean, english).to_owned();
    let is_error = |message: &&Value| message["action"] == "BootpayError";
    let detail = message.filter(is_error).and_then(|message| message["message"].as_str());
    let detail = detail.unwrap_or_default().to_owned();
    let number = status.filter(|_| *step == Step::Finished).map(Status::number);
    NoticePage { frame, text, detail, status: number, mood }
}

fn amount(payment: &Payment) -> String {
    let unit = if payment.unit == "krw" { "원" } else { "¢" };
    format!("{}{unit}", with_commas(payment.price))
}

fn with_commas(amount: u64) -> String {
    let digits = amount.to_string();
    let mut result = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            result.push(',');
        }
        result.push(digit);
    }
    result
}

fn render(status: StatusCode, page: &impl Template) -> Answer {
    // These templates have nothing that can fail; an empty page would show a mistake in a test at once.
    html(status, page.render().unwrap_or_default())
}

fn html(status: StatusCode, page: String) -> Answer {
    let fixed = HeaderValue::from_static;
    Answer {
        status,
        headers: vec![
            (CONTENT_TYPE, fixed("text/html; charset=utf-8")),
            (CONTENT_SECURITY_POLICY, fixed(POLICY)),
            // Stricter ones make browsers send `Origin: null` with the form.
            (REFERRER_POLICY, fixed("same-origin")),
            (CACHE_CONTROL, fixed("no-store")),
        ],
        body: Bytes::from(page),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas() {
        for (amount, text) in [(0, "0"), (100, "100"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(with_commas(amount), text);
        }
    }
}
