//! The file that keeps a sandbox from one run to the next.
//!
//! It is written beside and renamed, so that there is a whole one at every moment: the older or the newer. One sandbox at
//! a time has it; the lock is on a file beside it, since a renamed file is another one.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;

use crate::StartError;
use crate::directory::Directory;
use crate::private_file;
use crate::snapshot::{self, FORMAT, Seed, Snapshot};

/// Changes come in crowds: they are written together, so long after the first one.
const PAUSE: Duration = Duration::from_millis(100);
/// A large state takes its time, and is written less often: at most one part in so many of it goes there.
const REST: u32 = 9;

pub(crate) struct StateFile {
    path: PathBuf,
    /// `None` once the file is left to others. Who writes has it locked.
    held: Mutex<Option<Held>>,
}

struct Held {
    /// The file beside, which is locked for as long as it is open.
    _lock: File,
    /// The number of the last change that was written.
    written: Option<u64>,
}

/// What is in the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Document {
    format: u64,
    /// Of the program that wrote it.
    version: String,
    /// How many projects there ever were beside the first.
    pub(crate) made: u64,
    pub(crate) first: Snapshot,
    pub(crate) others: Vec<NumberedSnapshot>,
}

/// A project beside the first.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NumberedSnapshot {
    /// Its keys follow from it, and from the seed.
    pub(crate) number: u64,
    pub(crate) state: Snapshot,
}

impl Document {
    pub(crate) fn new(made: u64, first: Snapshot, others: Vec<NumberedSnapshot>) -> Self {
        Self { format: FORMAT, version: env!("CARGO_PKG_VERSION").to_owned(), made, first, others }
    }

    pub(crate) fn seed(&self) -> u64 {
        let Seed(seed) = self.first.seed;
        seed
    }
}

impl StateFile {
    /// The file, for this sandbox only, and what is in it if it is there.
    pub(crate) fn open(path: &Path) -> Result<(Self, Option<Document>), StartError> {
        let refused = |source| StartError::State { path: path.to_owned(), source };
        let path = resolved(path).map_err(refused)?;
        let beside = beside(&path, ".lock");
        let lock = private_file::to_write().create(true).truncate(false).open(&beside);
        let lock = lock.map_err(|source| StartError::State { path: beside, source })?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StartError::StateInUse { path }),
            Err(TryLockError::Error(source)) => return Err(StartError::State { path, source }),
        }
        let kept = match fs::read(&path) {
            Ok(json) => match snapshot::read(&json) {
                Ok(document) => Some(document),
                Err(problem) => return Err(StartError::StateBroken { path, problem: problem.into_text() }),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(source) => return Err(StartError::State { path, source }),
        };
        let held = Held { _lock: lock, written: None };
        Ok((Self { path, held: Mutex::new(Some(held)) }, kept))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the state as it is at this moment, unless the file has it already.
    pub(crate) fn save(&self, directory: &Directory) -> io::Result<()> {
        match &mut *self.held() {
            Some(held) => self.write(held, directory),
            None => Ok(()),
        }
    }

    /// Writes the state for the last time, and leaves the file to others.
    pub(crate) fn close(&self, directory: &Directory) -> io::Result<()> {
        let mut held = self.held();
        if let Some(held) = &mut *held {
            self.write(held, directory)?;
        }
        *held = None;
        Ok(())
    }

    fn held(&self) -> MutexGuard<'_, Option<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, held: &mut Held, directory: &Directory) -> io::Result<()> {
        // Before the projects are looked at: what changes meanwhile is written the next time.
        let change = directory.last_change();
        if held.written == Some(change) {
            return Ok(());
        }
        let document = directory.kept();
        let new = beside(&self.path, ".new");
        // One that was left half-written is in nobody's use.
        match fs::remove_file(&new) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut writer = BufWriter::new(private_file::to_write().create_new(true).open(&new)?);
        serde_json::to_writer(&mut writer, &document)?;
        writer.write_all(b"\n")?;
        writer.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(&new, &self.path)?;
        held.written = Some(change);
        Ok(())
    }
}

/// Writes the file soon after each change. What could not be written is tried again with the next one.
pub(crate) async fn keep(file: Arc<StateFile>, directory: Directory) {
    let mut changes = directory.changes();
    // What happened before this was looked at woke nobody.
    changes.mark_changed();
    let mut pause = PAUSE;
    while changes.changed().await.is_ok() {
        tokio::time::sleep(pause).await;
        // Before the state is looked at: what changes from here on is written the next time.
        changes.mark_unchanged();
        let (file, directory) = (file.clone(), directory.clone());
        let took = spawn_blocking(move || {
            let start = Instant::now();
            let _ = file.save(&directory);
            start.elapsed()
        });
        pause = took.await.map_or(PAUSE, |took| PAUSE.max(took * REST));
    }
}

/// The same file by whatever name it is called, through links too.
fn resolved(path: &Path) -> io::Result<PathBuf> {
    if path.exists() {
        return fs::canonicalize(path);
    }
    let name = path.file_name().ok_or_else(|| io::Error::other("this is no name of a file"))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    Ok(fs::canonicalize(folder.unwrap_or(Path::new(".")))?.join(name))
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
