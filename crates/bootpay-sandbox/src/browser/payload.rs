//! What a page asks for: the payload of `BootPay.request`, in the forms in which the two scripts send it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::carrier::Carrier;
use super::sealed;
use crate::body::Parameters;
use crate::call::Call;
use crate::pg::LEAST_CARD_AMOUNT;
use crate::refusal::Refusal;
use crate::webhook::is_web_address;

/// Why a window does not open: the `message` of a `BootpayError`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Problem(pub(super) Cow<'static, str>);

impl Problem {
    fn field(name: &str, korean: &str, english: &str) -> Self {
        Self(format!("{name}: {korean} (sandbox: {english})").into())
    }
}

/// What is to be verified or paid.
#[derive(Debug)]
pub(crate) struct PageRequest {
    pub(super) application_id: String,
    pub(super) name: String,
    pub(super) order_id: String,
    pub(super) price: u64,
    pub(super) tax_free: u64,
    pub(super) pg: Option<String>,
    pub(super) method: Option<String>,
    pub(super) offer: Offer,
    pub(super) params: Option<Value>,
    pub(super) rules: Rules,
    pub(super) escrow: bool,
    /// In a popup, which the page opens when its user clicks once more.
    pub(super) asks_for_popup: bool,
    pub(super) account_expires_on: Option<String>,
    pub(super) transaction_key: Option<String>,
}

/// How a payment may be paid, whether a page or a link asks for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Offer {
    /// The method, or what the integrated window may offer.
    pub(super) methods: Vec<String>,
    pub(super) quotas: Vec<u64>,
    pub(super) buyer: Option<String>,
    /// Where its user goes on who came without a page that is told.
    pub(super) return_url: Option<String>,
}

/// What the integrated window offers when nothing is named.
const ALL_METHODS: &[&str] = &["card", "vbank", "bank", "phone"];

impl Offer {
    pub(crate) fn read(asked: &Parameters) -> Self {
        let mut methods = asked.text("method").map_or_else(|| asked.list("methods"), |method| vec![method]);
        if methods.is_empty() {
            methods = ALL_METHODS.iter().copied().map(str::to_owned).collect();
        }
        Self {
            methods,
            quotas: quotas(&asked.optional_object("extra")),
            buyer: asked.optional_object("user_info").text("username").filter(|name| !is_placeholder(name)),
            return_url: asked.text("return_url").filter(|url| is_web_address(url)),
        }
    }

    /// Whether one of the methods costs nothing.
    pub(crate) fn is_free(&self) -> bool {
        self.methods.iter().any(|method| is_free(method))
    }
}

/// What an identity verification must fulfil.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rules {
    pub(super) carrier: Option<Carrier>,
    /// In years, counted as Korean law counts (만 나이).
    pub(super) least_age: Option<u16>,
    /// Digits only.
    pub(super) phone: Option<String>,
}

/// The methods for which a price of 0 is right (client script).
const FREE_METHODS: &[&str] = &["auth", "card_rebill"];
/// What the sandbox's window does not know.
const OTHER_FREE_METHODS: &[&str] = &["bankalarm", "digital_card_rebill", "easy_rebill"];
const OLDEST_AGE_LIMIT: u16 = 150;
/// In characters, of what a window shows.
const LONGEST_TEXT: usize = 5_000;

/// The payload of a form: `payload` is JSON text (our script), `data` and `session_key` are encrypted JSON (the
/// official one).
pub(super) fn unpack(call: &Call<'_>) -> Result<Parameters, Refusal> {
    let form = call.parameters()?;
    let json = match (form.text("payload"), form.text("data"), form.text("session_key")) {
        (Some(payload), ..) => payload.into_bytes(),
        (None, Some(data), Some(session_key)) => {
            sealed::open(&data, &session_key).ok_or(Refusal::BodyUnreadable)?
        }
        _ => return Err(Refusal::BodyUnreadable),
    };
    Parameters::read("", Some("application/json"), &json)
}

impl PageRequest {
    pub(super) fn read(payload: &Parameters) -> Result<Self, Problem> {
        let name = required(payload, "name")?;
        let order_id = required(payload, "order_id")?;
        let (pg, method) = (payload.text("pg"), payload.text("method"));
        let price = amount(payload, "price")?;
        let tax_free = amount(payload, "tax_free")?;
        check_price(price, tax_free, method.as_deref(), pg.as_deref())?;
        if method.as_deref() == Some("auth") && pg.as_deref() != Some("danal") {
            return Err(Problem::field(
                "pg",
                "본인인증은 다날(danal)만 지원합니다.",
                "only danal verifies people",
            ));
        }
        let offer = Offer::read(payload);
        if method.is_none() && offer.is_free() {
            return Err(Problem::field(
                "methods",
                "0원 결제수단은 method로 보내주세요.",
                "has one whose price is 0; ask for it with method",
            ));
        }
        let extra = payload.optional_object("extra");
        let user_info = payload.optional_object("user_info");
        for (field, text) in [
            ("name", Some(&name)),
            ("order_id", Some(&order_id)),
            ("user_info.username", offer.buyer.as_ref()),
            ("return_url", offer.return_url.as_ref()),
        ] {
            if text.is_some_and(|text| text.chars().count() > LONGEST_TEXT) {
                let english = format!("has more than {LONGEST_TEXT} characters");
                return Err(Problem::field(field, "너무 깁니다.", &english));
            }
        }
        let is_identity = method.as_deref() == Some("auth");
        Ok(Self {
            application_id: payload.text("application_id").unwrap_or_default(),
            name,
            order_id,
            price,
            tax_free,
            rules: if is_identity { Rules::read(&extra, &user_info)? } else { Rules::default() },
            pg,
            method,
            offer,
            params: payload.any("params").cloned(),
            escrow: extra.flag("escrow"),
            asks_for_popup: extra.flag("popup") && !extra.flag("quick_popup"),
            account_expires_on: payload.text("account_expire_at").filter(|day| is_day(day)),
            transaction_key: payload.text("tk"),
        })
    }

    pub(super) fn is_identity(&self) -> bool {
        self.method.as_deref() == Some("auth")
    }
}

impl Rules {
    fn read(extra: &Parameters, user_info: &Parameters) -> Result<Self, Problem> {
        let carrier = match given(extra, "carrier") {
            None => None,
            Some(code) => Some(Carrier::main(&code).ok_or_else(|| {
                Problem::field("extra.carrier", "SKT, KT, LGT 중 하나여야 합니다.", "must be SKT, KT or LGT")
            })?),
        };
        let least_age = match given(extra, "age_limit") {
            None => None,
            Some(age) => {
                let age = age.parse().ok().filter(|age| *age <= OLDEST_AGE_LIMIT);
                Some(age.ok_or_else(|| {
                    Problem::field(
                        "extra.age_limit",
                        "만 나이를 정수로 보내주세요.",
                        "must be an integer, in years",
                    )
                })?)
            }
        };
        let phone = match given(user_info, "phone") {
            None => None,
            Some(phone) => Some(phone_digits(&phone).ok_or_else(|| {
                Problem::field(
                    "user_info.phone",
                    "휴대폰 번호가 아닙니다.",
                    "must be a mobile number: it fixes the number that is verified",
                )
            })?),
        };
        Ok(Self { carrier, least_age, phone })
    }
}

/// `01012345678` of a mobile number with or without dashes.
pub(super) fn phone_digits(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|letter| !matches!(letter, '-' | ' ')).collect();
    let is_mobile = matches!(digits.len(), 10 | 11)
        && digits.starts_with("01")
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_mobile.then_some(digits)
}

/// Text like `[ WEB SDK용 Application ID ]`: the identity page's example has it where a merchant's own value belongs.
pub(super) fn is_placeholder(text: &str) -> bool {
    text.trim_start().starts_with('[')
}

fn given(parameters: &Parameters, name: &str) -> Option<String> {
    let text = parameters.text(name)?.trim().to_owned();
    // Java and Go send 0 for a number that nobody set.
    (!text.is_empty() && text != "0" && !is_placeholder(&text)).then_some(text)
}

fn required(payload: &Parameters, name: &'static str) -> Result<String, Problem> {
    payload.required(name).map_err(|_| Problem::field(name, "값이 필요합니다.", "is missing"))
}

fn amount(payload: &Parameters, name: &'static str) -> Result<u64, Problem> {
    let amount = payload.amount(name);
    let amount =
        amount.map_err(|_| Problem::field(name, "0 이상의 정수여야 합니다.", "must be whole won"))?;
    Ok(amount.unwrap_or(0))
}

fn check_price(price: u64, tax_free: u64, method: Option<&str>, pg: Option<&str>) -> Result<(), Problem> {
    if tax_free > price {
        return Err(Problem::field("tax_free", "결제 금액보다 클 수 없습니다.", "is more than price"));
    }
    let method = method.unwrap_or_default();
    if OTHER_FREE_METHODS.contains(&method) {
        return Err(Problem::field(
            "method",
            "샌드박스가 지원하지 않는 결제수단입니다.",
            "the sandbox's window does not have this method",
        ));
    }
    if FREE_METHODS.contains(&method) {
        if price != 0 {
            return Err(Problem::field("price", "0원이어야 합니다.", "must be 0 for this method"));
        }
        return match pg {
            Some(_) => Ok(()),
            None => Err(Problem::field("pg", "값이 필요합니다.", "is missing")),
        };
    }
    if price < LEAST_CARD_AMOUNT {
        return Err(Problem::field("price", "100원 이상이어야 합니다.", "must be at least 100"));
    }
    Ok(())
}

/// Is this a method for which nobody pays, at least not now?
fn is_free(method: &str) -> bool {
    FREE_METHODS.contains(&method) || OTHER_FREE_METHODS.contains(&method)
}

/// `"0,3,4"` (the script's docs) or `[0, 3, 4]` (the mobile examples).
fn quotas(extra: &Parameters) -> Vec<u64> {
    let mut texts = extra.list("quota");
    texts.extend(extra.list("quotas"));
    if texts.is_empty() {
        let text = extra.text("quota").unwrap_or_default();
        texts = text.split(',').map(|part| part.trim().to_owned()).collect();
    }
    let months = texts.iter().filter_map(|text| text.parse().ok());
    months.filter(|months| *months == 0 || (2..=12).contains(months)).collect()
}

fn is_day(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn order(changes: Value) -> Result<PageRequest, Problem> {
        let mut payload = json!({
            "application_id": "[ WEB SDK용 Application ID ]", "name": "본인인증", "price": 0, "pg": "danal",
            "method": "auth", "order_id": "고유order_id_1234",
            "user_info": {"phone": "[ 인증 번호 고정할 전화번호 ]"},
            "extra": {
                "carrier": "[ SKT, KT, LGT ] 고정할 통신사명",
                "age_limit": "[ 제한할 최소 나이 ex) 20 -> 20살 이상만 인증이 가능 ]",
            },
        });
        payload.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        PageRequest::read(
            &Parameters::read("", Some("application/json"), payload.to_string().as_bytes()).unwrap(),
        )
    }

    #[test]
    fn the_placeholders_of_the_page_fix_nothing() {
        let rules = order(json!({})).unwrap().rules;
        assert_eq!((rules.carrier, rules.least_age, rules.phone), (None, None, None));
    }

    #[test]
    fn what_a_verification_can_fix() {
        for (age, phone) in [(json!(20), json!("010-1234-5678")), (json!("20"), json!("010 1234 5678"))] {
            let fixed = json!({"extra": {"carrier": "LGT", "age_limit": age}, "user_info": {"phone": phone}});
            let rules = order(fixed).unwrap().rules;
            assert_eq!(rules.carrier.map(Carrier::code), Some("LGT"));
            assert_eq!((rules.least_age, rules.phone.as_deref()), (Some(20), Some("01012345678")));
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (changes, field) in [
            (json!({"name": ""}), "name: "),
            (json!({"order_id": null}), "order_id: "),
            (json!({"price": 1000}), "price: "),
            (json!({"price": "abc"}), "price: "),
            (json!({"pg": "kcp"}), "pg: "),
            (json!({"pg": null}), "pg: "),
            (json!({"method": "card"}), "price: "),
            (json!({"method": "card", "price": 99}), "price: "),
            (json!({"method": "card", "price": 1000, "tax_free": 1001}), "tax_free: "),
            (json!({"method": "bankalarm"}), "method: "),
            (json!({"method": null, "price": 1000, "methods": ["card", "auth"]}), "methods: "),
            (json!({"method": null, "price": 1000, "methods": ["card_rebill"]}), "methods: "),
            (json!({"extra": {"carrier": "LGU"}}), "extra.carrier: "),
            (json!({"extra": {"age_limit": "abc"}}), "extra.age_limit: "),
            (json!({"extra": {"age_limit": 151}}), "extra.age_limit: "),
            (json!({"user_info": {"phone": "02-123-4567"}}), "user_info.phone: "),
        ] {
            let problem = order(changes.clone()).unwrap_err();
            assert!(problem.0.starts_with(field), "{changes}: {problem:?}");
        }
    }

    #[test]
    fn instalments_in_both_forms() {
        let card = |extra: Value| order(json!({"method": "card", "price": 50_000, "extra": extra})).unwrap();
        assert_eq!(card(json!({"quota": "0,3,4"})).offer.quotas, [0, 3, 4]);
        assert_eq!(card(json!({"quotas": [0, 2, 3]})).offer.quotas, [0, 2, 3]);
        assert_eq!(card(json!({"quota": [0, 1, 13, "x"]})).offer.quotas, [0]);
        assert!(card(json!({})).offer.quotas.is_empty());
    }
}
