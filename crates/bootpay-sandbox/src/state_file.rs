//! The file that keeps a sandbox from one run to the next.
//!
//! It is written beside and renamed, so that there is a whole one at every moment: the older or the newer. One sandbox at
//! a time has it; the lock is on a file beside it, since a renamed file is another one.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;

use crate::StartError;
use crate::snapshot::{self, FORMAT, Snapshot};
use crate::state::Shared;

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
struct Document {
    format: u64,
    /// Of the program that wrote it.
    version: String,
    projects: Vec<Snapshot>,
}

impl StateFile {
    /// The file, for this sandbox only, and what is in it if it is there.
    pub(crate) fn open(path: &Path) -> Result<(Self, Option<Snapshot>), StartError> {
        let refused = |source| StartError::State { path: path.to_owned(), source };
        let path = resolved(path).map_err(refused)?;
        let beside = beside(&path, ".lock");
        let lock = private().create(true).truncate(false).open(&beside);
        let lock = lock.map_err(|source| StartError::State { path: beside, source })?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StartError::StateInUse { path }),
            Err(TryLockError::Error(source)) => return Err(StartError::State { path, source }),
        }
        let kept = match fs::read(&path) {
            Ok(json) => match only_project(&json) {
                Ok(project) => Some(project),
                Err(problem) => return Err(StartError::StateBroken { path, problem }),
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
    pub(crate) fn save(&self, shared: &Shared) -> io::Result<()> {
        match &mut *self.held() {
            Some(held) => self.write(held, shared),
            None => Ok(()),
        }
    }

    /// Writes the state for the last time, and leaves the file to others.
    pub(crate) fn close(&self, shared: &Shared) -> io::Result<()> {
        let mut held = self.held();
        if let Some(held) = &mut *held {
            self.write(held, shared)?;
        }
        *held = None;
        Ok(())
    }

    fn held(&self) -> MutexGuard<'_, Option<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, held: &mut Held, shared: &Shared) -> io::Result<()> {
        let (change, snapshot) = {
            let state = shared.lock();
            let change = state.signals.last_change();
            if held.written == Some(change) {
                return Ok(());
            }
            (change, state.snapshot())
        };
        let document = Document {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            projects: vec![snapshot],
        };
        let new = beside(&self.path, ".new");
        // One that was left half-written is in nobody's use.
        match fs::remove_file(&new) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut writer = BufWriter::new(private().create_new(true).open(&new)?);
        serde_json::to_writer(&mut writer, &document)?;
        writer.write_all(b"\n")?;
        writer.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(&new, &self.path)?;
        held.written = Some(change);
        Ok(())
    }
}

/// Writes the file soon after each change. What could not be written is tried again with the next one.
pub(crate) async fn keep(file: Arc<StateFile>, shared: Shared) {
    let mut changes = shared.lock().signals.changes();
    // What happened before this was looked at woke nobody.
    changes.mark_changed();
    let mut pause = PAUSE;
    while changes.changed().await.is_ok() {
        tokio::time::sleep(pause).await;
        // Before the state is looked at: what changes from here on is written the next time.
        changes.mark_unchanged();
        let (file, shared) = (file.clone(), shared.clone());
        let took = spawn_blocking(move || {
            let start = Instant::now();
            let _ = file.save(&shared);
            start.elapsed()
        });
        pause = took.await.map_or(PAUSE, |took| PAUSE.max(took * REST));
    }
}

/// The one project of a file.
fn only_project(json: &[u8]) -> Result<Snapshot, String> {
    let mut document: Document = snapshot::read(json).map_err(|error| error.into_text())?;
    match (document.projects.pop(), document.projects.is_empty()) {
        (Some(project), true) => Ok(project),
        _ => Err("projects: must be one".to_owned()),
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

/// People may have typed their own names into a window: the file is for its owner only.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
