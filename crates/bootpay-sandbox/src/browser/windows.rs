//! All windows. Any page may open one, so those in which nobody has pressed a button so far make room for new ones.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::window::{Home, Window};

/// How many of them there may be that nobody has touched.
pub(super) const MOST_UNTOUCHED: usize = 10_000;
/// And how much of the memory they may take, together.
const MOST_BYTES: usize = 32 * 1024 * 1024;
/// What a window and its receipt take beside what the page asked for.
const OVERHEAD: usize = 2 * 1024;

/// By receipt id.
#[derive(Default)]
pub(crate) struct Windows {
    all: BTreeMap<String, Window>,
    /// Those that a page has opened and nobody has touched, oldest first, with about what each takes of the memory.
    untouched: VecDeque<(String, usize)>,
    bytes: usize,
    last_opened: u64,
}

/// All windows of a snapshot.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeptWindows {
    all: Vec<Window>,
    untouched: Vec<Untouched>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Untouched {
    receipt_id: String,
    bytes: usize,
}

impl Windows {
    pub(crate) fn kept(&self) -> KeptWindows {
        let untouched = self
            .untouched
            .iter()
            .map(|(receipt_id, bytes)| Untouched { receipt_id: receipt_id.clone(), bytes: *bytes });
        KeptWindows { all: self.all.values().cloned().collect(), untouched: untouched.collect() }
    }

    /// With the windows of a snapshot. An error names the field.
    pub(crate) fn restored(
        mut kept: KeptWindows,
        old: &Home<'_>,
        new: &Home<'_>,
    ) -> Result<Self, (&'static str, &'static str)> {
        let mut windows = Self::default();
        kept.all.sort_by_key(|window| window.opened);
        for mut window in kept.all {
            window.move_from(old, new);
            // The order counts; nothing may follow the number of a document.
            window.opened = 0;
            windows.keep(window);
        }
        for Untouched { receipt_id, bytes } in kept.untouched {
            let is_possible = windows.all.contains_key(&receipt_id) && bytes <= MOST_BYTES;
            if !is_possible || windows.untouched.len() == MOST_UNTOUCHED {
                return Err((
                    "windows.untouched",
                    "must name windows, and about what each takes of the memory",
                ));
            }
            windows.bytes += bytes;
            windows.untouched.push_back((receipt_id, bytes));
        }
        Ok(windows)
    }

    pub(crate) fn get(&self, receipt_id: &str) -> Option<&Window> {
        self.all.get(receipt_id)
    }

    pub(crate) fn get_mut(&mut self, receipt_id: &str) -> Option<&mut Window> {
        self.all.get_mut(receipt_id)
    }

    /// Whether this is a window's receipt id or transaction key.
    pub(crate) fn has(&self, id: &str) -> bool {
        self.of(id).is_some()
    }

    /// By receipt id or transaction key.
    pub(super) fn of(&self, id: &str) -> Option<&Window> {
        self.get(id).or_else(|| self.iter().find(|window| window.transaction_key.as_deref() == Some(id)))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Window> {
        self.all.values()
    }

    /// Keeps a window as long as the sandbox keeps anything.
    pub(crate) fn keep(&mut self, mut window: Window) {
        if window.opened == 0 {
            self.last_opened += 1;
            window.opened = self.last_opened;
        }
        self.all.insert(window.receipt_id.clone(), window);
    }

    /// Keeps a window for which a page has sent so many bytes. The answer is the receipt ids of those that had to go.
    #[must_use]
    pub(super) fn open(&mut self, window: Window, bytes: usize) -> Vec<String> {
        let bytes = OVERHEAD + bytes;
        self.untouched.push_back((window.receipt_id.clone(), bytes));
        self.bytes += bytes;
        self.keep(window);
        let mut gone = Vec::new();
        while self.untouched.len() > MOST_UNTOUCHED || self.bytes > MOST_BYTES {
            let Some((oldest, bytes)) = self.untouched.pop_front() else { break };
            self.bytes -= bytes;
            self.all.remove(&oldest);
            gone.push(oldest);
        }
        gone
    }

    /// Takes out a window in which somebody presses a button. Then it is counted among the untouched ones no longer.
    pub(super) fn touch(&mut self, receipt_id: &str) -> Option<Window> {
        if let Some(index) = self.untouched.iter().position(|(known, _)| known == receipt_id)
            && let Some((_, bytes)) = self.untouched.remove(index)
        {
            self.bytes -= bytes;
        }
        self.all.remove(receipt_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Parameters;
    use crate::browser::Offer;
    use crate::payment::Payment;

    fn window(number: usize) -> Window {
        let payment = Payment::new(&number.to_string(), "", "", 1000, 0);
        Window::of_link(&payment, Offer::read(&Parameters::default()), String::new())
    }

    #[test]
    fn windows_of_a_snapshot_keep_their_order_and_leave_room_for_more() {
        let mut last = window(1);
        last.opened = u64::MAX;
        let mut first = window(2);
        first.opened = 7;
        let home = Home { url: "http://127.0.0.1:1", web_application_id: "" };
        let kept = KeptWindows { all: vec![last, first], untouched: Vec::new() };
        let mut windows = Windows::restored(kept, &home, &home).unwrap();
        windows.keep(window(3));
        let opened = ["2", "1", "3"].map(|id| windows.get(id).unwrap().opened);
        assert_eq!(opened, [1, 2, 3]);
    }

    #[test]
    fn the_oldest_go_by_number_and_by_bytes() {
        let mut windows = Windows::default();
        for number in 0..MOST_UNTOUCHED {
            assert!(windows.open(window(number), 0).is_empty());
        }
        assert_eq!(windows.open(window(MOST_UNTOUCHED), 0), ["0"]);
        // One that is touched, or a link's, does not count.
        let touched = windows.touch("1").unwrap();
        windows.keep(touched);
        windows.keep(window(MOST_UNTOUCHED + 1));
        assert!(windows.open(window(MOST_UNTOUCHED + 2), 0).is_empty());
        assert_eq!(windows.open(window(MOST_UNTOUCHED + 3), 0), ["2"]);
        assert!(windows.get("1").is_some() && windows.get("2").is_none());

        let gone = windows.open(window(MOST_UNTOUCHED + 4), MOST_BYTES);
        assert_eq!(gone.len(), MOST_UNTOUCHED + 1, "even itself, if it alone is too much");
        assert_eq!((windows.iter().count(), windows.bytes), (2, 0));
    }
}
