//! The options of every command that serves: where it listens, and for how long.

use std::net::{Ipv4Addr, SocketAddr};

use clap::Args;

use crate::language::pick;

#[derive(Args)]
pub(crate) struct Serving {
    #[arg(
        long, value_name = "ADDRESS", default_value = "127.0.0.1:8300",
        help = pick(
            "Where to listen; port 0 takes a free one. Other machines can reach another address than loopback, so only a sandbox takes one, together with --allow-host",
            "수신 주소. 포트 0은 비어 있는 포트를 사용합니다. 루프백이 아닌 주소는 다른 컴퓨터에서 접속할 수 있으므로 샌드박스에서만 --allow-host와 함께 사용할 수 있습니다",
        ),
    )]
    listen: SocketAddr,
    #[arg(
        long, value_name = "NUMBER", conflicts_with = "listen",
        help = pick("Listen on this port of 127.0.0.1; 0 takes a free one", "127.0.0.1의 이 포트에서 수신합니다. 0은 비어 있는 포트를 사용합니다"),
    )]
    port: Option<u16>,
    #[arg(
        long,
        help = pick("Print one line of JSON once it listens, for programs", "시작되면 프로그램이 읽을 JSON 한 줄을 출력합니다"),
    )]
    pub(crate) json: bool,
    #[arg(
        long,
        help = pick(
            "End when standard input ends, or when the process that started this one is gone. For programs that start a sandbox: give it a pipe as its standard input",
            "표준 입력이 끝나거나 이 프로그램을 시작한 프로세스가 종료되면 함께 종료합니다. 샌드박스를 시작하는 프로그램은 표준 입력으로 파이프를 연결하세요",
        ),
    )]
    pub(crate) with_parent: bool,
}

impl Serving {
    pub(crate) fn address(&self) -> SocketAddr {
        self.port.map_or(self.listen, |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
    }
}
