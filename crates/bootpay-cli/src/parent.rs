//! `--with-parent`: a sandbox that a test run started must not outlive it, however the run ends.

use std::io;
use std::thread;

use tokio::sync::oneshot;

/// Resolves when standard input ends, or when the process that started this one is gone. It takes both: a parent that
/// is killed closes its pipe, but a child that it forked may still hold the same one.
pub(crate) fn gone() -> impl Future<Output = ()> {
    let (end, ended) = oneshot::channel();
    // A thread of its own and not tokio's: nobody waits for it when the program ends first.
    thread::spawn(move || {
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        let _ = end.send(());
    });
    let process = process_gone();
    async move {
        tokio::select! { _ = ended => {}, () = process => {} }
    }
}

/// Every Unix gives the child of a process that is gone another parent. Who asks for that needs nothing that only one
/// system or a newer kernel has.
#[cfg(unix)]
fn process_gone() -> impl Future<Output = ()> {
    use std::os::unix::process::parent_id;
    use std::time::Duration;

    const PAUSE: Duration = Duration::from_millis(200);

    let parent = parent_id();
    async move {
        while parent_id() == parent {
            tokio::time::sleep(PAUSE).await;
        }
    }
}

#[cfg(not(unix))]
fn process_gone() -> impl Future<Output = ()> {
    std::future::pending()
}
