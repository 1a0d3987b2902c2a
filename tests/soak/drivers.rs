//! Starting a driver, giving it work and reading what it says.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::str::FromStr;
use std::thread;

use bootpay_sandbox::Sandbox;

/// A language's driver.
#[derive(Clone, Debug)]
pub(crate) struct Driver {
    pub(crate) name: String,
    command: String,
}

impl FromStr for Driver {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, command) = text.split_once('=').ok_or("expected NAME=COMMAND")?;
        Ok(Self { name: name.to_owned(), command: command.to_owned() })
    }
}

impl Driver {
    /// The Rust driver: this program itself.
    pub(crate) fn own() -> Self {
        let program = std::env::current_exe().unwrap();
        Self { name: "Rust".to_owned(), command: format!("'{}' drive", program.display()) }
    }

    /// Starts the driver on one part of the work.
    pub(crate) fn start(&self, sandbox: &Sandbox, part: &str) -> Running {
        let child = Command::new("sh")
            .args(["-c", &format!("exec {} {part}", self.command)]) // exec: its memory is measured by its process id
            .env("BOOTPAY_BASE_URL", sandbox.url())
            .env("BOOTPAY_APPLICATION_ID", sandbox.application_id())
            .env("BOOTPAY_PRIVATE_KEY", sandbox.private_key())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", self.name));
        Running { name: self.name.clone(), child }
    }
}

/// A driver at work.
pub(crate) struct Running {
    name: String,
    child: Child,
}

impl Running {
    pub(crate) fn process_id(&self) -> u32 {
        self.child.id()
    }

    /// Gives it lines of work and collects the lines that it answers.
    pub(crate) fn work(mut self, work: &str) -> Vec<String> {
        let mut input = self.child.stdin.take().unwrap();
        let output = BufReader::new(self.child.stdout.take().unwrap());
        let lines = thread::scope(|scope| {
            // Both at once: a driver that answers while it is given work must not fill a pipe that nobody reads.
            scope.spawn(move || input.write_all(work.as_bytes()).unwrap());
            output.lines().map(Result::unwrap).collect()
        });
        let status = self.child.wait().unwrap();
        assert!(status.success(), "the {} driver ended with {status}", self.name);
        lines
    }

    /// The numbers of the one line that it answers.
    pub(crate) fn numbers<const N: usize>(self) -> [u64; N] {
        let name = self.name.clone();
        let lines = self.work("");
        let numbers: Vec<u64> =
            lines.last().map_or("", String::as_str).split(' ').filter_map(|n| n.parse().ok()).collect();
        numbers.try_into().unwrap_or_else(|_| panic!("the {name} driver said {lines:?}"))
    }
}
