//! Who may drive the sandbox: programs and pages on this machine.
//!
//! A web page that is open in a browser on this machine can reach a loopback port. It must not drive the sandbox:
//! not under a name of its own that resolves to 127.0.0.1 (DNS rebinding shows in `Host`), not from its own
//! origin (a browser sends `Origin` with everything that changes state, and with what it would read from elsewhere), and
//! not with what it loads without an origin (an image: `Sec-Fetch-Site`). Nor must another sandbox's webhook.

use std::net::IpAddr;

use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};

/// On every webhook: wherever it goes, it is no control call there.
pub(crate) const WEBHOOK: HeaderName = HeaderName::from_static("x-bootpay-sandbox-webhook");

/// Whether a call was meant for this machine under one of its own names; the problem otherwise. A page of another
/// origin may make such a call: that is how a merchant's page opens a window.
pub(crate) fn is_addressed_to_this_machine(parts: &Parts) -> Result<(), &'static str> {
    let host = only_value(&parts.headers, HOST.as_str());
    let uri_host = parts.uri.authority().map(|authority| authority.as_str());
    if !host.is_some_and(is_loopback_authority) || !uri_host.is_none_or(is_loopback_authority) {
        return Err("Host: calls must be addressed to 127.0.0.1, localhost or [::1]");
    }
    Ok(())
}

/// Whether a call may drive the sandbox; the problem otherwise.
pub(crate) fn may_drive(parts: &Parts) -> Result<(), &'static str> {
    is_from_this_machine(parts)?;
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
pub(crate) fn is_from_this_machine(parts: &Parts) -> Result<(), &'static str> {
    if parts.headers.contains_key(ORIGIN) {
        let origin = only_value(&parts.headers, ORIGIN.as_str());
        let authority = origin.and_then(|origin| origin.split_once("://")).map(|(_, authority)| authority);
        if !authority.is_some_and(is_loopback_authority) {
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

/// `127.0.0.1:8300`, `localhost`, `[::1]:8300`.
pub(crate) fn is_loopback_authority(authority: &str) -> bool {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((host, port)) => (host, port),
            None => return false,
        },
        None => match authority.find(':') {
            Some(colon) => authority.split_at(colon),
            None => (authority, ""),
        },
    };
    let port_is_plain = port.is_empty()
        || port
            .strip_prefix(':')
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
    let host_is_loopback = host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    port_is_plain && host_is_loopback
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_names() {
        for good in
            ["127.0.0.1", "127.0.0.1:8300", "localhost:1", "LOCALHOST", "[::1]", "[::1]:8300", "127.9.9.9:1"]
        {
            assert!(is_loopback_authority(good), "{good}");
        }
        for bad in [
            "",
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example:80",
            "evil.example:80@127.0.0.1",
            "127.0.0.1:80@evil.example",
            "127.0.0.1@evil.example",
            "0.0.0.0",
            "10.0.0.1:80",
            "[::1",
            "localhost:",
            "null",
        ] {
            assert!(!is_loopback_authority(bad), "{bad}");
        }
    }
}
