"use strict";

// One listener a signal, however many calls it may end: a signal of a whole server has thousands of them, and Node
// warns of more than ten listeners.

/** What gives the calls up that are under way, by their signal. */
const watched = new WeakMap();

/** Has `cancel` called when `signal` aborts, until what this gives is called. */
function onAbort(signal, cancel) {
  const watch = watched.get(signal) ?? startWatch(signal);
  watch.cancels.add(cancel);
  return () => {
    watch.cancels.delete(cancel);
    if (watch.cancels.size > 0) return;
    signal.removeEventListener("abort", watch.abort);
    watched.delete(signal);
  };
}

function startWatch(signal) {
  const cancels = new Set();
  const abort = () => cancels.forEach((cancel) => cancel());
  const watch = { cancels, abort };
  signal.addEventListener("abort", abort);
  watched.set(signal, watch);
  return watch;
}

module.exports = { onAbort };
