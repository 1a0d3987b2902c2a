// Bootpay (payments and identity verification, Korea): the C interface of its server client.
// Rendered from crates/bootpay-c/src/lib.rs by `cargo xtask header`; change it there. docs/c-abi.md shows it in use.
//
// Texts     UTF-8 with a length in bytes, never ended by a NUL; (NULL, 0) is the empty text. What is wrong with a text, a
//           NULL where there must be none, an unknown name: an error in a reply, never a crash.
// Ownership What you give is borrowed until the function returns. A bootpay_reply * that you get is yours: free it with
//           bootpay_reply_free, once, and never with free(). Clients and queues are never freed. Calls are numbers.
// Threads   Every function may be called from any thread, at the same time, with the same client, queue or call. A reply is
//           one thread's at a time. bootpay_wait and bootpay_queue_next block; nothing else does. Do not call any of them
//           in a signal handler. The library calls nothing of yours. Its own threads block all signals that are sent to the
//           process, so that your handlers run on your threads.
// fork      A child uses its parent's clients and queues, with connections and replies of its own. For a call of its parent's
//           bootpay_wait gives a reply of the kind "canceled", and bootpay_cancel does nothing.
// Panics    A defect of the library is a reply of the kind "internal".
// Unloading The library stays loaded after dlclose, since its threads do.


#ifndef BOOTPAY_H
#define BOOTPAY_H

#include <stddef.h>
#include <stdint.h>

// The layout that foreign function interfaces rely on; fields are only ever added at the end.
#define BOOTPAY_REPLY_SIZE (16 + 6 * sizeof(void *))

// The version of this interface. Use a library only if its bootpay_abi() says the same.
#define BOOTPAY_ABI 1

// One configured client. It lives as long as the process.
typedef struct bootpay_client bootpay_client;

// Where replies come that a thread of the host takes out one after the other.
typedef struct bootpay_queue bootpay_queue;

// What a call came to, or the answer to a question. Its texts are UTF-8 with a length, without a NUL at the end, and live
// until bootpay_reply_free.
typedef struct bootpay_reply {
    // As it was given to bootpay_start; 0 where nobody gave one.
    uint64_t tag;
    // 1 if the server did what was asked, or the question was answered; else 0.
    uint32_t ok;
    // 0.
    uint32_t reserved;
    // The server's answer as it came, JSON, also beside an error; or the answer of bootpay_ask. NULL if no answer came.
    const char *body;
    // Length of body in bytes.
    size_t body_len;
    // A JSON object. If ok is 1, how the call went: operation, status, attempts, request_id, cancel_id, outcome,
    // duration_ms. If it is 0, the error: kind, message, operation, effect ("none" or "unknown": it may have happened), and
    // more that an error may have.
    const char *meta;
    // Length of meta in bytes.
    size_t meta_len;
    // A JSON array of the call's attempts, oldest first, each with level and message, the line for a log.
    const char *log;
    // Length of log in bytes.
    size_t log_len;
} bootpay_reply;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// Gives BOOTPAY_ABI as the library was built with it. Ask before anything else is called.
uint32_t bootpay_abi(void);

// Gives the process's one client of this configuration. An equal text gives the same client, with its token and its
// connections. It is never closed, so a process should have few of them. Nothing is sent and no thread is started.
//
// config is a JSON object: application_id, private_key, mode, base_url, connect_timeout, timeout, deadline (in seconds; or
// in milliseconds, with _ms after the name), max_retries, user_agent, environment. The last is an object with the variables
// that bootpay_ask names for "environment"; without it the process's own are read when this text is opened first.
//
// Gives NULL for a configuration that cannot work, and puts the error into *error for you to free; error may be NULL.
//
// `config` is readable, `error` NULL or a place for a pointer.
struct bootpay_client *bootpay_open(const char *config,
                                    size_t config_len,
                                    struct bootpay_reply **error);

// Answers what needs no request, at once. Never gives NULL; free what it gives.
//
// what is a name, question a JSON object where one is named, and the reply's body the answer:
//
//   "version"         the library's
//   "environment"     the variables that a configuration reads, a JSON array
//   "base_url"        where the client's requests go
//   "webhook"         the event, JSON; body has the request's bytes, question says how they came: remote_address, …
//   "begin_identity"  order_id, token, expires_at, request, JSON; question: purpose, session, expires_in
//   "expectations"    the params of receipt.get that compare a receipt with an event; question: the event
//   "identity.VERB"   about a person, JSON; question: what it is about
//   "defect"          none, and the error of a call that a defect of the host's own ended; question: the operation, as text
//
// base_url, webhook and begin_identity need a client; for the others it may be NULL.
//
// `client` is NULL or from `bootpay_open`; the texts are readable.
struct bootpay_reply *bootpay_ask(const struct bootpay_client *client,
                                  const char *what,
                                  size_t what_len,
                                  const char *body,
                                  size_t body_len,
                                  const char *question,
                                  size_t question_len);

// Prepares a call and gives its number. operation is a name such as "certificate.get", params its request, a JSON object.
// options is another, or empty: token, timeout, deadline (as in a configuration), max_retries, log ("debug", "warn" or
// "none": from which level on somebody reads the reply's log).
//
// With a queue the call is sent at once, by a thread of the library's, and its reply comes to the queue with this tag.
// Choose the tag before: the reply may be there before this function returns. Without one (NULL) nothing is sent until
// bootpay_wait is called; the thread that waits carries the call out.
//
// There is one reply for each call, also for one that is cancelled. Take it: what is never waited for is kept.
//
// Gives 0 if the call was over at once, because nothing can be sent. Then its reply is in *over for you to free, also if there
// is a queue. over may be NULL.
//
// `client` is NULL or from `bootpay_open`, `queue` NULL or from `bootpay_queue_open`; the texts are readable; `over` is NULL
// or a place for a pointer.
uint64_t bootpay_start(const struct bootpay_client *client,
                       const char *operation,
                       size_t operation_len,
                       const char *params,
                       size_t params_len,
                       const char *options,
                       size_t options_len,
                       struct bootpay_queue *queue,
                       uint64_t tag,
                       struct bootpay_reply **over);

// Carries a call out that was started without a queue, and gives its reply for you to free.
//
// NULL: it is not over after timeout_ms, or a signal came before; see to your signals and wait again. Meanwhile the call
// stands still. With a negative timeout_ms it waits until the reply is there, whatever signals come. The thread gets no SIGPIPE
// while it waits.
//
// One thread waits for a call at a time, not always the same. Who cannot wait gets a reply of the kind "canceled" that says
// why: another thread waits, the reply comes to a queue or was given already, the number is unknown or is another
// process's.
struct bootpay_reply *bootpay_wait(uint64_t call,
                                   int32_t timeout_ms);

// Gives a call up, which closes its connection: from any thread, at any time, twice, with any number. Its reply still comes,
// to its queue or to who waits for it, of the kind "canceled"; it is the real one if that was there already. A thread that
// waits for it comes back at once.
void bootpay_cancel(uint64_t call);

// Makes a queue. Keep one for as long as the process lives, or for each part of it that ends by itself.
struct bootpay_queue *bootpay_queue_open(void);

// Takes the oldest reply out, for you to free. NULL: none came within timeout_ms, or the queue is closed. With a negative
// timeout_ms it waits until a reply comes or the queue is closed. Any number of threads may wait.
//
// In a forked child a queue has only the replies of what the child started.
//
// `queue` is NULL or from `bootpay_queue_open`.
struct bootpay_reply *bootpay_queue_next(struct bootpay_queue *queue,
                                         int32_t timeout_ms);

// Ends every bootpay_queue_next, at once and from then on. Replies that are in the queue, or come later, are dropped; calls
// that are under way go on. The queue's memory, a few hundred bytes, stays valid, so that a thread which is still at it does
// no harm. Twice is once; NULL is fine.
//
// `queue` is NULL or from `bootpay_queue_open`.
void bootpay_queue_close(struct bootpay_queue *queue);

// Frees a reply and its texts, once. NULL is fine.
//
// `reply` is NULL or from this library, and was not freed.
void bootpay_reply_free(struct bootpay_reply *reply);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* BOOTPAY_H */

#if defined(__cplusplus) && __cplusplus >= 201103L
static_assert(sizeof(bootpay_reply) == BOOTPAY_REPLY_SIZE, "bootpay_reply has another layout than its library");
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
_Static_assert(sizeof(bootpay_reply) == BOOTPAY_REPLY_SIZE, "bootpay_reply has another layout than its library");
#endif
