//! The browser half: the script that defines `BootPay`, the window that it opens, and the other calls of the official
//! script (client-side facts). A window decides about a receipt that is there from its start, in status 0; all that
//! happens to money happens in `payment.rs`.

mod callback;
pub(crate) mod calls;
mod card;
mod carrier;
mod code;
mod decide;
pub(crate) mod driven;
pub(crate) mod files;
pub(crate) mod open;
mod page;
mod payload;
mod person;
mod sealed;
pub(crate) mod start;
mod terms;
mod text;
mod window;
mod windows;

pub(crate) use code::{CodeLine, Codes};
pub(crate) use payload::Offer;
pub(crate) use window::{Home, Window};
pub(crate) use windows::{KeptWindows, Windows};

use axum::http::StatusCode;

use crate::call::Call;
use crate::envelope::Answer;
use crate::path;

/// What is posted there was typed by a person, who may have used real data: the journal has no business with it.
pub(crate) fn is_window(path: &str) -> bool {
    path::covers("/window", path) || path::covers("/link", path)
}

/// Instead of a page whose caller is not on this machine.
pub(crate) fn not_from_here() -> Answer {
    page::plain(
        StatusCode::FORBIDDEN,
        "이 페이지는 이 컴퓨터에서 또는 --allow-host로 허용한 이름으로만 열 수 있습니다.",
    )
}

/// The application for which a page opens a window, or tells something.
pub(crate) fn application_id(call: &Call<'_>) -> Option<String> {
    payload::unpack(call).ok()?.text("application_id")
}

const UNKNOWN_WINDOW: &str = "존재하지 않는 창입니다.";
const UNKNOWN_LINK: &str = "존재하지 않는 결제 링크입니다.";
