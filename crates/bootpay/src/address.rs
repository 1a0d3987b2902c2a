//! Where requests go, and what follows from that.

use std::net::Ipv4Addr;

use url::{Host, Url};

use crate::error::Error;
use crate::foreign::excerpt;

/// The domain of Bootpay's own servers.
const BOOTPAYS_DOMAIN: &str = "bootpay.co.kr";

/// The server that requests go to.
#[derive(Clone, Debug)]
pub(crate) struct Address {
    /// Without a trailing slash.
    pub(crate) url: String,
    /// Whether what is sent can be read on the way.
    pub(crate) is_plain: bool,
    /// Whether it is this machine.
    pub(crate) is_loopback: bool,
    /// Whether it is one of Bootpay's own servers.
    pub(crate) is_bootpays: bool,
}

impl Address {
    /// Reads a base URL. What could not be parsed is not quoted in the error, since it may hold a password or a key,
    /// unless it is plainly the name of a host.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let url = match Url::parse(text) {
            Ok(url) if url.has_host() => url,
            _ => return Err(Error::config(format!("base_url is not a URL{}", what_to_write(text)))),
        };
        let wrong = |why: &str| {
            let host = excerpt(url.host_str().unwrap_or_default());
            Error::config(format!("base_url {}://{host} {why}", url.scheme()))
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("must not contain a user name or password"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("must not have a query or a fragment"));
        }
        if !matches!(url.scheme(), "http" | "https") {
            return Err(wrong("must begin with https://"));
        }
        Ok(Self {
            is_plain: url.scheme() == "http",
            is_loopback: is_loopback(&url),
            is_bootpays: is_bootpays(&url),
            url: url.as_str().trim_end_matches('/').to_owned(),
        })
    }

    /// Whether requests go straight there, whatever proxy the environment names. Proxies are for `https` to other
    /// machines; plain `http` is for a sandbox, which is near: on this machine, in a network of containers, in a LAN.
    pub(crate) fn is_direct(&self) -> bool {
        self.is_loopback || self.is_plain
    }
}

/// What is meant by a text that is no URL: mostly the scheme is missing.
fn what_to_write(text: &str) -> String {
    let example = ", such as https://api.bootpay.co.kr".to_owned();
    let Ok(url) = Url::parse(&format!("https://{text}")) else { return example };
    let is_bare = url.username().is_empty()
        && url.password().is_none()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none();
    // a key in the wrong option has neither a dot nor a port
    let names_a_host = is_loopback(&url) || url.port().is_some() || text.contains('.');
    let Some(host) = url.host_str().filter(|_| is_bare && names_a_host) else { return example };
    let host = excerpt(&url.port().map_or(host.to_owned(), |port| format!("{host}:{port}")));
    let write = if is_loopback(&url) {
        format!("http://{host}")
    } else if url.port().is_some() && !is_bootpays(&url) {
        format!("http://{host} if it is a sandbox, else https://{host}")
    } else {
        format!("https://{host}")
    };
    format!(": its scheme is missing; write {write}")
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.octets()[0] == Ipv4Addr::LOCALHOST.octets()[0],
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// Whether this is the URL of a server of Bootpay: something live, or one of Bootpay's own test servers.
pub fn is_bootpays_server(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| is_bootpays(&url))
}

fn is_bootpays(url: &Url) -> bool {
    let name = url.domain().unwrap_or_default().trim_end_matches('.');
    name.strip_suffix(BOOTPAYS_DOMAIN).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bootpays_servers_are_known_by_their_domain() {
        for (text, bootpays) in [
            ("https://api.bootpay.co.kr", true),
            ("https://BOOTPAY.co.kr/v1", true),
            ("https://dev-api.bootpay.co.kr.:443", true),
            ("https://notbootpay.co.kr", false),
            ("https://bootpay.co.kr.example.com", false),
            ("http://127.0.0.1:8300", false),
        ] {
            assert_eq!(Address::parse(text).unwrap().is_bootpays, bootpays, "{text}");
            assert_eq!(is_bootpays_server(text), bootpays, "{text}");
        }
    }

    #[test]
    fn only_names_and_addresses_of_this_machine_are_this_machine() {
        for (text, loopback) in [
            ("http://127.0.0.1:8300", true),
            ("http://127.8.8.8", true),
            ("https://localhost", true),
            ("http://[::1]:1", true),
            ("http://127.0.0.1.example.com", false),
            ("http://localhost.example.com", false),
            ("http://0.0.0.0:8300", false),
            ("http://10.0.2.2:8300", false),
        ] {
            assert_eq!(Address::parse(text).unwrap().is_loopback, loopback, "{text}");
        }
    }

    #[test]
    fn a_text_without_a_scheme_is_told_what_to_write_and_is_quoted_only_if_it_names_a_host() {
        let example = "base_url is not a URL, such as https://api.bootpay.co.kr";
        for (text, expected) in [
            ("localhost:8300", ": its scheme is missing; write http://localhost:8300"),
            ("localhost", ": its scheme is missing; write http://localhost"),
            ("127.0.0.1:8300/", ": its scheme is missing; write http://127.0.0.1:8300"),
            ("[::1]:8300", ": its scheme is missing; write http://[::1]:8300"),
            ("api.bootpay.co.kr", ": its scheme is missing; write https://api.bootpay.co.kr"),
            ("api.bootpay.co.kr:8443", ": its scheme is missing; write https://api.bootpay.co.kr:8443"),
            (
                "sandbox:8300",
                ": its scheme is missing; write http://sandbox:8300 if it is a sandbox, else https://sandbox:8300",
            ),
        ] {
            let error = Address::parse(text).unwrap_err().to_string();
            assert_eq!(error, format!("base_url is not a URL{expected}"), "{text}");
        }
        for text in [
            "sandbox",
            "Q0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZQ0E=",
            "612e09260d681b0021e61ab9",
            "user:CANARY@localhost:8300",
            "localhost:8300/?key=CANARY",
            "https://user:CANARY@h:99999999",
            "mailto:CANARY",
        ] {
            assert_eq!(Address::parse(text).unwrap_err().to_string(), example, "{text}");
        }
    }
}
