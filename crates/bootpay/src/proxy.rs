//! The proxy on the way to the server, as far as it must be known here: for messages, and so that a variable that names
//! none is an error. What a value means and when it counts is reqwest's own parser's to say.

use hyper::Uri;
use hyper_util::client::proxy::matcher::Matcher;

use crate::error::Error;

/// The variables that name a proxy for https, the nearer ones first. Nothing else goes through one: see
/// [`Address::is_direct`](crate::address::Address::is_direct).
const VARIABLES: [[&str; 2]; 2] = [["HTTPS_PROXY", "https_proxy"], ["ALL_PROXY", "all_proxy"]];
const EXCEPTIONS: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// Where connections to `server` go first: the proxy as `host:port`, and the variable that names it.
///
/// # Errors
/// A variable that names no proxy, or one that speaks SOCKS: reqwest would go past the first without a word.
pub(crate) fn before(server: &Uri) -> Result<Option<String>, Error> {
    let is_cgi = std::env::var_os("REQUEST_METHOD").is_some(); // where a request could set a proxy's variable
    let exceptions = first_set(EXCEPTIONS).map(|(_, names)| names).unwrap_or_default();
    let any = Matcher::builder().https("http://any.invalid").no(exceptions).build();
    if is_cgi || any.intercept(server).is_none() {
        return Ok(None);
    }
    for names in VARIABLES {
        let Some((name, value)) = first_set(names).filter(|(_, value)| !value.is_empty()) else { continue };
        let proxy = Matcher::builder().https(value).build().intercept(server);
        let Some((host, port)) = proxy.as_ref().and_then(|proxy| host_and_port(proxy.uri())) else {
            return Err(Error::config(format!(
                "{name} names no proxy: give its URL, such as http://proxy.example.com:3128, or unset it; nothing \
                 was sent"
            )));
        };
        let (is_http, usual_port) = match proxy.as_ref().and_then(|proxy| proxy.uri().scheme_str()) {
            Some("http") => (true, 80),
            Some("https") => (true, 443),
            _ => (false, 1080),
        };
        let proxy = format!("{host}:{} ({name})", port.unwrap_or(usual_port));
        if !is_http {
            return Err(Error::config(format!(
                "the proxy {proxy} speaks SOCKS, which this library does not: give an HTTP proxy, or name the \
                 server in NO_PROXY; nothing was sent"
            )));
        }
        return Ok(Some(proxy));
    }
    Ok(None)
}

/// A malformed port is passed over by the parser.
fn host_and_port(proxy: &Uri) -> Option<(&str, Option<u16>)> {
    let authority = proxy.authority()?;
    let port = authority.port_u16();
    (port.is_some() || authority.as_str() == authority.host()).then_some((authority.host(), port))
}

/// The first variable of these that is set, as curl and reqwest look for it: also if it is empty.
fn first_set(names: [&'static str; 2]) -> Option<(&'static str, String)> {
    names.into_iter().find_map(|name| Some((name, std::env::var_os(name)?.to_string_lossy().into_owned())))
}
