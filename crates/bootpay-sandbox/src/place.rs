//! Where this sandbox listens, under which names it may be called, and to which hosts it may send.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// What was settled at the start and is the same after a reset.
#[derive(Debug)]
pub(crate) struct Place {
    /// `http://127.0.0.1:8300`
    pub(crate) url: String,
    pub(crate) tls_port: Option<u16>,
    address: SocketAddr,
    /// Beside the names of loopback, in lower case.
    hosts: Vec<String>,
    webhook_hosts: Vec<String>,
}

impl Place {
    pub(crate) fn new(
        address: SocketAddr,
        tls_port: Option<u16>,
        hosts: &[String],
        webhook_hosts: &[String],
    ) -> Self {
        let lower = |hosts: &[String]| hosts.iter().map(|host| host.to_ascii_lowercase()).collect();
        let hosts: Vec<String> = lower(hosts);
        let url = url("http", address, &hosts);
        Self { url, tls_port, address, hosts, webhook_hosts: lower(webhook_hosts) }
    }

    pub(crate) fn allowed_urls(&self) -> Vec<String> {
        let port = self.address.port();
        self.hosts.iter().map(|host| format!("http://{}:{port}", in_url(host))).collect()
    }

    pub(crate) fn has_tls(&self) -> bool {
        self.tls_port.is_some()
    }

    /// Whether `name:port` names this sandbox: a name of loopback, or one that was allowed at the start.
    pub(crate) fn is_called(&self, authority: &str) -> bool {
        split(authority).is_some_and(|(host, _)| is_loopback(host) || named(&self.hosts, host))
    }

    /// Whether a webhook may go to this host beside loopback. It may be another machine.
    pub(crate) fn may_send_to(&self, host: &str) -> bool {
        named(&self.webhook_hosts, host)
    }

    /// Whether the sandbox itself listens there.
    pub(crate) fn is_own(&self, address: SocketAddr) -> bool {
        let own = self.address.ip();
        let is_here = address.ip() == own || (own.is_unspecified() && address.ip().is_loopback());
        address.port() == self.address.port() && is_here
    }

    /// Where the caller of `name:port` can open something: under the name that it used.
    pub(crate) fn base(&self, authority: Option<&str>) -> String {
        let Some(authority) = authority.filter(|authority| self.is_called(authority)) else {
            return self.url.clone();
        };
        let port = split(authority).and_then(|(_, port)| port.parse().ok());
        let scheme = if port.is_some() && port == self.tls_port { "https" } else { "http" };
        format!("{scheme}://{authority}")
    }
}

/// The address for a client on this machine; for one elsewhere, if this machine's loopback does not lead there.
pub(crate) fn url(scheme: &str, address: SocketAddr, hosts: &[String]) -> String {
    let port = address.port();
    match (address.ip(), hosts.first()) {
        (IpAddr::V4(ip), _) if ip.is_unspecified() => format!("{scheme}://{}:{port}", Ipv4Addr::LOCALHOST),
        (IpAddr::V6(ip), _) if ip.is_unspecified() => format!("{scheme}://[{}]:{port}", Ipv6Addr::LOCALHOST),
        (ip, Some(host)) if !ip.is_loopback() => format!("{scheme}://{}:{port}", in_url(host)),
        _ => format!("{scheme}://{address}"),
    }
}

/// An IPv6 address stands in brackets.
fn in_url(host: &str) -> String {
    if host.parse::<Ipv6Addr>().is_ok() { format!("[{host}]") } else { host.to_owned() }
}

/// Whether this can be a host: a name or an address, without scheme, port and wildcard.
pub(crate) fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    text.parse::<Ipv6Addr>().is_ok() || (text.len() <= 253 && text.split('.').all(is_label))
}

fn named(hosts: &[String], host: &str) -> bool {
    hosts.iter().any(|known| known.eq_ignore_ascii_case(host))
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// `127.0.0.1:8300`, `localhost`, `[::1]:8300`.
pub(crate) fn is_loopback_authority(authority: &str) -> bool {
    split(authority).is_some_and(|(host, _)| is_loopback(host))
}

/// Host and port of an authority that is nothing else; an absent port is empty.
fn split(authority: &str) -> Option<(&str, &str)> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?,
        None => match authority.find(':') {
            Some(colon) => authority.split_at(colon),
            None => (authority, ""),
        },
    };
    if port.is_empty() {
        return Some((host, port));
    }
    let digits = port.strip_prefix(':')?;
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some((host, digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(address: &str, hosts: &[&str]) -> Place {
        let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
        Place::new(address.parse().unwrap(), Some(8301), &hosts, &["App".to_owned()])
    }

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

    #[test]
    fn names_that_were_allowed() {
        let place = place("0.0.0.0:8300", &["Sandbox", "10.0.2.2", "fd00::2"]);
        for good in ["sandbox", "SANDBOX:8300", "10.0.2.2:9", "[fd00::2]:8300", "localhost:8300"] {
            assert!(place.is_called(good), "{good}");
        }
        for bad in [
            "sandbox.evil.example",
            "evil.sandbox",
            "sandbox:x",
            "sandbox@x",
            "10.0.2.3",
            "app",
            "0.0.0.0:8300",
        ] {
            assert!(!place.is_called(bad), "{bad}");
        }
        assert!(place.may_send_to("app") && !place.may_send_to("sandbox"));
    }

    #[test]
    fn the_url_leads_there_from_this_machine() {
        for (address, hosts, url) in [
            ("127.0.0.1:8300", &[][..], "http://127.0.0.1:8300"),
            ("[::1]:8300", &["sandbox"], "http://[::1]:8300"),
            ("0.0.0.0:8300", &["sandbox"], "http://127.0.0.1:8300"),
            ("[::]:8300", &["sandbox"], "http://[::1]:8300"),
            ("192.168.0.5:8300", &["192.168.0.5"], "http://192.168.0.5:8300"),
            ("[fd00::2]:8300", &["fd00::2"], "http://[fd00::2]:8300"),
        ] {
            assert_eq!(place(address, hosts).url, url);
        }
    }

    #[test]
    fn what_is_opened_has_the_name_that_was_called() {
        let place = place("0.0.0.0:8300", &["sandbox"]);
        for (authority, base) in [
            (Some("sandbox:9000"), "http://sandbox:9000"),
            (Some("localhost:8301"), "https://localhost:8301"),
            (Some("evil.example"), "http://127.0.0.1:8300"),
            (None, "http://127.0.0.1:8300"),
        ] {
            assert_eq!(place.base(authority), base, "{authority:?}");
        }
    }

    #[test]
    fn where_it_is_itself() {
        let of = |place: &Place, address: &str| place.is_own(address.parse().unwrap());
        let everywhere = place("0.0.0.0:8300", &["sandbox"]);
        assert!(of(&everywhere, "127.0.0.1:8300") && of(&everywhere, "[::1]:8300"));
        assert!(!of(&everywhere, "127.0.0.1:8301") && !of(&everywhere, "10.0.0.1:8300"));
        let here = place("127.0.0.1:8300", &[]);
        assert!(of(&here, "127.0.0.1:8300") && !of(&here, "127.0.0.2:8300"));
    }

    #[test]
    fn what_is_a_host() {
        for good in ["sandbox", "host.docker.internal", "my_app-1", "10.0.2.2", "fd00::2"] {
            assert!(is_host(good), "{good}");
        }
        for bad in ["", "*", "*.test", "http://a", "a:8300", "[fd00::2]", "a/b", "a..b", "한글", "a b"] {
            assert!(!is_host(bad), "{bad}");
        }
    }
}
