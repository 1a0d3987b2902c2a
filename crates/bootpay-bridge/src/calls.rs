//! Calls by number, for a language that can keep no more than a number, and cannot be called back.
//!
//! - A call is [kept](keep) until a thread [waits](wait) for it, which then carries it out, or [sent](send) at once; then
//!   its reply goes to a queue, with a tag that the caller chose before: the reply may be there before the number is.
//! - There is exactly one reply for each number, also for a call that was [cancelled](cancel). Whoever waits where none can
//!   come is told so, with the kind `canceled`.
//! - A number is of one process: in its high half it has the process's id. A forked child that waits for a number of its
//!   parent's is told so; cancelling it does nothing.

use std::collections::HashMap;
use std::convert::Infallible;
use std::mem;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::{Bell, Call, ProcessLocal, Queue, Reply, Started};

/// How long a thread sleeps that waits for ever. It goes on waiting then.
const LONG: Duration = Duration::from_secs(3600);

/// A reply and the tag that the caller chose for its call; 0 if nobody knows it.
pub struct Tagged {
    /// As it was given.
    pub tag: u64,
    /// What the call came to.
    pub reply: Reply,
}

/// Where the replies of calls that were [sent](send) are waited for.
pub type Replies = Queue<Tagged>;

/// A new queue. It is never freed: a thread may still be at one that another has closed.
pub fn open_queue() -> &'static Replies {
    /// So that no leak checker takes them for lost.
    static OPENED: ProcessLocal<Mutex<Vec<&'static Replies>>> = ProcessLocal::new();
    let replies: &'static Replies = Box::leak(Box::default());
    let Ok(opened) = OPENED.get_or_try_build(|| Ok::<_, Infallible>(Mutex::default()));
    opened.lock().unwrap_or_else(PoisonError::into_inner).push(replies);
    replies
}

/// Keeps a call for who will [wait] for it, and gives its number. Nothing is sent until then.
///
/// # Errors
/// Its reply, if nothing can be sent.
pub fn keep(call: Call, tag: u64) -> Result<u64, Reply> {
    let call = call.or_refused()?;
    let operation = call.operation().to_owned();
    Ok(Calls::here().insert(Arc::new(Numbered { operation, tag, state: Mutex::new(State::Still(call)) })))
}

/// Starts a call whose reply comes to this queue, and gives its number, which is good for [`cancel`] only.
///
/// # Errors
/// Its reply, if nothing can be sent: then none comes to the queue.
pub fn send(call: Call, replies: &'static Replies, tag: u64) -> Result<u64, Reply> {
    let call = call.or_refused()?;
    let operation = call.operation().to_owned();
    if replies.is_closed() {
        return Err(Reply::not_begun(&operation, "the queue of this call is closed; nothing was sent"));
    }
    let numbered = Arc::new(Numbered { operation, tag, state: Mutex::new(State::Sent(None)) });
    let number = Calls::here().insert(numbered.clone());
    let started = call.start(move |started| {
        let reply = started.end();
        Calls::here().remove(number);
        replies.push(Tagged { tag, reply });
    });
    *numbered.state() = State::Sent(Some(started));
    Ok(number)
}

/// Carries a call out that was [kept](keep), until its reply is there, the time is over or a signal ends the sleep of this
/// thread: then none, and the call stands still until somebody waits for it again. Without a time nothing but the reply
/// ends the wait.
///
/// A number that this thread cannot wait for has a reply of the kind `canceled` that says why.
pub fn wait(number: u64, time: Option<Duration>) -> Option<Tagged> {
    let untagged = |reply| Some(Tagged { tag: 0, reply });
    if !is_of_this_process(number) {
        let why = "this call belongs to another process; a forked child waits only for calls of its own";
        return untagged(Reply::not_here(None, why));
    }
    let Some(numbered) = Calls::here().get(number) else {
        return untagged(Reply::not_here(
            None,
            "there is no call of this number, or its reply was given already",
        ));
    };
    let bell = Arc::new(Bell::new(time.unwrap_or(LONG)));
    let mut call = match numbered.begin_to_wait(&bell) {
        Ok(Ok(call)) => call,
        Ok(Err(reply)) => return Some(numbered.over(number, reply)),
        Err(why) => return untagged(Reply::not_here(Some(&numbered.operation), why)),
    };
    loop {
        let reply = call.wait_interruptibly(&bell);
        if !is_of_this_process(number) {
            return untagged(call.cancel()); // by what a signal called
        }
        if let Some(reply) = reply {
            return Some(numbered.over(number, reply));
        }
        let mut state = numbered.state();
        if matches!(*state, State::Waited { is_canceled: true, .. }) {
            drop(state);
            return Some(numbered.over(number, call.cancel()));
        }
        if time.is_some() {
            *state = State::Still(call);
            return None;
        }
    }
}

/// Gives a call up, unless it is over: at any time, from any thread, twice, or with any number. Its reply still comes to
/// its queue, or to who waits; of one that nobody waits for, to who waits next.
pub fn cancel(number: u64) {
    if let Some(numbered) = is_of_this_process(number).then(|| Calls::here().get(number)).flatten() {
        numbered.cancel();
    }
}

/// Of one process.
#[derive(Default)]
struct Calls {
    last: AtomicU32,
    numbered: Mutex<HashMap<u64, Arc<Numbered>>>,
}

impl Calls {
    fn here() -> &'static Self {
        static CALLS: ProcessLocal<Calls> = ProcessLocal::new();
        let Ok(calls) = CALLS.get_or_try_build(|| Ok::<_, Infallible>(Calls::default()));
        calls
    }

    fn insert(&self, call: Arc<Numbered>) -> u64 {
        let mut numbered = self.numbered();
        loop {
            let low = self.last.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
            let number = (u64::from(std::process::id()) << 32) | u64::from(low);
            // after four thousand million calls the numbers begin anew, and an old call may still be there
            if let std::collections::hash_map::Entry::Vacant(place) = numbered.entry(number) {
                place.insert(call);
                return number;
            }
        }
    }

    fn get(&self, number: u64) -> Option<Arc<Numbered>> {
        self.numbered().get(&number).cloned()
    }

    fn remove(&self, number: u64) {
        let removed = self.numbered().remove(&number);
        drop(removed); // with the map unlocked
    }

    fn numbered(&self) -> MutexGuard<'_, HashMap<u64, Arc<Numbered>>> {
        self.numbered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_of_this_process(number: u64) -> bool {
    number >> 32 == u64::from(std::process::id())
}

struct Numbered {
    operation: String,
    tag: u64,
    state: Mutex<State>,
}

enum State {
    /// Nobody waits at present.
    Still(Call),
    /// A thread has taken the call out to carry it on.
    Waited { bell: Arc<Bell>, is_canceled: bool },
    /// It was cancelled while nobody waited.
    Canceled(Reply),
    /// It goes to a queue. Empty until it has started.
    Sent(Option<Started>),
    /// Its reply has been given.
    Over,
}

impl Numbered {
    /// The call to carry on, or its reply; or why this thread cannot wait for it.
    fn begin_to_wait(&self, bell: &Arc<Bell>) -> Result<Result<Call, Reply>, &'static str> {
        let mut state = self.state();
        match mem::replace(&mut *state, State::Over) {
            State::Still(call) => {
                *state = State::Waited { bell: bell.clone(), is_canceled: false };
                Ok(Ok(call))
            }
            State::Canceled(reply) => Ok(Err(reply)),
            elsewhere => {
                let why = match elsewhere {
                    State::Sent(_) => "the reply of this call comes to its queue, and to nobody else",
                    State::Over => "the reply of this call was given already",
                    _ => "another thread waits for this call, and its reply goes there",
                };
                *state = elsewhere;
                Err(why)
            }
        }
    }

    fn cancel(&self) {
        let mut state = self.state();
        match &mut *state {
            State::Waited { bell, is_canceled } => {
                *is_canceled = true;
                bell.ring();
            }
            State::Sent(started) => {
                if let Some(started) = started {
                    started.cancel();
                }
            }
            State::Canceled(_) | State::Over => {}
            still @ State::Still(_) => {
                if let State::Still(call) = mem::replace(still, State::Over) {
                    *still = State::Canceled(call.cancel());
                }
            }
        }
    }

    fn over(&self, number: u64, reply: Reply) -> Tagged {
        *self.state() = State::Over;
        Calls::here().remove(number);
        Tagged { tag: self.tag, reply }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::sync::mpsc::channel;

    use bootpay::Error;
    use serde_json::Value;
    use tokio::sync::oneshot;

    use super::*;
    use crate::ErrorKind;

    /// A call whose reply comes when a test says so.
    fn call(operation: &str) -> (Call, oneshot::Sender<()>) {
        let (answer, answered) = oneshot::channel();
        let call = Call::new(operation, |_| {
            Ok(Box::pin(async move {
                if answered.await.is_err() {
                    pending::<()>().await; // who does not answer, does not
                }
                Reply::unlogged(true, Some("answer".to_owned()), "{}".to_owned())
            }))
        });
        (call, answer)
    }

    fn endless(operation: &str) -> Call {
        call(operation).0
    }

    /// Kind, effect and message.
    fn error_of(reply: &Reply) -> (String, String, String) {
        assert!(!reply.ok, "{reply:?}");
        let meta: Value = serde_json::from_str(&reply.meta).unwrap();
        let text = |name: &str| meta[name].as_str().unwrap().to_owned();
        (text("kind"), text("effect"), text("message"))
    }

    fn assert_canceled(told: &Tagged, tag: u64, effect: &str, says: &str) {
        let (kind, found, message) = error_of(&told.reply);
        assert_eq!((kind.as_str(), found.as_str(), told.tag), ("canceled", effect, tag), "{message}");
        assert!(message.contains(says), "{message}");
    }

    #[test]
    fn the_thread_that_waits_gets_the_reply_with_its_tag_and_once() {
        let (call, answer) = call("payment.cancel");
        let number = keep(call, 7).unwrap();
        for _ in 0..2 {
            assert!(wait(number, Some(Duration::ZERO)).is_none());
            assert!(wait(number, Some(Duration::from_millis(1))).is_none());
        }
        answer.send(()).unwrap();
        let told = wait(number, None).unwrap();
        assert_eq!((told.tag, told.reply.body.as_deref()), (7, Some("answer")));
        assert_canceled(&wait(number, None).unwrap(), 0, "unknown", "given already");
        cancel(number);
        assert_canceled(&wait(number, None).unwrap(), 0, "unknown", "given already");
    }

    #[test]
    fn a_reply_comes_to_the_queue_with_its_tag_also_of_a_call_that_is_cancelled() {
        let replies = open_queue();
        let (first, answer) = call("certificate.get");
        let numbers = [first, endless("payment.cancel")].map(|call| send(call, replies, 5).unwrap());
        for number in numbers {
            assert_canceled(
                &wait(number, None).unwrap(),
                0,
                if number == numbers[0] { "none" } else { "unknown" },
                "queue",
            );
        }
        answer.send(()).unwrap();
        let told = replies.next_within(None).unwrap();
        assert!((told.tag, told.reply.ok) == (5, true));
        for _ in 0..2 {
            cancel(numbers[1]);
        }
        assert_canceled(&replies.next_within(None).unwrap(), 5, "none", "given up");
        cancel(numbers[1]);
        assert!(replies.next_within(Some(Duration::ZERO)).is_none(), "told twice");
        assert_canceled(&wait(numbers[1], None).unwrap(), 0, "unknown", "no call of this number");
    }

    #[test]
    fn a_cancel_ends_a_wait_for_ever_and_a_second_thread_does_not_wait() {
        let number = keep(endless("payment.cancel"), 3).unwrap();
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| wait(number, None).unwrap());
            let is_waited = || matches!(*Calls::here().get(number).unwrap().state(), State::Waited { .. });
            while !is_waited() {
                std::thread::yield_now();
            }
            assert_canceled(&wait(number, None).unwrap(), 0, "unknown", "another thread");
            cancel(number);
            assert_canceled(&waiting.join().unwrap(), 3, "none", "given up");
        });
    }

    #[test]
    fn a_call_that_nobody_waits_for_is_cancelled_at_once_and_keeps_its_reply() {
        let (told, dropped) = channel::<()>();
        let call = Call::new("payment.cancel", move |_| {
            Ok(Box::pin(async move {
                let _held = told;
                pending().await
            }))
        });
        let number = keep(call, 4).unwrap();
        assert!(wait(number, Some(Duration::ZERO)).is_none());
        cancel(number);
        assert!(dropped.recv().is_err(), "its connections are closed");
        cancel(number);
        assert_canceled(&wait(number, None).unwrap(), 4, "none", "given up");
    }

    #[test]
    fn a_call_for_which_nothing_can_be_sent_is_over_at_once() {
        let refused = || Call::new("sms.send", |_| Err(Error::new(ErrorKind::InvalidRequest, "no")));
        let replies = open_queue();
        let kept = |outcome: Result<u64, Reply>| error_of(&outcome.unwrap_err()).0;
        assert_eq!(kept(keep(refused(), 1)), "invalid_request");
        assert_eq!(kept(send(refused(), replies, 1)), "invalid_request");
        assert!(replies.next_within(Some(Duration::ZERO)).is_none());
        replies.close();
        let (kind, effect, message) = error_of(&send(endless("sms.send"), replies, 1).unwrap_err());
        assert_eq!((kind.as_str(), effect.as_str()), ("canceled", "none"));
        assert!(message.contains("nothing was sent"), "{message}");
    }

    #[test]
    fn a_number_of_another_process_is_nobodys() {
        let number = keep(endless("certificate.get"), 2).unwrap();
        for foreign in [number ^ (1 << 32), 0, u64::MAX, u64::from(u32::MAX)] {
            cancel(foreign);
            assert_canceled(&wait(foreign, None).unwrap(), 0, "unknown", "another process");
        }
        cancel(number);
        assert_canceled(&wait(number, None).unwrap(), 2, "none", "given up");
    }
}
