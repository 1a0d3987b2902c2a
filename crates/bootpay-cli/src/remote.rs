//! A sandbox that runs already, driven through its control routes.

use std::borrow::Cow;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use http_body_util::BodyExt;
use hyper::client::conn::http1;
use hyper::header::{CONTENT_TYPE, HOST};
use hyper::{Method, Request, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::Failure;
use crate::language::text;

/// A control call is answered at once; whatever takes longer is another server.
const PATIENCE: Duration = Duration::from_secs(10);
/// On every answer of a sandbox.
const MARKER: &str = "x-bootpay-sandbox";

/// Where a sandbox was found.
pub(crate) struct Remote {
    url: String,
    authority: String,
    host: String,
    port: u16,
    /// The REST application id of the project that control calls are about; `None` for the first one.
    project: Option<String>,
}

impl Remote {
    /// Makes sure that a sandbox answers there, before anything is sent that would change something.
    pub(crate) async fn find(url: &str, project: Option<&str>) -> Result<Self, Failure> {
        let remote = Self { project: project.map(str::to_owned), ..Self::read(url)? };
        remote.call(Method::GET, "/sandbox/health", None).await?;
        Ok(remote)
    }

    /// Whether a sandbox listens there, under whatever name it wants to be called.
    pub(crate) async fn listens_on(address: SocketAddr) -> bool {
        let ip = address.ip();
        let here = if ip.is_unspecified() { IpAddr::from(Ipv4Addr::LOCALHOST) } else { ip };
        let Ok(remote) = Self::read(&format!("http://{}", SocketAddr::new(here, address.port()))) else {
            return false;
        };
        let exchange =
            timeout(PATIENCE, remote.exchange(Method::GET, "/sandbox/health", String::new())).await;
        matches!(exchange, Ok(Ok((_, true, _))))
    }

    fn read(url: &str) -> Result<Self, Failure> {
        let url = url.trim_end_matches('/');
        if url.contains('@') {
            return Err(Failure::Usage(text!(
                "the sandbox's address holds a user name or a password: give it without, such as http://127.0.0.1:8300",
                "샌드박스 주소에 사용자 이름이나 비밀번호가 있습니다. http://127.0.0.1:8300처럼 주소만 지정하세요",
            )));
        }
        let no_sandbox = || {
            Failure::Usage(text!(
                "{url} is not where a sandbox is driven: give --url or BOOTPAY_BASE_URL its http:// address, such as http://127.0.0.1:8300",
                "{url}은(는) 샌드박스를 제어할 수 있는 주소가 아닙니다. --url 또는 BOOTPAY_BASE_URL에 http://127.0.0.1:8300과 같은 http:// 주소를 지정하세요",
            ))
        };
        let uri: Uri = url.parse().map_err(|_| no_sandbox())?;
        let Some(authority) = uri.authority() else { return Err(no_sandbox()) };
        let host = authority.host().trim_matches(['[', ']']).to_ascii_lowercase();
        let is_bare = matches!(uri.path(), "" | "/") && uri.query().is_none();
        if uri.scheme_str() != Some("http") || !is_bare || host.is_empty() || bootpay::is_bootpays_server(url)
        {
            return Err(no_sandbox());
        }
        // What stands behind the host must be a port that there can be.
        let port = match authority.as_str().strip_prefix(authority.host()) {
            Some("") => 80,
            _ => authority.port_u16().ok_or_else(no_sandbox)?,
        };
        Ok(Self { url: url.to_owned(), authority: authority.to_string(), host, port, project: None })
    }

    /// What the route answers; the reason that it gives, if it refuses.
    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<Value, Failure> {
        let (url, body) = (&self.url, body.map(|body| body.to_string()).unwrap_or_default());
        let path = match &self.project {
            Some(project) => Cow::Owned(format!("{path}?project={project}")),
            None => Cow::Borrowed(path),
        };
        let exchange = timeout(PATIENCE, self.exchange(method, &path, body)).await;
        let exchange = exchange.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
        let (status, is_sandbox, answer) = exchange.map_err(|error| self.unreached(&error))?;
        let answer: Option<Value> = serde_json::from_slice(&answer).ok();
        let Some(answer) = answer.filter(|_| is_sandbox) else {
            return Err(Failure::Sandbox(text!(
                "{url} is no Bootpay sandbox: something else answers there",
                "{url}은(는) Bootpay 샌드박스가 아닙니다. 다른 프로그램이 응답했습니다",
            )));
        };
        let why = answer["error"].as_str().unwrap_or_default();
        match status {
            StatusCode::OK => Ok(answer),
            StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND | StatusCode::UNPROCESSABLE_ENTITY => {
                Err(Failure::Usage(why.to_owned()))
            }
            _ => Err(Failure::Sandbox(format!("{url}: {why} (HTTP {status})"))),
        }
    }

    /// Status, whether a sandbox answered, and the body.
    async fn exchange(
        &self,
        method: Method,
        path: &str,
        body: String,
    ) -> io::Result<(StatusCode, bool, Vec<u8>)> {
        let tcp = TcpStream::connect((self.host.as_str(), self.port)).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(tcp)).await.map_err(io::Error::other)?;
        // Ends with this call, whatever becomes of it.
        let mut driver = JoinSet::new();
        driver.spawn(connection);
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, &self.authority)
            .header(CONTENT_TYPE, "application/json")
            .body(body)
            .map_err(io::Error::other)?;
        let response = sender.send_request(request).await.map_err(io::Error::other)?;
        let (status, is_sandbox) = (response.status(), response.headers().contains_key(MARKER));
        let body = response.into_body().collect().await.map_err(io::Error::other)?;
        Ok((status, is_sandbox, body.to_bytes().to_vec()))
    }

    fn unreached(&self, error: &io::Error) -> Failure {
        let url = &self.url;
        Failure::Sandbox(if error.kind() == io::ErrorKind::ConnectionRefused {
            text!(
                "nobody listens on {url}: start the sandbox in another terminal with `bootpay sandbox`, or say with --url where it runs",
                "{url}에서 실행 중인 샌드박스가 없습니다. 다른 터미널에서 `bootpay sandbox`로 시작하거나 --url로 주소를 지정하세요",
            )
        } else {
            text!("no answer from {url}: {error}", "{url}에서 응답을 받지 못했습니다: {error}")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_sandbox_is_driven() {
        for live in [
            "https://api.bootpay.co.kr",
            "http://api.bootpay.co.kr",
            "http://API.Bootpay.co.kr:80/",
            "http://bootpay.co.kr",
            "http://api.bootpay.co.kr.",
            "https://127.0.0.1:8301",
            "127.0.0.1:8300",
            "http://127.0.0.1:99999",
            "http://127.0.0.1:x",
            "http://127.0.0.1:8300/sandbox",
            "http://127.0.0.1:8300?x=1",
            "http://",
            "",
        ] {
            assert!(matches!(Remote::read(live), Err(Failure::Usage(_))), "{live}");
        }
        let remote = Remote::read("http://[::1]:8300/").unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((remote.host.as_str(), remote.port), ("::1", 8300));
        let secret = Remote::read("http://user:CANARY@127.0.0.1:8300").err().map(|error| error.to_string());
        assert!(secret.is_some_and(|shown| !shown.contains("CANARY")));
    }
}
