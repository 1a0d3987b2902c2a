//! Which CA files are believed, what is said where none fits, and what a proxy's variable may say.

#![allow(clippy::unwrap_used)] // a test that cannot go on should say where it stopped

use std::collections::HashMap;
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bootpay::{Client, Error};
use bootpay_sandbox::Sandbox;
use bootpay_tests::{EXAMPLE_PRIVATE_KEY, builder};

const VARIABLES: [&str; 3] = ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"];

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("trust").join(name);
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).unwrap();
    folder
}

async fn read(sandbox: &Sandbox, variables: &[(&str, &Path)]) -> Result<(), Error> {
    let environment: HashMap<String, String> =
        variables.iter().map(|(name, path)| ((*name).to_owned(), path.display().to_string())).collect();
    let builder = builder(sandbox).base_url(sandbox.tls_url().unwrap()).environment(environment);
    builder.build().unwrap().certificate("612e09260d681b0021e61ab9").await.map(drop)
}

#[tokio::test]
async fn a_ca_file_or_folder_that_other_clients_read_is_read() {
    let sandbox = Sandbox::builder().tls().start().await.unwrap();
    let folder = folder("good");
    let file = folder.join("ca.pem");
    let garbage = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"; // base64, but no certificate
    fs::write(&file, format!("a comment\n{garbage}{}", sandbox.ca_pem().unwrap())).unwrap();
    fs::write(folder.join("readme"), [0xff; 100]).unwrap();
    fs::create_dir(folder.join("inner")).unwrap();
    for name in VARIABLES {
        for path in [&file, &folder] {
            read(&sandbox, &[(name, path)]).await.unwrap();
        }
    }
    let missing = folder.join("none");
    read(&sandbox, &[(VARIABLES[0], &missing), (VARIABLES[2], &file)]).await.unwrap();
}

#[cfg(target_os = "linux")] // elsewhere the operating system has words of its own
#[tokio::test]
async fn an_unknown_ca_names_the_way_out_and_the_files_that_could_not_be_read() {
    let sandbox = Sandbox::builder().tls().start().await.unwrap();
    let advice = "if a company's proxy or a sandbox signed it, name that CA's certificate: \
                  SSL_CERT_FILE=/path/to/ca.pem (REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE, NODE_EXTRA_CA_CERTS are read too)";
    let error = read(&sandbox, &[]).await.unwrap_err();
    assert_eq!(error.kind(), bootpay::ErrorKind::Connection);
    assert!(error.message().contains("invalid peer certificate: UnknownIssuer (tried 127.0.0.1:"), "{error}");
    assert!(error.message().ends_with(&format!("; {advice}")), "{error}");

    let folder = folder("bad");
    let (missing, garbage, empty) =
        (folder.join("missing.pem"), folder.join("garbage"), folder.join("empty"));
    fs::write(&garbage, [0xfe; 1000]).unwrap();
    fs::write(&empty, "").unwrap();
    fs::create_dir(folder.join("inner")).unwrap();
    for (path, said) in [
        (&missing, "cannot be read: "),
        (&garbage, "has no certificate in PEM form"),
        (&empty, "has no certificate in PEM form"),
        (&folder.join("inner"), "has no certificate in PEM form"),
    ] {
        for name in VARIABLES {
            let error = read(&sandbox, &[(name, path)]).await.unwrap_err();
            // a long path is cut
            let shown: String = path.display().to_string().chars().take(80).collect();
            assert!(error.message().contains(&format!("{advice}; {name}={shown}")), "{error}");
            assert!(error.message().contains(said), "{error}");
        }
    }

    // another CA of the same name, as a sandbox's is after its restart
    let other = Sandbox::builder().tls().start().await.unwrap();
    let stale = folder.join("stale.pem");
    fs::write(&stale, other.ca_pem().unwrap()).unwrap();
    let error = read(&sandbox, &[(VARIABLES[1], &stale)]).await.unwrap_err();
    assert!(error.message().contains(advice), "{error}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_pipe_or_a_device_in_place_of_a_ca_file_is_not_waited_for() {
    let sandbox = Sandbox::builder().tls().start().await.unwrap();
    for device in ["/dev/zero", "/dev/null"] {
        let error = read(&sandbox, &[(VARIABLES[0], Path::new(device))]).await.unwrap_err();
        let said = format!("REQUESTS_CA_BUNDLE={device} cannot be read: it is no file");
        assert!(error.message().ends_with(&said), "{error}");
    }
}

fn said_with(variables: &[(&str, String)]) -> String {
    said_by_a_call_to(NOWHERE, variables)
}

/// What a call says in an environment of its own: a program must not change its environment, so this test program
/// starts itself again, with one test that does nothing but call.
fn said_by_a_call_to(url: &str, variables: &[(&str, String)]) -> String {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "calls_in_the_environment_that_it_was_given", "--nocapture"]).env(CALLS, url);
    for name in [
        "SSL_CERT_FILE",
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
        "all_proxy",
        "NO_PROXY",
        "no_proxy",
        "REQUEST_METHOD",
    ] {
        child.env_remove(name);
    }
    let output = child.envs(variables.iter().map(|(name, value)| (name, value))).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

const CALLS: &str = "BOOTPAY_TESTS_CALLS";
/// No such host is there, so that whoever looks for it finds nothing.
const NOWHERE: &str = "https://api.bootpay.invalid";

#[test]
fn calls_in_the_environment_that_it_was_given() {
    let Ok(url) = std::env::var(CALLS) else { return };
    let key = if url.starts_with("https:") { "k" } else { EXAMPLE_PRIVATE_KEY };
    let client = Client::builder().application_id("a").private_key(key).base_url(url).max_retries(0);
    let call = async { client.build().unwrap().get_access_token().await.unwrap_err() };
    let error = tokio::runtime::Runtime::new().unwrap().block_on(call);
    std::io::stdout().write_all(format!("{:?} {error} {error:?}", error.kind()).as_bytes()).unwrap();
}

#[test]
fn a_proxy_that_fails_is_named_without_its_password() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let hidden = TcpListener::bind("127.0.0.1:0").unwrap();
    let wants_a_password = hidden.local_addr().unwrap();
    std::thread::spawn(move || {
        for connection in hidden.incoming() {
            let mut connection = connection.unwrap();
            let mut head = [0; 4096];
            let read = connection.read(&mut head).unwrap();
            assert!(head[..read].starts_with(b"CONNECT api.bootpay.invalid:443 "));
            connection.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n").unwrap();
        }
    });
    for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        let said = said_with(&[(name, format!("http://CANARY-user:CANARY-pass@{closed}"))]);
        let expected = format!("no connection through the proxy {closed} ({name}): Connection refused");
        assert!(said.contains(&expected) && said.contains("(tried api.bootpay.invalid:443)"), "{said}");
        assert!(!said.contains("CANARY"), "{said}");
    }
    let said = said_with(&[("HTTPS_PROXY", format!("CANARY:CANARY@{wants_a_password}"))]);
    let expected =
        format!("through the proxy {wants_a_password} (HTTPS_PROXY): tunnel error: proxy authorization");
    assert!(said.contains(&expected) && !said.contains("CANARY"), "{said}");

    let said = said_with(&[("ALL_PROXY", format!("socks5://CANARY:CANARY@{closed}"))]);
    assert!(said.contains("Config"), "{said}");
    let expected = format!("the proxy {closed} (ALL_PROXY) speaks SOCKS");
    assert!(said.contains(&expected) && !said.contains("CANARY"), "{said}");
}

#[test]
fn a_proxy_variable_that_names_none_is_an_error_and_not_a_way_around_it() {
    let values =
        ["http://", "CANARY proxy", "ftp://CANARY:21", "http://CANARY:port", "://CANARY", "http://h:1 "];
    let names = ["https_proxy", "ALL_PROXY", "all_proxy"];
    let every_value = values.map(|value| ("HTTPS_PROXY", value));
    for (name, value) in every_value.into_iter().chain(names.map(|name| (name, values[0]))) {
        let said = said_with(&[(name, value.to_owned())]);
        assert!(said.contains(&format!("{name} names no proxy: give its URL")), "{name}={value}: {said}");
        assert!(said.contains("Config") && !said.contains("CANARY"), "{name}={value}: {said}");
        // it does not count for a server that needs none
        let said = said_with(&[(name, value.to_owned()), ("NO_PROXY", ".bootpay.invalid".to_owned())]);
        assert!(said.contains("no connection: ") && !said.contains("proxy"), "{name}={value}: {said}");
    }
    for unset in [vec![], vec![("HTTPS_PROXY", String::new())]] {
        let said = said_with(&unset);
        assert!(said.contains("no connection: ") && !said.contains("proxy"), "{said}");
    }
}

/// A proxy that takes every connection to one address, whatever name was asked for; it counts them.
fn proxy_to(address: SocketAddr) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = listener.local_addr().unwrap();
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let mut client = client.unwrap();
            let mut head = [0; 4096];
            let read = client.read(&mut head).unwrap();
            assert!(head[..read].starts_with(b"CONNECT api.bootpay.invalid:443 "));
            client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").unwrap();
            counted.fetch_add(1, Ordering::Relaxed);
            let mut server = TcpStream::connect(address).unwrap();
            let (mut answers, mut back) = (server.try_clone().unwrap(), client.try_clone().unwrap());
            std::thread::spawn(move || std::io::copy(&mut answers, &mut back));
            let _ = std::io::copy(&mut client, &mut server);
        }
    });
    (proxy, count)
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")] // the sandbox serves while this waits for another program
async fn behind_a_proxy_the_ca_file_counts_as_without_one() {
    let sandbox = Sandbox::builder().tls().start().await.unwrap();
    let ca = folder("behind-a-proxy").join("ca.pem");
    fs::write(&ca, sandbox.ca_pem().unwrap()).unwrap();
    let (proxy, count) = proxy_to(sandbox.tls_url().unwrap().trim_start_matches("https://").parse().unwrap());
    let through = ("HTTPS_PROXY", format!("http://{proxy}"));
    let said = said_with(std::slice::from_ref(&through));
    assert!(said.contains("invalid peer certificate: UnknownIssuer"), "{said}");
    // The sandbox's certificate is for this machine: with its CA known, the name is all that is wrong.
    let said = said_with(&[through.clone(), ("SSL_CERT_FILE", ca.display().to_string())]);
    assert!(said.contains("certificate not valid for name \"api.bootpay.invalid\""), "{said}");
    assert_eq!(count.load(Ordering::Relaxed), 2);
    for exception in ["api.bootpay.invalid", ".invalid", "*"] {
        let said = said_with(&[through.clone(), ("NO_PROXY", exception.to_owned())]);
        assert!(
            said.contains("is the name api.bootpay.invalid right, and can this machine look it up?"),
            "{said}"
        );
    }
    assert_eq!(count.load(Ordering::Relaxed), 2);
}

#[test]
fn plain_http_to_a_sandbox_goes_past_every_proxy() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let proxy = format!("http://{nobody}");
    let names = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"];
    let said = said_by_a_call_to("http://sandbox.invalid:8300", &names.map(|name| (name, proxy.clone())));
    assert!(said.contains("no connection: ") && said.contains("(tried sandbox.invalid:8300)"), "{said}");
    assert!(said.contains("is the name sandbox.invalid right") && !said.contains("proxy"), "{said}");
}

#[tokio::test]
async fn a_connection_that_is_refused_or_speaks_no_tls_says_what_to_look_at() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let sandbox = Sandbox::start().await.unwrap();
    let says = async |url: &str| {
        let client = builder(&sandbox).base_url(url).build().unwrap();
        client.get_access_token().await.unwrap_err().message().to_owned()
    };
    let port = nobody.port();
    let said = says(&format!("http://{nobody}")).await;
    let asks =
        format!("(tried {nobody}); does the sandbox run there? `bootpay sandbox --port {port}` starts one");
    assert!(said.starts_with("no connection: Connection refused") && said.ends_with(&asks), "{said}");
    let said = says(&format!("https://{nobody}")).await;
    assert!(said.ends_with("; does the sandbox run there?"), "{said}");
    let said = says(&sandbox.url().replace("http://", "https://")).await;
    let asks = format!("; what listens there speaks no TLS: a sandbox's address is {}", sandbox.url());
    assert!(said.ends_with(&asks), "{said}");
}
