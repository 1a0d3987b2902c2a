//! The one way to wait for a call, for every language.
//!
//! A [`Call`] is what is to be done; making one sends nothing. Whoever wants its reply says how it waits, and that decides
//! who carries the call out:
//!
//! - **A thread that waits**: [`Call::wait`], or [`Call::wait_interruptibly`], which comes back without a reply whenever
//!   the language may want to look after its signals; then the same call is waited for again. The thread carries the call
//!   out by itself, on a lane: between two waits the call stands still.
//! - **An event loop, a hub, a callback, a queue**: [`Call::start`] returns at once and leaves the call to the process's
//!   I/O thread, which says when it is over. The reply lies in the [`Started`] until [`Started::end`] takes it.
//!
//! What holds for both:
//!
//! - There is exactly one [`Reply`], with the attempts of the call in it, however the call ends.
//! - A call that is given up ([`Call::cancel`], [`Started::end`], [`Started::cancel`], a dropped [`Call`]) closes its
//!   connection. Its reply says what may have happened: nothing only if the log has no attempt of the operation itself.
//! - A panic is a reply. It reaches no binding.
//! - In a forked child every call of the parent's is over, with [`Reply::forked`], and nothing of it is touched: its locks
//!   may be held by threads that are not there.

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bootpay::Error;
use bootpay::lanes::{Lane, Lanes};
use tokio::task::AbortHandle;

use crate::lanes::lanes;
use crate::reply::Attempts;
use crate::{Bell, Reply};

/// How long giving a started call up may take, so that its last attempt is in the log. A call ends when it next waits, which
/// is at once, unless it is stuck in the operating system.
const ENDS_WITHIN: Duration = Duration::from_secs(1);

pub(crate) type Work = Pin<Box<dyn Future<Output = Reply> + Send>>;
type OnEnd = Box<dyn FnOnce(&Started) + Send>;

/// A call that nobody waits for yet, or that a thread is waiting for. Dropping it gives it up.
pub struct Call {
    operation: String,
    /// Whose threads carry the call out.
    process: u32,
    attempts: Attempts,
    stage: Stage,
}

enum Stage {
    /// A reply if nothing can be sent, for example because an option is misspelt.
    Planned(Result<Work, Reply>),
    /// Begun by a thread that waited. Dropped in this order.
    OnLane(Work, Lane),
    Over,
}

impl Call {
    /// Prepares a call. A panic in `plan` is its reply.
    pub(crate) fn new(operation: &str, plan: impl FnOnce(&Attempts) -> Result<Work, Error>) -> Self {
        let attempts = Attempts::default();
        let planned = catch_unwind(AssertUnwindSafe(|| plan(&attempts)));
        let plan = planned.map_or_else(
            |_| Err(Reply::defect(operation)),
            |plan| plan.map_err(|error| Reply::of(Err(error))),
        );
        let process = std::process::id();
        Self { operation: operation.to_owned(), process, attempts, stage: Stage::Planned(plan) }
    }

    pub(crate) fn operation(&self) -> &str {
        &self.operation
    }

    /// The call, unless nothing can be sent for it: then its reply.
    pub(crate) fn or_refused(mut self) -> Result<Self, Reply> {
        match mem::replace(&mut self.stage, Stage::Over) {
            Stage::Planned(Err(reply)) => Err(reply),
            stage => {
                self.stage = stage;
                Ok(self)
            }
        }
    }

    /// Waits for the reply. Nothing but the call's end ends this wait.
    pub fn wait(mut self) -> Reply {
        loop {
            if let Some(reply) = self.carry_on(None) {
                return reply;
            }
        }
    }

    /// Waits for the reply, or until the bell or a signal ends the sleep of this thread: `None`. Look after what may have
    /// called, and wait again, or [give it up](Call::cancel). After the reply, do not wait again.
    pub fn wait_interruptibly(&mut self, bell: &Bell) -> Option<Reply> {
        self.carry_on(Some(bell))
    }

    /// Gives the call up and gives its reply.
    pub fn cancel(mut self) -> Reply {
        if self.is_inherited() {
            return Reply::forked(&self.operation, &self.attempts);
        }
        drop(mem::replace(&mut self.stage, Stage::Over));
        let was_sent = self.attempts.has(&self.operation);
        Reply::given_up(&self.operation, was_sent, &self.attempts).with_log(&self.attempts)
    }

    /// Leaves the call, for which nobody has waited, to the process's I/O thread. `on_end` is told exactly once that it is
    /// over, by that thread, or by this one if nothing can be sent. It must not block.
    pub fn start(mut self, on_end: impl FnOnce(&Started) + Send + 'static) -> Started {
        let started = Started(Arc::new(Shared {
            operation: self.operation.clone(),
            process: self.process,
            attempts: self.attempts.clone(),
            task: OnceLock::new(),
            state: Mutex::new(State { is_over: false, reply: None, on_end: Some(Box::new(on_end)) }),
            over: Condvar::new(),
        }));
        if self.is_inherited() {
            return started;
        }
        let plan = match mem::replace(&mut self.stage, Stage::Over) {
            Stage::Planned(plan) => plan,
            Stage::OnLane(..) | Stage::Over => Err(Reply::defect(&self.operation)),
        };
        let background = || lanes().and_then(Lanes::background).map_err(|error| Reply::of(Err(error)));
        match plan.and_then(|work| Ok((work, background()?))) {
            Ok((work, background)) => {
                let task = background.spawn(Task { work, ending: Ending(started.clone()) });
                let _ = started.0.task.set(task.abort_handle());
            }
            Err(reply) => started.settle(|_| reply),
        }
        started
    }

    /// Carries the call out on this thread, to its end or until the bell ends it.
    fn carry_on(&mut self, bell: Option<&Bell>) -> Option<Reply> {
        if self.is_inherited() {
            return Some(Reply::forked(&self.operation, &self.attempts));
        }
        let (mut work, mut lane): (Work, Lane) = match mem::replace(&mut self.stage, Stage::Over) {
            Stage::Planned(Ok(work)) => match lanes().and_then(Lanes::borrow) {
                Ok(lane) => (work, lane),
                Err(error) => return Some(Reply::of(Err(error))),
            },
            Stage::Planned(Err(reply)) => return Some(reply),
            Stage::OnLane(work, lane) => (work, lane),
            Stage::Over => return Some(Reply::defect(&self.operation)),
        };
        let outcome = catch_unwind(AssertUnwindSafe(|| match bell {
            Some(bell) => lane.run_until(work.as_mut(), bell.rung()),
            None => Some(lane.run(work.as_mut())),
        }));
        let reply = match outcome {
            Ok(Some(reply)) => {
                lane.give_back();
                reply
            }
            Ok(None) => {
                self.stage = Stage::OnLane(work, lane);
                return None;
            }
            Err(_) => {
                drop(work); // the attempt that was cut off is in the log
                Reply::defect_in(&self.operation, &self.attempts)
            }
        };
        Some(reply.with_log(&self.attempts))
    }

    fn is_inherited(&self) -> bool {
        self.process != std::process::id()
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        if self.is_inherited() {
            mem::forget(mem::replace(&mut self.stage, Stage::Over)); // its connections are the parent's
        }
    }
}

/// A call that was [started](Call::start). It goes on whether this is kept or dropped.
#[derive(Clone)]
pub struct Started(Arc<Shared>);

struct Shared {
    operation: String,
    /// Whose threads carry the call out.
    process: u32,
    attempts: Attempts,
    task: OnceLock<AbortHandle>,
    state: Mutex<State>,
    over: Condvar,
}

struct State {
    is_over: bool,
    /// Until somebody takes it.
    reply: Option<Reply>,
    on_end: Option<OnEnd>,
}

impl Started {
    /// Gives the call up, unless it is over. From any thread, late and twice.
    pub fn cancel(&self) {
        if !self.is_inherited()
            && let Some(task) = self.0.task.get()
        {
            task.abort();
        }
    }

    /// The reply, once. A call that is not over is given up for it, which takes no longer than a call needs to end, and at
    /// most a second.
    pub fn end(&self) -> Reply {
        self.cancel();
        self.reply_within(ENDS_WITHIN).unwrap_or_else(|| {
            Reply::given_up(&self.0.operation, true, &self.0.attempts).with_log(&self.0.attempts) // who is stuck may have sent
        })
    }

    /// The reply, once, if it comes within this time.
    fn reply_within(&self, time: Duration) -> Option<Reply> {
        if self.is_inherited() {
            return Some(Reply::forked(&self.0.operation, &self.0.attempts));
        }
        let waited = self.0.over.wait_timeout_while(self.lock(), time, |state| !state.is_over);
        waited.unwrap_or_else(PoisonError::into_inner).0.reply.take()
    }

    /// Ends the call with this reply, unless it has ended.
    fn settle(&self, reply: impl FnOnce(&Attempts) -> Reply) {
        if self.is_inherited() {
            return;
        }
        let mut state = self.lock();
        if state.is_over {
            return;
        }
        state.reply = Some(reply(&self.0.attempts).with_log(&self.0.attempts));
        state.is_over = true;
        let on_end = state.on_end.take();
        drop(state);
        self.0.over.notify_all();
        if let Some(on_end) = on_end {
            on_end(self);
        }
    }

    fn is_inherited(&self) -> bool {
        self.0.process != std::process::id()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call that is carried out. Its fields are dropped in this order, so that the reply knows of the attempt that was cut off.
struct Task {
    work: Work,
    ending: Ending,
}

impl Future for Task {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.work.as_mut().poll(context).map(|reply| self.ending.0.settle(|_| reply))
    }
}

/// Sees to it that a call has a reply, however its task ends.
struct Ending(Started);

impl Drop for Ending {
    fn drop(&mut self) {
        let operation = &self.0.0.operation;
        self.0.settle(|attempts| {
            if std::thread::panicking() {
                return Reply::defect_in(operation, attempts);
            }
            Reply::given_up(operation, attempts.has(operation), attempts)
        });
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::mpsc::{Receiver, channel};

    use serde_json::{Value, json};

    use super::*;
    use crate::Handle;

    const LONG: Duration = Duration::from_secs(86_400);
    const GET: (&str, &str) = ("certificate.get", r#"{"receipt_id":"r-1"}"#);
    const CANCEL: (&str, &str) = ("payment.cancel", r#"{"receipt_id":"r-1","price":1200}"#);

    /// A server that says what a test lets it say, and a handle that calls it.
    struct Server {
        listener: TcpListener,
        handle: Handle,
    }

    impl Server {
        fn new() -> Self {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let address = listener.local_addr().unwrap();
            let config = json!({
                "application_id": "a", "private_key": "k", "base_url": format!("http://{address}"),
                "max_retries": 0, "timeout": 3600, "deadline": 3600,
            });
            Self { listener, handle: Handle::open(&config.to_string()).ok().unwrap() }
        }

        /// A call that needs no token.
        fn call(&self, (operation, params): (&str, &str)) -> Call {
            self.handle.call(operation, params, r#"{"token":"CANARY"}"#)
        }

        /// The connection of a request whose head has come.
        fn asked(&self) -> TcpStream {
            let (mut connection, _) = self.listener.accept().unwrap();
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                connection.read_exact(&mut byte).unwrap();
                head.extend(byte);
            }
            connection
        }
    }

    fn answer(mut connection: TcpStream) {
        let data = r#"{"receipt_id":"r-1","certificate":{"username":"홍길동"}}"#;
        let body = format!(r#"{{"status":200,"code":0,"message":"","data":{data}}}"#);
        write!(connection, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()).unwrap();
    }

    fn is_closed(mut connection: TcpStream) -> bool {
        connection.read_to_end(&mut Vec::new()).is_ok()
    }

    fn json_of(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    /// Kind and effect of the error, and how each attempt ended.
    fn error_of(reply: &Reply) -> (String, String, Vec<Value>) {
        assert!(!reply.ok && !format!("{reply:?}").contains("CANARY"), "{reply:?}");
        let (meta, log) = (json_of(&reply.meta), json_of(&reply.log));
        let text = |name: &str| meta[name].as_str().unwrap().to_owned();
        let statuses = log.as_array().unwrap().iter().map(|line| line["status"].clone()).collect();
        (text("kind"), text("effect"), statuses)
    }

    fn canceled(effect: &str, statuses: &[&str]) -> (String, String, Vec<Value>) {
        ("canceled".to_owned(), effect.to_owned(), statuses.iter().map(|status| json!(status)).collect())
    }

    /// A call whose end is told to a channel.
    fn started(call: Call) -> (Started, Receiver<()>) {
        let (told, ends) = channel();
        (call.start(move |_| told.send(()).unwrap()), ends)
    }

    #[test]
    fn a_call_that_is_given_up_says_what_it_may_have_done_and_logs_the_attempt_that_was_cut_off() {
        let server = Server::new();
        for (what, effect) in [(CANCEL, "unknown"), (GET, "none")] {
            let (call, ends) = started(server.call(what));
            let connection = server.asked();
            call.cancel();
            ends.recv().unwrap();
            let reply = call.end();
            assert_eq!(error_of(&reply), canceled(effect, &["abandoned"]));
            let meta = json_of(&reply.meta);
            assert_eq!((&meta["operation"], &meta["receipt_id"]), (&json!(what.0), &json!("r-1")));
            let cancel = (meta["cancel_id"].is_string(), meta["cancel_price"].as_u64());
            assert_eq!(cancel, if what == CANCEL { (true, Some(1200)) } else { (false, None) });
            assert!(is_closed(connection));
            assert!(ends.recv().is_err(), "told twice");
        }
        let (call, ends) = started(server.handle.call(CANCEL.0, CANCEL.1, ""));
        let _token_is_asked_for = server.asked();
        call.cancel();
        ends.recv().unwrap();
        let reply = call.end();
        assert_eq!(error_of(&reply), canceled("none", &["abandoned"]), "the operation itself was not sent");
        assert_eq!(json_of(&reply.log)[0]["operation"], "token.request");
    }

    #[test]
    fn a_log_line_names_no_id() {
        let server = Server::new();
        let call = server.call(GET);
        let waiting = std::thread::spawn(|| call.wait());
        drop(server.asked());
        let log = json_of(&waiting.join().unwrap().log);
        for (key, value) in [
            ("operation", "certificate.get"),
            ("method", "GET"),
            ("path", "/certificate/{receipt_id}"),
            ("status", "lost"),
        ] {
            assert_eq!(log[0][key], value, "{log}");
        }
        assert_eq!((log.as_array().unwrap().len(), &log[0]["attempt"]), (1, &json!(1)), "{log}");
        assert!(log[0]["message"].as_str().unwrap().starts_with("bootpay certificate.get GET "), "{log}");
    }

    #[test]
    fn a_call_that_nobody_began_sends_nothing() {
        let server = Server::new();
        let reply = server.call(CANCEL).cancel();
        assert_eq!(error_of(&reply), canceled("none", &[]));
        assert_eq!(
            json_of(&reply.meta).get("cancel_price"),
            None,
            "nobody knows it, and null would mean all"
        );
        drop(server.call(CANCEL));
        server.listener.set_nonblocking(true).unwrap();
        assert!(server.listener.accept().is_err());
    }

    /// The connection of a call that this thread waits for until it is asked.
    fn asked_meanwhile(server: &Server, call: &mut Call, bell: &Bell) -> TcpStream {
        let was_asked = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let asking = scope.spawn(|| {
                let connection = server.asked();
                was_asked.store(true, Ordering::SeqCst); // before it rings, since it rings once
                bell.ring();
                connection
            });
            while !was_asked.load(Ordering::SeqCst) {
                assert!(call.wait_interruptibly(bell).is_none());
            }
            asking.join().unwrap()
        })
    }

    #[test]
    fn an_interrupted_wait_goes_on_with_the_same_call() {
        let server = Server::new();
        let bell = Bell::new(LONG);
        let mut call = server.call(GET);
        for _ in 0..3 {
            bell.ring();
            assert!(call.wait_interruptibly(&bell).is_none());
        }
        let connection = asked_meanwhile(&server, &mut call, &bell);
        let answering = std::thread::spawn(|| answer(connection));
        let reply = std::iter::repeat_with(|| call.wait_interruptibly(&bell)).flatten().next().unwrap();
        answering.join().unwrap();
        assert!(reply.ok, "{reply:?}");
        assert_eq!(json_of(&reply.log).as_array().unwrap().len(), 1);
        server.listener.set_nonblocking(true).unwrap();
        assert!(server.listener.accept().is_err(), "it was sent twice");
    }

    #[test]
    fn an_answer_that_came_while_the_call_stood_still_counts_however_long_that_was() {
        let server = Server::new();
        let bell = Bell::new(LONG);
        let mut call = server.handle.call(GET.0, GET.1, r#"{"token":"CANARY","timeout":2}"#);
        let connection = asked_meanwhile(&server, &mut call, &bell);
        answer(connection);
        std::thread::sleep(Duration::from_millis(2100)); // in a signal's handler
        let reply = std::iter::repeat_with(|| call.wait_interruptibly(&bell)).flatten().next().unwrap();
        assert!(reply.ok, "{reply:?}");
    }

    #[test]
    fn an_interrupted_wait_may_give_its_call_up() {
        let server = Server::new();
        let bell = Bell::new(LONG);
        for with_log in [true, false] {
            let mut call = server.call(CANCEL);
            let connection = asked_meanwhile(&server, &mut call, &bell);
            if with_log {
                assert_eq!(error_of(&call.cancel()), canceled("unknown", &["abandoned"]));
            } else {
                drop(call);
            }
            assert!(is_closed(connection));
        }
    }

    #[test]
    fn an_answer_that_is_there_is_what_the_call_came_to_also_if_it_is_given_up_then() {
        let server = Server::new();
        let (call, ends) = started(server.call(GET));
        answer(server.asked());
        ends.recv().unwrap();
        call.cancel();
        let reply = call.end();
        assert!(reply.ok, "{reply:?}");
        assert_eq!(json_of(&reply.log)[0]["status"], 200);
        assert_eq!(call.end().log, "[]", "a line is given once");
    }

    #[test]
    fn a_started_call_tells_its_end_also_if_its_handle_is_dropped() {
        let server = Server::new();
        let (told, replies) = channel();
        drop(server.call(GET).start(move |call| told.send(call.end()).unwrap()));
        answer(server.asked());
        assert!(replies.recv().unwrap().ok);

        let (told, replies) = channel();
        let refused = server.handle.call("certificate.get", "{}", r#"{"timout":1}"#);
        refused.start(move |call| told.send(call.end()).unwrap());
        assert_eq!(error_of(&replies.try_recv().unwrap()).0, "invalid_request");
    }

    #[test]
    fn a_panic_is_a_reply() {
        type Plan = fn(&Attempts) -> Result<Work, Error>;
        let at_once: Plan = |_| panic!("on purpose");
        let later: Plan = |_| Ok(Box::pin(async { panic!("on purpose") }));
        for panics in [at_once, later] {
            let (call, ends) = started(Call::new("payment.cancel", panics));
            ends.recv().unwrap();
            for reply in [call.end(), Call::new("payment.cancel", panics).wait()] {
                assert_eq!(error_of(&reply), ("internal".to_owned(), "unknown".to_owned(), vec![]));
            }
        }
    }

    /// The call as a forked child sees it: another process began it. The bridge has nothing that forks; the languages'
    /// tests do.
    fn inherited(mut call: Call) -> Call {
        call.process = 0;
        call
    }

    #[test]
    fn in_a_forked_child_a_call_of_the_parents_is_over_and_nothing_of_it_is_touched() {
        let dropped = Arc::new(());
        let waiting_call = |operation| {
            let held = dropped.clone();
            inherited(Call::new(operation, move |_| {
                Ok(Box::pin(async move {
                    let _held = held;
                    std::future::pending().await
                }))
            }))
        };
        let bell = Bell::new(LONG);
        for (operation, effect) in [("payment.cancel", "unknown"), ("certificate.get", "none")] {
            let expected = canceled(effect, &[]);
            assert_eq!(error_of(&waiting_call(operation).wait()), expected);
            assert_eq!(error_of(&waiting_call(operation).wait_interruptibly(&bell).unwrap()), expected);
            assert_eq!(error_of(&waiting_call(operation).cancel()), expected);
            drop(waiting_call(operation));
        }
        let call = waiting_call("payment.cancel").start(|_| ());
        let lock = call.lock(); // by a thread that is not there
        assert_eq!(error_of(&call.end()), canceled("unknown", &[]));
        drop(lock);
        assert_eq!(Arc::strong_count(&dropped), 1 + 4 * 2 + 1, "its connections are the parent's");
    }

    #[test]
    fn a_first_call_may_be_made_on_two_threads_at_once() {
        let server = Server::new();
        let together = Barrier::new(2);
        let call = || {
            together.wait();
            server.call(GET).wait()
        };
        std::thread::scope(|scope| {
            let calls = [scope.spawn(call), scope.spawn(call)];
            for connection in [server.asked(), server.asked()] {
                answer(connection);
            }
            for call in calls {
                assert!(call.join().unwrap().ok);
            }
        });
    }
}
