//! Tables for people. Personal data is masked here and nowhere shown in clear.

use std::fmt;

use bootpay::api::certificate::{Certificate, Gender};
use bootpay::api::receipt::{Amount, Receipt, ReceiptStatus};
use comfy_table::presets::UTF8_FULL_CONDENSED;

use crate::language::{pick, text};

/// A table with this program's borders. Every cell of it is fit for a terminal, whatever a server wrote there.
pub(crate) struct Table(comfy_table::Table);

impl Table {
    pub(crate) fn new<'t>(header: impl IntoIterator<Item = &'t str>) -> Self {
        let mut table = comfy_table::Table::new();
        table.load_style(UTF8_FULL_CONDENSED);
        table.set_header(header);
        Self(table)
    }

    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = impl AsRef<str>>) {
        self.0.add_row(cells.into_iter().map(|cell| bootpay::plain(cell.as_ref())));
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// What is shown for a field that the server did not send.
const ABSENT: &str = "–";

fn or_absent(value: &Option<String>) -> String {
    value.as_deref().unwrap_or(ABSENT).to_owned()
}

/// A verified person, masked, as the columns that every table here uses.
pub(crate) struct MaskedPerson {
    pub(crate) name: String,
    pub(crate) birth: String,
    pub(crate) gender: String,
    pub(crate) phone: String,
    pub(crate) ci: String,
}

impl MaskedPerson {
    pub(crate) fn of(certificate: &Certificate) -> Self {
        let person = &certificate.person;
        let masked = |masked: Option<String>| masked.unwrap_or_else(|| ABSENT.to_owned());
        Self {
            name: person.username.masked(),
            birth: masked(person.birth.as_ref().map(|birth| birth.masked())),
            gender: masked(person.gender.as_ref().map(|gender| match gender {
                Gender::Female => pick("female", "여성").to_owned(),
                Gender::Male => pick("male", "남성").to_owned(),
                Gender::Other(_) => pick("other", "기타").to_owned(),
            })),
            phone: masked(person.phone.as_ref().map(|phone| phone.masked())),
            ci: masked(person.unique.as_ref().map(|ci| ci.masked())),
        }
    }
}

pub(crate) fn certificate(answer: &Certificate) -> Table {
    let masked = MaskedPerson::of(answer);
    let person = &answer.person;
    let mut table = Table::new([pick("identity verification", "본인인증"), pick("masked", "마스킹됨")]);
    table.row([pick("receipt id", "영수증 ID"), &answer.receipt_id]);
    table.row([pick("order id", "주문번호"), &or_absent(&answer.order_id)]);
    table.row([
        pick("agency, method", "인증기관, 수단"),
        &format!("{}, {}", or_absent(&answer.pg), or_absent(&answer.method)),
    ]);
    table.row([pick("name", "이름"), &masked.name]);
    table.row([pick("birth", "생년월일"), &masked.birth]);
    table.row([pick("gender", "성별"), &masked.gender]);
    table.row([pick("phone", "휴대폰"), &masked.phone]);
    table.row([pick("carrier", "통신사"), &or_absent(&person.carrier)]);
    table.row([
        pick("foreigner", "외국인"),
        match person.foreigner {
            Some(true) => pick("yes", "예"),
            Some(false) => pick("no", "아니요"),
            None => ABSENT,
        },
    ]);
    table.row(["CI", &masked.ci]);
    table.row(["DI", &person.di.as_ref().map_or_else(|| ABSENT.to_owned(), |di| di.masked())]);
    table
}

pub(crate) fn receipt(receipt: &Receipt) -> Table {
    let amount = |value: &Option<Amount>| match value {
        Some(amount) => format!("{} {}", amount.as_str(), receipt.unit.as_deref().unwrap_or("krw")),
        None => ABSENT.to_owned(),
    };
    let status = match receipt.status {
        None => ABSENT.to_owned(),
        Some(ReceiptStatus::Other(number)) => {
            text!("{number} (not documented)", "{number} (문서화되지 않음)")
        }
        Some(known) => {
            format!("{} {known:?} {}", known.number(), receipt.status_ko.as_deref().unwrap_or(""))
        }
    };
    let mut table = Table::new([pick("receipt", "영수증"), ""]);
    table.row([pick("receipt id", "영수증 ID"), &receipt.receipt_id]);
    table.row([pick("order id", "주문번호"), &or_absent(&receipt.order_id)]);
    table.row([pick("item", "상품명"), &or_absent(&receipt.name)]);
    table.row([pick("status", "상태"), status.trim()]);
    table.row([pick("price", "결제 금액"), &amount(&receipt.price)]);
    table.row([pick("of it tax-free", "면세 금액"), &amount(&receipt.tax_free)]);
    table.row([pick("cancelled", "취소 금액"), &amount(&receipt.cancelled_price)]);
    table.row([pick("left", "잔여 금액"), &amount(&receipt.remain_price)]);
    table.row([
        pick("gateway, method", "PG사, 수단"),
        &format!("{}, {}", or_absent(&receipt.pg), or_absent(&receipt.method)),
    ]);
    table.row([pick("requested (KST)", "요청 시각(KST)"), &or_absent(&receipt.requested_at)]);
    table.row([pick("paid (KST)", "결제 시각(KST)"), &or_absent(&receipt.purchased_at)]);
    table
}
