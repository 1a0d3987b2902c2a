//! Tables for people. Personal data is masked here and nowhere shown in clear.

use std::fmt;

use bootpay::Answer;
use bootpay::api::certificate::{Certificate, Gender};
use bootpay::api::receipt::{Amount, Receipt, ReceiptStatus};
use comfy_table::presets::UTF8_FULL_CONDENSED;

/// A table with this program's borders. Every cell of it is fit for a terminal, whatever a server wrote there.
pub(crate) struct Table(comfy_table::Table);

impl Table {
    pub(crate) fn new<'t>(header: impl IntoIterator<Item = &'t str>) -> Self {
        let mut table = comfy_table::Table::new();
        table.load_style(UTF8_FULL_CONDENSED);
        table.set_header(header);
        Self(table)
    }

    pub(crate) fn row<'t>(&mut self, cells: impl IntoIterator<Item = &'t str>) {
        self.0.add_row(cells.into_iter().map(bootpay::plain));
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// What is shown for a field that the server did not send.
const ABSENT: &str = "–";

fn text(value: &Option<String>) -> String {
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
        let or_absent = |masked: Option<String>| masked.unwrap_or_else(|| ABSENT.to_owned());
        Self {
            name: person.username.masked(),
            birth: or_absent(person.birth.as_ref().map(|birth| birth.masked())),
            gender: or_absent(person.gender.as_ref().map(|gender| match gender {
                Gender::Female => "female".to_owned(),
                Gender::Male => "male".to_owned(),
                Gender::Other(_) => "other".to_owned(),
            })),
            phone: or_absent(person.phone.as_ref().map(|phone| phone.masked())),
            ci: or_absent(person.unique.as_ref().map(|ci| ci.masked())),
        }
    }
}

pub(crate) fn certificate(answer: &Answer<Certificate>) -> Table {
    let masked = MaskedPerson::of(answer);
    let person = &answer.person;
    let mut table = Table::new(["identity verification", "masked"]);
    table.row(["receipt id", &answer.receipt_id]);
    table.row(["order id", &text(&answer.order_id)]);
    table.row(["agency, method", &format!("{}, {}", text(&answer.pg), text(&answer.method))]);
    table.row(["name", &masked.name]);
    table.row(["birth", &masked.birth]);
    table.row(["gender", &masked.gender]);
    table.row(["phone", &masked.phone]);
    table.row(["carrier", &text(&person.carrier)]);
    table.row([
        "foreigner",
        match person.foreigner {
            Some(true) => "yes",
            Some(false) => "no",
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
        Some(ReceiptStatus::Other(number)) => format!("{number} (not documented)"),
        Some(known) => {
            format!("{} {known:?} {}", known.number(), receipt.status_ko.as_deref().unwrap_or(""))
        }
    };
    let mut table = Table::new(["receipt", ""]);
    table.row(["receipt id", &receipt.receipt_id]);
    table.row(["order id", &text(&receipt.order_id)]);
    table.row(["item", &text(&receipt.name)]);
    table.row(["status", status.trim()]);
    table.row(["price", &amount(&receipt.price)]);
    table.row(["of it tax-free", &amount(&receipt.tax_free)]);
    table.row(["cancelled", &amount(&receipt.cancelled_price)]);
    table.row(["left", &amount(&receipt.remain_price)]);
    table.row(["gateway, method", &format!("{}, {}", text(&receipt.pg), text(&receipt.method))]);
    table.row(["requested (KST)", &text(&receipt.requested_at)]);
    table.row(["paid (KST)", &text(&receipt.purchased_at)]);
    table
}
