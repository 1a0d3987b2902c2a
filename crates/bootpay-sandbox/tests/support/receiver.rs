//! A merchant's server: it takes what comes on a free port, hands it to the test, and answers what the test says.

#![allow(dead_code)] // each test file uses its own part of this

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// Long enough for a busy machine; a test that reaches it has failed.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Merchant {
    pub(crate) url: String,
    requests: Receiver<Arrived>,
    answers: Sender<Vec<u8>>,
}

#[derive(Debug)]
pub(crate) struct Arrived {
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Arrived {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (known, value) = line.split_once(": ")?;
            known.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    /// The fields of a form, in the order of their names.
    pub(crate) fn form(&self) -> Vec<(String, String)> {
        let mut fields: Vec<(String, String)> =
            form_urlencoded::parse(self.body.as_bytes()).into_owned().collect();
        fields.sort();
        fields
    }

    pub(crate) fn field(&self, name: &str) -> Option<String> {
        self.form().into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }
}

impl Merchant {
    pub(crate) fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook?shop=1", listener.local_addr().unwrap());
        let (arrived, requests) = channel();
        let (answers, to_give) = channel::<Vec<u8>>();
        thread::spawn(move || {
            for socket in listener.incoming() {
                let mut socket = socket.unwrap();
                if arrived.send(read(&mut socket)).is_err() {
                    return;
                }
                let Ok(answer) = to_give.recv() else { return };
                // A sandbox that was reset has hung up.
                let _ = socket.write_all(&answer);
            }
        });
        Self { url, requests, answers }
    }

    /// The next request; it waits for its answer.
    pub(crate) fn next(&self) -> Arrived {
        self.requests.recv_timeout(PATIENCE).unwrap()
    }

    /// Whether nothing is there that the merchant did not answer yet.
    pub(crate) fn has_nothing(&self) -> bool {
        self.requests.recv_timeout(Duration::ZERO).is_err_and(|error| error == RecvTimeoutError::Timeout)
    }

    pub(crate) fn answer(&self, status: u16, body: &str) {
        self.answer_raw(format!(
            "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nLocation: /elsewhere\r\n\r\n{body}",
            body.len()
        ));
    }

    pub(crate) fn answer_raw(&self, answer: impl Into<Vec<u8>>) {
        self.answers.send(answer.into()).unwrap();
    }
}

fn read(socket: &mut TcpStream) -> Arrived {
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut bytes = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let count = socket.read(&mut piece).unwrap();
        assert!(count > 0, "the request ended early: {:?}", String::from_utf8_lossy(&bytes));
        bytes.extend_from_slice(&piece[..count]);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let arrived = Arrived { head: head.to_owned(), body: body.to_owned() };
        let length: usize = arrived.header("content-length").unwrap().parse().unwrap();
        if arrived.body.len() >= length {
            return arrived;
        }
    }
}
