//! The file of a recording: a first line that says what it is, and then one line of JSON for each exchange.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::table;
use crate::private_file;
use crate::snapshot::without_contents;

/// Raised when an older program could not read the file.
const FORMAT: u32 = 1;

/// The first line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    bootpay_recording: u32,
}

/// A request and its answer, all of it made up but for what says nothing of anybody.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Exchange {
    /// How many milliseconds after the start of the recording the answer was there.
    pub(super) after_ms: u64,
    pub(super) operation: String,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) request: Map<String, Value>,
    pub(super) status: u16,
    pub(super) answer: Value,
}

/// A recording that is being written.
pub(super) struct Writer {
    file: File,
    /// How long the file is with whole lines only.
    length: u64,
}

impl Writer {
    /// A new file, which only its owner may read. One that is there is left alone.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let file = private_file::to_write().append(true).create_new(true).open(path)?;
        let mut writer = Self { file, length: 0 };
        writer.line(serde_json::to_string(&Head { bootpay_recording: FORMAT })?)?;
        Ok(writer)
    }

    /// Adds a line, or nothing of it.
    pub(super) fn line(&mut self, mut line: String) -> io::Result<()> {
        line.push('\n');
        let written = self.file.write_all(line.as_bytes()).and_then(|()| self.file.sync_data());
        match written {
            Ok(()) => self.length += line.len() as u64,
            // half a line would spoil the ones that follow
            Err(_) => self.file.set_len(self.length)?,
        }
        written
    }
}

/// Reads the exchanges of a recording; what is wrong with it otherwise.
pub(super) fn read(text: &str) -> Result<Vec<Exchange>, (usize, String)> {
    let mut lines = text.lines().enumerate();
    let head = lines.next().and_then(|(_, line)| serde_json::from_str::<HashMap<String, Value>>(line).ok());
    match head.as_ref().and_then(|head| head.get("bootpay_recording")) {
        Some(format) if *format == FORMAT => {}
        Some(_) => return Err((1, "the recording is of another version of this program".to_owned())),
        None => return Err((1, "it is no recording of `bootpay sandbox record`".to_owned())),
    }
    lines
        .map(|(index, line)| {
            let exchange = serde_json::from_str(line).map_err(|error| without_contents(&error.to_string()));
            exchange.and_then(checked).map_err(|why| (index + 1, why))
        })
        .collect()
}

fn checked(exchange: Exchange) -> Result<Exchange, String> {
    let found = table::find(&exchange.method, &exchange.path);
    if found.is_none_or(|(spec, _)| spec.name != exchange.operation) {
        return Err("its operation, method and path do not belong together".to_owned());
    }
    if !(200..600).contains(&exchange.status) {
        return Err("its status is no HTTP status from 200 to 599".to_owned());
    }
    Ok(exchange)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = r#"{"bootpay_recording":1}"#;
    const LINE: &str = r#"{"after_ms":1,"operation":"receipt.get","method":"GET","path":"/receipt/r","request":{},"status":200,"answer":{}}"#;

    #[test]
    fn a_file_that_is_no_recording_is_refused_by_line() {
        assert_eq!(read(&format!("{HEAD}\n{LINE}\n{LINE}\n")).map(|exchanges| exchanges.len()).ok(), Some(2));
        for (text, line, why) in [
            (String::new(), 1, "no recording"),
            ("hello".to_owned(), 1, "no recording"),
            (LINE.to_owned(), 1, "no recording"),
            (r#"{"bootpay_recording":2}"#.to_owned(), 1, "another version"),
            (format!("{HEAD}\n{LINE}\n{}", &LINE[..40]), 3, "EOF"),
            (format!("{HEAD}\n{}", LINE.replace("receipt.get", "payment.cancel")), 2, "belong together"),
            (format!("{HEAD}\n{}", LINE.replace("200", "99")), 2, "no HTTP status"),
            (format!("{HEAD}\n{}", LINE.replace("\"request\"", "\"more\"")), 2, "unknown field"),
            (format!("{HEAD}\n{}", LINE.replace("200", "\"CANARY\"")), 2, "must be an integer"),
        ] {
            let (found, said) = read(&text).err().unwrap();
            assert!(found == line && said.contains(why), "{text}: {found}: {said}");
            assert!(!said.contains("CANARY"), "{said}");
        }
    }

    #[test]
    fn a_recording_is_new_and_its_owners_alone() {
        let folder = std::env::temp_dir().join(format!("bootpay-recording-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("new.jsonl");
        let mut writer = Writer::create(&path).unwrap();
        writer.line(LINE.to_owned()).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), format!("{HEAD}\n{LINE}\n"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        let again = Writer::create(&path).err().unwrap();
        assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
