//! One client of Rust under load: `bootpay-bench CLIENT IN_FLIGHT SECONDS [CALLS]`. See driver.py.

#![allow(clippy::print_stdout)] // a program talks to its terminal

use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use serde_json::{Value, json};

type Failure = Box<dyn Error + Send + Sync>;
type Call = Box<dyn Fn() -> Pin<Box<dyn Future<Output = Result<(), Failure>>>>>;
type Blocking = Box<dyn Fn() -> Result<(), Failure> + Send + Sync>;

/// Where the server is and what it must answer, from the environment.
struct Place {
    base: String,
    path: String,
    receipt_id: String,
    ca: Vec<u8>,
}

impl Place {
    fn of_the_environment() -> Result<Self, Failure> {
        let path = std::env::var("BENCH_PATH")?;
        let receipt_id = path.rsplit('/').next().unwrap_or_default().to_owned();
        Ok(Self {
            base: std::env::var("BENCH_BASE")?,
            path,
            receipt_id,
            ca: std::fs::read(std::env::var("BENCH_CA")?)?,
        })
    }

    fn url(&self) -> String {
        format!("{}{}", self.base, self.path)
    }

    fn tls(&self) -> Result<rustls::ClientConfig, Failure> {
        let mut roots = rustls::RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(&self.ca) {
            roots.add(certificate?)?;
        }
        Ok(rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth())
    }
}

/// What every peer does with the answer: one whole parse.
fn checked(body: &[u8], receipt_id: &str) -> Result<(), Failure> {
    let answer: Value = serde_json::from_slice(body)?;
    let receipt = &answer["data"];
    if receipt["receipt_id"] == receipt_id && receipt["status"] == 1 {
        return Ok(());
    }
    Err(format!("another answer came: {answer}").into())
}

fn checked_receipt(receipt: &bootpay::api::receipt::Receipt, receipt_id: &str) -> Result<(), Failure> {
    if receipt.receipt_id == receipt_id && receipt.status == Some(bootpay::api::receipt::ReceiptStatus::Paid)
    {
        return Ok(());
    }
    Err(format!("another answer came: {receipt:?}").into())
}

fn ours(place: &Place) -> Result<Call, Failure> {
    let client = bootpay::Client::builder().build()?;
    let id = place.receipt_id.clone();
    Ok(Box::new(move || {
        let (client, id) = (client.clone(), id.clone());
        Box::pin(async move { checked_receipt(&*client.verify(id.as_str()).await?, &id) })
    }))
}

fn reqwest(place: &Place) -> Result<Call, Failure> {
    let client = reqwest::Client::builder()
        .tls_certs_only([reqwest::Certificate::from_pem(&place.ca)?])
        .no_proxy()
        .http1_only()
        .build()?;
    let (url, id) = (place.url(), place.receipt_id.clone());
    Ok(Box::new(move || {
        let (request, id) = (client.get(&url).header("authorization", "token"), id.clone());
        Box::pin(async move { checked(&request.send().await?.bytes().await?, &id) })
    }))
}

/// hyper keeps no connections itself: those that no call is using are in a stack here.
fn hyper(place: &Place) -> Result<Call, Failure> {
    use http_body_util::{BodyExt, Empty};
    use hyper::client::conn::http1::SendRequest;

    let (scheme, authority) =
        place.base.split_once("://").ok_or("BENCH_BASE must be a URL, such as http://127.0.0.1:8080")?;
    let tls = (scheme == "https")
        .then(|| place.tls())
        .transpose()?
        .map(Arc::new)
        .map(tokio_rustls::TlsConnector::from);
    let (authority, path, id) = (authority.to_owned(), place.path.clone(), place.receipt_id.clone());
    let idle = Arc::new(Mutex::new(Vec::<SendRequest<Empty<bytes::Bytes>>>::new()));
    Ok(Box::new(move || {
        let (tls, authority, path, id) = (tls.clone(), authority.clone(), path.clone(), id.clone());
        let idle = Arc::clone(&idle);
        Box::pin(async move {
            let kept = idle.lock().map_err(|_| "the stack is broken")?.pop();
            let mut sender = match kept {
                Some(sender) => sender,
                None => connect(&authority, tls).await?,
            };
            let request = hyper::Request::get(&path)
                .header("host", &authority)
                .header("authorization", "token")
                .body(Empty::new())?;
            let body = sender.send_request(request).await?.into_body().collect().await?.to_bytes();
            sender.ready().await?;
            idle.lock().map_err(|_| "the stack is broken")?.push(sender);
            checked(&body, &id)
        })
    }))
}

async fn connect(
    authority: &str,
    tls: Option<tokio_rustls::TlsConnector>,
) -> Result<hyper::client::conn::http1::SendRequest<http_body_util::Empty<bytes::Bytes>>, Failure> {
    use hyper::client::conn::http1::handshake;
    use hyper_util::rt::TokioIo;

    let stream = tokio::net::TcpStream::connect(authority).await?;
    stream.set_nodelay(true)?;
    if let Some(tls) = tls {
        let host = authority.split(':').next().unwrap_or_default().to_owned();
        let (sender, connection) =
            handshake(TokioIo::new(tls.connect(ServerName::try_from(host)?, stream).await?)).await?;
        tokio::spawn(connection);
        Ok(sender)
    } else {
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(sender)
    }
}

fn ours_blocking(place: &Place) -> Result<Blocking, Failure> {
    let client = bootpay::blocking::Client::from_builder(bootpay::Client::builder())?;
    let id = place.receipt_id.clone();
    Ok(Box::new(move || checked_receipt(&*client.verify(id.as_str())?, &id)))
}

fn ureq(place: &Place) -> Result<Blocking, Failure> {
    let roots = ureq::tls::RootCerts::from(vec![ureq::tls::Certificate::from_pem(&place.ca)?]);
    let tls = ureq::tls::TlsConfig::builder().root_certs(roots).build();
    let agent =
        ureq::Agent::new_with_config(ureq::Agent::config_builder().tls_config(tls).proxy(None).build());
    let (url, id) = (place.url(), place.receipt_id.clone());
    Ok(Box::new(move || {
        let mut answer = agent.get(&url).header("authorization", "token").call()?;
        checked(&answer.body_mut().read_to_vec()?, &id)
    }))
}

/// When a load ends.
#[derive(Clone, Copy)]
struct End {
    at: Instant,
    most: u64,
}

impl End {
    fn after(seconds: f64, most: u64) -> Self {
        Self { at: Instant::now() + Duration::from_secs_f64(seconds), most }
    }

    fn is_later_than(self, calls: u64) -> bool {
        calls < self.most && Instant::now() < self.at
    }
}

async fn load(call: &Call, in_flight: usize, end: End) -> Result<u64, Failure> {
    let work = || async {
        let mut calls = 0;
        while end.is_later_than(calls) {
            call().await?;
            calls += 1;
        }
        Ok::<u64, Failure>(calls)
    };
    Ok(futures_util::future::try_join_all((0..in_flight).map(|_| work())).await?.into_iter().sum())
}

fn load_threads(call: &Blocking, threads: usize, end: End) -> Result<u64, Failure> {
    let work = || {
        let mut calls = 0;
        while end.is_later_than(calls) {
            call()?;
            calls += 1;
        }
        Ok(calls)
    };
    if threads == 1 {
        return work();
    }
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().map_err(|_| Failure::from("a thread panicked"))?).sum()
    })
}

/// CPU seconds of this process so far.
fn cpu() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::try_from(time).unwrap_or_default().as_secs_f64()
}

fn resident_kb() -> Result<u64, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

/// Since when something is measured.
struct Since(Instant, f64);

impl Since {
    fn now() -> Self {
        Self(Instant::now(), cpu())
    }

    fn told(&self, calls: u64) -> Result<Value, Failure> {
        let seconds = self.0.elapsed().as_secs_f64();
        Ok(
            json!({"calls": calls, "seconds": seconds, "cpu_s": cpu() - self.1, "resident_kb": resident_kb()?}),
        )
    }
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [client, in_flight, seconds, most @ ..] = arguments.as_slice() else {
        return Err("CLIENT IN_FLIGHT SECONDS [CALLS]".into());
    };
    let (in_flight, seconds): (usize, f64) = (in_flight.parse()?, seconds.parse()?);
    let most: Option<u64> = most.first().map(|most| most.parse()).transpose()?;
    let warm = || End::after(if most.is_some() { 0.0 } else { seconds / 2.0 }, u64::MAX);
    let end = || End::after(seconds, most.unwrap_or(u64::MAX));
    rustls::crypto::ring::default_provider().install_default().map_err(|_| "ring is installed already")?;
    let place = Place::of_the_environment()?;
    let began = Since::now();

    let blocking = match client.as_str() {
        "ours, blocking" => Some(ours_blocking(&place)?),
        "ureq, blocking" => Some(ureq(&place)?),
        _ => None,
    };
    let (first, loaded) = if let Some(call) = blocking {
        call()?;
        let first = began.told(1)?;
        load_threads(&call, in_flight, warm())?;
        let began = Since::now();
        (first, began.told(load_threads(&call, in_flight, end())?)?)
    } else {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let call = match client.as_str() {
                "ours" => ours(&place)?,
                "reqwest" => reqwest(&place)?,
                "hyper" => hyper(&place)?,
                other => return Err(Failure::from(format!("what is {other}?"))),
            };
            call().await?;
            let first = began.told(1)?;
            load(&call, in_flight, warm()).await?;
            let began = Since::now();
            Ok((first, began.told(load(&call, in_flight, end()).await?)?))
        })?
    };
    println!("{}", json!({"first": first, "load": loaded}));
    std::process::exit(0) // whatever a client leaves open
}
