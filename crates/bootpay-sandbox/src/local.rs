//! Who may drive the sandbox: programs and pages on this machine, and under the names that were allowed at its start.
//!
//! A web page that is open in a browser on this machine can reach a loopback port. It must not drive the sandbox:
//! not under a name of its own that resolves to 127.0.0.1 (DNS rebinding shows in `Host`), not from its own
//! origin (a browser sends `Origin` with everything that changes state, and with what it would read from elsewhere), and
//! not with what it loads without an origin (an image: `Sec-Fetch-Site`). Nor must another sandbox's webhook.

use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};

use crate::place::Place;

/// On every webhook, so that a sandbox to which it is sent refuses it as a control call.
pub(crate) const WEBHOOK: HeaderName = HeaderName::from_static("x-bootpay-sandbox-webhook");

/// Whether a call was meant for this machine under one of its own names; the problem otherwise. A page of another
/// origin may make such a call: that is how a merchant's page opens a window.
pub(crate) fn is_addressed_to_this_machine(parts: &Parts, place: &Place) -> Result<(), &'static str> {
    let host = only_value(&parts.headers, HOST.as_str());
    let uri_host = parts.uri.authority().map(|authority| authority.as_str());
    if !host.is_some_and(|host| place.is_called(host)) || !uri_host.is_none_or(|host| place.is_called(host)) {
        return Err(
            "Host: calls must be addressed to 127.0.0.1, localhost, [::1] or a host named with --allow-host",
        );
    }
    Ok(())
}

/// Whether a call may drive the sandbox; the problem otherwise.
pub(crate) fn may_drive(parts: &Parts, place: &Place) -> Result<(), &'static str> {
    is_from_this_machine(parts, place)?;
    if parts.headers.contains_key(WEBHOOK) {
        return Err("X-Bootpay-Sandbox-Webhook: a webhook is no control call");
    }
    // Between two names of this machine everything is cross-site; there the origin has been looked at.
    let is_cross_site = parts.headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site");
    if is_cross_site && !parts.headers.contains_key(ORIGIN) {
        return Err("Sec-Fetch-Site: control calls from web pages of other sites are refused");
    }
    Ok(())
}

/// Whether a call comes from a program or from a page of this machine; the problem otherwise.
pub(crate) fn is_from_this_machine(parts: &Parts, place: &Place) -> Result<(), &'static str> {
    if parts.headers.contains_key(ORIGIN) {
        let origin = only_value(&parts.headers, ORIGIN.as_str());
        let authority = origin.and_then(|origin| origin.split_once("://")).map(|(_, authority)| authority);
        if !authority.is_some_and(|authority| place.is_called(authority)) {
            return Err("Origin: control calls from web pages of other hosts are refused");
        }
    }
    Ok(())
}

/// The value of a header that came exactly once.
fn only_value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    if values.next().is_some() { None } else { Some(value) }
}
