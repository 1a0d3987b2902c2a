//! Who sent a webhook: the other end of the connection, or who is behind one's own proxies there.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use ipnet::{IpNet, Ipv4Net};

use crate::error::{Error, ErrorKind};

/// The word for one's own proxy at the other end of a Unix socket, which has no address.
const OVER_A_SOCKET: &str = "unix";

/// The widest private networks are 10.0.0.0/8 and fc00::/7. A wider range has strangers in it, and theirs would be
/// believed.
const WIDEST: (u8, u8) = (8, 7);

/// Who sent it. Read from the right: what stands left of the first address that is not one's own proxy was written by
/// whoever likes.
pub(crate) fn sender(
    remote_address: Option<&str>,
    forwarded_for: Option<&str>,
    trusted_proxies: &[String],
) -> Result<IpAddr, Error> {
    let (socket, ranges): (Vec<&str>, Vec<&str>) =
        trusted_proxies.iter().map(|entry| entry.trim()).partition(|entry| *entry == OVER_A_SOCKET);
    let proxies = proxies(&ranges)?;
    let mut hops = hops(forwarded_for).map(|hop| {
        address(hop).ok_or_else(|| distrust("X-Forwarded-For has something that is no address".to_owned()))
    });
    let mut sender = match remote_address.map(str::trim).filter(|remote| !remote.is_empty()) {
        Some(remote) => {
            address(remote).ok_or_else(|| Error::invalid_request("remote_address is no IP address"))?
        }
        None if socket.is_empty() => {
            return Err(Error::invalid_request(
                "remote_address is missing: without it nobody knows who sent the webhook; if your own proxy brings it \
                 over a Unix socket, which has no address, add \"unix\" to trusted_proxies",
            ));
        }
        None => hops.next().unwrap_or_else(|| {
            Err(distrust(
                "it came over a Unix socket without X-Forwarded-For, so nobody knows who sent it; have your proxy set \
                 that header"
                    .to_owned(),
            ))
        })?,
    };
    while contains(&proxies, sender) {
        let Some(hop) = hops.next() else { break };
        sender = hop?;
    }
    Ok(sender)
}

/// Whether nobody but these stands in the header; true without a header.
pub(crate) fn came_by_only(forwarded_for: Option<&str>, known: impl Fn(IpAddr) -> bool) -> bool {
    hops(forwarded_for).all(|hop| address(hop).is_some_and(&known))
}

/// The nearest first.
fn hops(forwarded_for: Option<&str>) -> impl Iterator<Item = &str> {
    forwarded_for.unwrap_or_default().rsplit(',').map(str::trim).filter(|hop| !hop.is_empty())
}

fn proxies(entries: &[&str]) -> Result<Vec<IpNet>, Error> {
    let ranges = ranges("trusted_proxies", entries)?;
    let is_too_wide = |range: &&IpNet| match range {
        IpNet::V4(range) => range.prefix_len() < WIDEST.0,
        IpNet::V6(range) => range.prefix_len() < WIDEST.1,
    };
    match ranges.iter().find(is_too_wide) {
        None => Ok(ranges),
        Some(range) => Err(Error::invalid_request(format!(
            "trusted_proxies has {range}, wider than any network of your own: whoever sends from there could write \
             Bootpay's address into X-Forwarded-For and would be believed; name your own proxies only"
        ))),
    }
}

/// Addresses and ranges. One that was mapped into IPv6 is the IPv4 one that it stands for, as in [`address`].
pub(crate) fn ranges(option: &str, entries: &[impl AsRef<str>]) -> Result<Vec<IpNet>, Error> {
    entries
        .iter()
        .map(|entry| {
            let entry = entry.as_ref().trim();
            let range = entry.parse().ok().map(canonical).or_else(|| ip(entry).map(IpNet::from));
            range.ok_or_else(|| {
                Error::invalid_request(format!(
                    "{option} has an entry that is neither an address nor a range"
                ))
            })
        })
        .collect()
}

fn canonical(range: IpNet) -> IpNet {
    const PREFIX_OF_MAPPED: u8 = 96; // ::ffff:0:0/96
    let IpNet::V6(wide) = range else { return range };
    let length = wide.prefix_len().checked_sub(PREFIX_OF_MAPPED);
    match (wide.addr().to_ipv4_mapped(), length) {
        (Some(address), Some(length)) => Ipv4Net::new(address, length).map_or(range, IpNet::from),
        _ => range,
    }
}

pub(crate) fn contains(ranges: &[IpNet], address: IpAddr) -> bool {
    ranges.iter().any(|range| range.contains(&address))
}

/// An address with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    if let Ok(socket) = text.parse::<SocketAddr>() {
        return Some(socket.ip().to_canonical());
    }
    match text.strip_prefix('[').and_then(|text| text.split_once(']')) {
        None => ip(text),
        Some((host, "")) => ip(host),
        Some((host, port)) => port.strip_prefix(':')?.parse::<u16>().ok().and_then(|_| ip(host)),
    }
}

/// An address. One that was mapped into IPv6 is the IPv4 one that it stands for, and of a link-local one the zone
/// (`fe80::1%eth0`) is left away: it says which way it came. No other address has one.
fn ip(text: &str) -> Option<IpAddr> {
    match text.split_once('%') {
        None => text.parse::<IpAddr>().ok().map(|address| address.to_canonical()),
        Some((address, zone)) => address
            .parse::<Ipv6Addr>()
            .ok()
            .filter(|address| address.is_unicast_link_local() && !zone.is_empty())
            .map(IpAddr::from),
    }
}

/// The error of a webhook that is not to be believed.
pub(crate) fn distrust(why: String) -> Error {
    Error::new(ErrorKind::Webhook, format!("the webhook is not to be believed: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    const BOOTPAY: &str = "223.130.82.4";

    fn who(remote: &str, forwarded: &str, trusted: &[&str]) -> Result<String, Error> {
        let trusted: Vec<String> = trusted.iter().map(|&entry| entry.to_owned()).collect();
        sender(Some(remote), Some(forwarded), &trusted).map(|address| address.to_string())
    }

    #[test]
    fn an_address_is_read_in_every_spelling_and_nothing_else_is() {
        for (text, expected) in [
            ("223.130.82.4", "223.130.82.4"),
            (" 223.130.82.4 ", "223.130.82.4"),
            ("223.130.82.4:443", "223.130.82.4"),
            ("::ffff:223.130.82.4", "223.130.82.4"),
            ("[::ffff:223.130.82.4]:5000", "223.130.82.4"),
            ("[223.130.82.4]", "223.130.82.4"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:80", "2001:db8::1"),
            ("fe80::1%eth0", "fe80::1"),
            ("[fe80::1%eth0]", "fe80::1"),
            ("[fe80::1%eth0]:80", "fe80::1"),
            ("[fe80::1%2]:80", "fe80::1"),
        ] {
            assert_eq!(who(text, "", &[]).unwrap(), expected, "{text}");
        }
        for text in [
            "localhost",
            "unix",
            "unix:",
            "223.130.82",
            "223.130.82.4%eth0",
            "::ffff:223.130.82.4%eth0",
            "2001:db8::1%eth0",
            "fe80::1%",
            "[223.130.82.4",
            "[2001:db8::1]80",
            "[2001:db8::1]:x",
            "223.130.82.4 6.6.6.6",
        ] {
            let error = who(text, BOOTPAY, &["unix"]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert_eq!(error.message(), "remote_address is no IP address", "{text}");
            let error = who("10.0.0.9", text, &["10.0.0.9", "unix"]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Webhook);
            assert!(error.message().contains("X-Forwarded-For has something that is no address"), "{text}");
        }
    }

    #[test]
    fn a_proxy_over_a_socket_has_no_address_and_is_trusted_only_by_its_own_word() {
        for nobody in [None, Some(""), Some(" ")] {
            let who = |forwarded, trusted: &[&str]| {
                let trusted: Vec<String> = trusted.iter().map(|&entry| entry.to_owned()).collect();
                sender(nobody, forwarded, &trusted).map(|address| address.to_string())
            };
            for (forwarded, trusted, expected) in [
                (BOOTPAY, &["unix"][..], BOOTPAY),
                ("6.6.6.6, 223.130.82.4", &["unix"], BOOTPAY),
                ("223.130.82.4, 6.6.6.6", &["unix"], "6.6.6.6"),
                ("223.130.82.4, 10.0.0.7", &["unix"], "10.0.0.7"),
                ("223.130.82.4, 10.0.0.7", &[" unix ", "10.0.0.0/8"], BOOTPAY),
            ] {
                assert_eq!(who(Some(forwarded), trusted).unwrap(), expected, "{forwarded} {trusted:?}");
            }
            for forwarded in [None, Some(""), Some(" , ")] {
                let error = who(forwarded, &["unix", "10.0.0.0/8"]).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Webhook);
                assert!(error.message().contains("over a Unix socket without X-Forwarded-For"), "{error}");
            }
            for trusted in [&[][..], &["10.0.0.0/8"], &["127.0.0.1", "::1"]] {
                let error = who(Some(BOOTPAY), trusted).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::InvalidRequest);
                assert!(error.message().contains("add \"unix\" to trusted_proxies"), "{error}");
            }
            for trusted in ["", "unix:", "unix:*", "UNIX", "local", "socket"] {
                let error = who(Some(BOOTPAY), &[trusted]).unwrap_err();
                assert!(error.message().contains("trusted_proxies has an entry that is neither"), "{error}");
            }
        }
        // who has an address is nobody over a socket
        for remote in ["127.0.0.1", "::1", "10.0.0.9"] {
            assert_eq!(who(remote, BOOTPAY, &["unix"]).unwrap(), remote);
        }
    }

    #[test]
    fn a_range_that_strangers_are_in_is_refused_with_the_reason() {
        for range in [
            "0.0.0.0/0",
            "::/0",
            "::ffff:0:0/96",
            "0.0.0.0/1",
            "128.0.0.0/1",
            "10.0.0.0/7",
            "2000::/3",
            "fc00::/6",
        ] {
            let error = who("6.6.6.6", BOOTPAY, &["10.0.0.9", range]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert!(error.message().contains("wider than any network of your own"), "{range}: {error}");
        }
        for range in ["10.0.0.0/8", "fc00::/7", "fe80::/10", "2001:db8::/32"] {
            assert_eq!(who("6.6.6.6", BOOTPAY, &[range]).unwrap(), "6.6.6.6");
        }
    }

    #[test]
    fn a_mapped_range_is_the_one_that_it_stands_for() {
        for (range, inside, outside) in [
            ("::ffff:10.0.0.0/104", "10.255.0.1", "11.0.0.1"),
            ("::ffff:a00:0/104", "::ffff:10.255.0.1", "11.0.0.1"),
            ("::ffff:10.0.0.9", "10.0.0.9", "10.0.0.8"),
            ("::ffff:10.0.0.9/128", "10.0.0.9", "10.0.0.8"),
            ("fe80::1%eth0", "fe80::1%eth1", "fe80::2%eth0"),
            ("fe80::/10", "fe80::1%eth0", "fec0::1"),
            ("2001:db8::/96", "2001:db8::1", "2001:db9::1"),
        ] {
            assert_eq!(who(inside, BOOTPAY, &[range]).unwrap(), BOOTPAY, "{range}");
            assert_ne!(who(outside, BOOTPAY, &[range]).unwrap(), BOOTPAY, "{range}");
        }
    }
}
