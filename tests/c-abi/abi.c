/* What crates/bootpay-c/generated/bootpay.h promises, under the checkers of the C compiler. `run` compiles and starts it, with
   BOOTPAY_BASE_URL of a sandbox. What has to be in a certain state is asked of a server in here, which says when it is. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bootpay.h"

enum { FOR_EVER = -1, AN_HOUR = 3600000 };

#define CHECK(what) \
    do { \
        if (!(what)) { \
            fprintf(stderr, "FAIL  %s:%d: %s\n", __FILE__, __LINE__, #what); \
            abort(); \
        } \
    } while (0)
#define TEXT(text) (text), strlen(text)

/* replies */

static bool has(const char *text, size_t len, const char *part) {
    return text != NULL && memmem(text, len, part, strlen(part)) != NULL;
}

static bool is_good(const bootpay_reply *reply) {
    return reply != NULL && reply->ok == 1 && reply->reserved == 0 && reply->body != NULL &&
           reply->meta_len > 0 && has(reply->log, reply->log_len, "[");
}

/* Whether it is an error of this kind, whose message has these words. */
static bool is_error(const bootpay_reply *reply, const char *kind, const char *words) {
    char kind_field[64];
    snprintf(kind_field, sizeof kind_field, "\"kind\":\"%s\"", kind);
    bool is = reply != NULL && reply->ok == 0 && has(reply->meta, reply->meta_len, kind_field) &&
              has(reply->meta, reply->meta_len, words);
    if (!is && reply != NULL) fprintf(stderr, "%u %.*s\n", reply->ok, (int)reply->meta_len, reply->meta);
    return is;
}

static bool has_effect(const bootpay_reply *reply, const char *effect) {
    char field[64];
    snprintf(field, sizeof field, "\"effect\":\"%s\"", effect);
    return has(reply->meta, reply->meta_len, field);
}

static void free_error(bootpay_reply *reply, const char *kind, const char *words) {
    CHECK(is_error(reply, kind, words));
    bootpay_reply_free(reply);
}

static void free_good(bootpay_reply *reply) {
    if (reply != NULL && !reply->ok) fprintf(stderr, "%.*s\n", (int)reply->meta_len, reply->meta);
    CHECK(is_good(reply));
    bootpay_reply_free(reply);
}

/* clients and calls */

static const char *sandbox;
static const char CERTIFICATE[] = "{\"receipt_id\":\"612e09260d681b0021e61ab9\"}";

/* The sandbox accepts the keys that the documentation prints. `name` makes it another client. */
static bootpay_client *client_of(const char *base_url, const char *name) {
    char config[512];
    snprintf(config, sizeof config,
             "{\"application_id\":\"5b8f6a4d396fa665fdc2b5ea\",\"private_key\":"
             "\"rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=\",\"base_url\":\"%s\",\"max_retries\":0,"
             "\"timeout\":3600,\"deadline\":3600,\"user_agent\":\"%s\",\"environment\":{}}",
             base_url, name);
    bootpay_reply *error = NULL;
    bootpay_client *client = bootpay_open(TEXT(config), &error);
    CHECK(client != NULL && error == NULL);
    return client;
}

static uint64_t start(bootpay_client *client, const char *operation, const char *params, const char *options,
                      bootpay_queue *queue, uint64_t tag) {
    bootpay_reply *over = NULL;
    uint64_t call =
        bootpay_start(client, TEXT(operation), TEXT(params), TEXT(options), queue, tag, &over);
    CHECK(call != 0 && over == NULL);
    return call;
}

static uint64_t start_certificate(bootpay_client *client, bootpay_queue *queue, uint64_t tag) {
    return start(client, "certificate.get", CERTIFICATE, "", queue, tag);
}

static bootpay_reply *ask(const bootpay_client *client, const char *what, const char *body, const char *question) {
    return bootpay_ask(client, TEXT(what), TEXT(body), TEXT(question));
}

/* a server that answers when a test says so */

struct server {
    int listening;
    char url[64];
};

static struct server serve(void) {
    struct server server;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    server.listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(server.listening >= 0);
    CHECK(bind(server.listening, (struct sockaddr *)&address, len) == 0);
    CHECK(listen(server.listening, 16) == 0);
    CHECK(getsockname(server.listening, (struct sockaddr *)&address, &len) == 0);
    snprintf(server.url, sizeof server.url, "http://127.0.0.1:%d", ntohs(address.sin_port));
    return server;
}

/* The connection of a request whose head has come. */
static int asked(const struct server *server) {
    int connection = accept(server->listening, NULL, NULL);
    CHECK(connection >= 0);
    char byte, last[4] = {0};
    while (memcmp(last, "\r\n\r\n", 4) != 0) {
        CHECK(read(connection, &byte, 1) == 1);
        memmove(last, last + 1, 3);
        last[3] = byte;
    }
    return connection;
}

static void answer(int connection) {
    const char *body = "{\"status\":200,\"code\":0,\"message\":\"\",\"data\":{\"receipt_id\":"
                       "\"612e09260d681b0021e61ab9\",\"certificate\":{}}}";
    dprintf(connection, "HTTP/1.1 200 OK\r\ncontent-length: %zu\r\n\r\n%s", strlen(body), body);
    close(connection);
}

static void is_closed_by_the_client(int connection) {
    char rest[4096];
    ssize_t got;
    while ((got = read(connection, rest, sizeof rest)) > 0) {
    }
    CHECK(got == 0 || errno == ECONNRESET);
    close(connection);
}

static const char WITH_TOKEN[] = "{\"token\":\"CANARY\"}";
static const char CANCEL[] = "{\"receipt_id\":\"612e09260d681b0021e61ab9\"}";

/* A call of the server's that needs no token's request. */
static uint64_t start_cancel(const struct server *server, bootpay_queue *queue, uint64_t tag) {
    return start(client_of(server->url, "stub"), "payment.cancel", CANCEL, WITH_TOKEN, queue, tag);
}

struct waiting {
    uint64_t call;
    int32_t timeout_ms;
    bootpay_reply *reply;
    atomic_bool is_back;
};

static void *wait_in_a_thread(void *argument) {
    struct waiting *waiting = argument;
    waiting->reply = bootpay_wait(waiting->call, waiting->timeout_ms);
    waiting->is_back = true;
    return NULL;
}

static pthread_t in_a_thread(void *(*work)(void *), void *argument) {
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, work, argument) == 0);
    return thread;
}

static void join(pthread_t thread) { CHECK(pthread_join(thread, NULL) == 0); }

/* the tests */

static void the_library_is_of_this_header(void) {
    CHECK(bootpay_abi() == BOOTPAY_ABI);
    CHECK(BOOTPAY_ABI == 1);
    CHECK(sizeof(void *) != 8 || sizeof(bootpay_reply) == 64);
    CHECK(offsetof(bootpay_reply, tag) == 0 && offsetof(bootpay_reply, ok) == 8);
    CHECK(offsetof(bootpay_reply, reserved) == 12 && offsetof(bootpay_reply, body) == 16);
    CHECK(offsetof(bootpay_reply, meta) == 16 + 2 * sizeof(void *));
    CHECK(offsetof(bootpay_reply, log) == 16 + 4 * sizeof(void *));
    CHECK(offsetof(bootpay_reply, log_len) == 16 + 5 * sizeof(void *));
}

static void a_configuration_has_one_client_or_an_error(void) {
    CHECK(client_of(sandbox, "one") == client_of(sandbox, "one"));
    CHECK(client_of(sandbox, "one") != client_of(sandbox, "two"));
    const struct {
        const char *config;
        size_t len;
        const char *words;
    } wrong[] = {
        {NULL, 0, "EOF"},
        {NULL, 5, "config is NULL"},
        {"{}", SIZE_MAX, "more than there is memory"},
        {"{\"mode\":\"\xff\"}", 12, "config is not UTF-8: byte 9"},
        {"{\"application\":1}", 17, "unknown field `application`"},
        {"{\"application_id\":\"\",\"private_key\":\"CANARY\"}", 44, "application_id"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        bootpay_reply *error = NULL;
        CHECK(bootpay_open(wrong[i].config, wrong[i].len, &error) == NULL);
        CHECK(!has(error->meta, error->meta_len, "CANARY"));
        CHECK(error->body == NULL && error->body_len == 0 && error->tag == 0);
        free_error(error, "config", wrong[i].words);
        CHECK(bootpay_open(wrong[i].config, wrong[i].len, NULL) == NULL);
    }
}

static void a_question_is_answered_at_once(void) {
    bootpay_client *client = client_of(sandbox, "one");
    bootpay_reply *reply = ask(client, "base_url", "", "");
    CHECK(reply->body_len == strlen(sandbox) && memcmp(reply->body, sandbox, reply->body_len) == 0);
    free_good(reply);
    reply = ask(NULL, "environment", "", "");
    CHECK(has(reply->body, reply->body_len, "\"BOOTPAY_PRIVATE_KEY\""));
    free_good(reply);
    reply = ask(NULL, "version", "", "");
    CHECK(has(reply->body, reply->body_len, "."));
    free_good(reply);
    reply = ask(client, "begin_identity", "", "{\"purpose\":\"adult\",\"session\":\"s\"}");
    CHECK(has(reply->body, reply->body_len, "\"token\""));
    free_good(reply);
    reply = ask(NULL, "expectations", "",
                "{\"receipt_id\":\"r\",\"status\":1,\"price\":3000,\"order_id\":\"o\"}");
    CHECK(has(reply->body, reply->body_len, "\"expected_price\":3000"));
    free_good(reply);
    /* a form in EUC-KR, as some shops still send it, with the key in it */
    reply = ask(client, "webhook",
                "receipt_id=r1&status=1&price=3000&order_id=o-1&name=\xb1\xe8&private_key="
                "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw%3D",
                "{\"remote_address\":\"223.130.82.4\"}");
    CHECK(has(reply->body, reply->body_len, "\"price\":3000"));
    free_good(reply);
    reply = ask(NULL, "defect", "", "payment.cancel");
    CHECK(has_effect(reply, "unknown") && has(reply->meta, reply->meta_len, "payment.cancel"));
    free_error(reply, "internal", "report");

    free_error(ask(client, "webhook", "receipt_id=r1", "{\"remote_address\":\"1.1.1.1\"}"), "webhook", "");
    free_error(ask(NULL, "webhook", "", "{}"), "invalid_request", "client is NULL");
    free_error(ask(NULL, "base_url", "", ""), "invalid_request", "client is NULL");
    free_error(ask(NULL, "begin_identity", "", "{}"), "invalid_request", "client is NULL");
    free_error(ask(client, "begin_identity", "", "{"), "invalid_request", "EOF");
    free_error(ask(client, "identity.is_adult", "", "{}"), "invalid_request", "");
    free_error(ask(client, "identity.what", "", "{}"), "invalid_request", "");
    free_error(ask(client, "what", "", ""), "invalid_request", "begin_identity");
    free_error(ask(client, "\xc3\x28", "", ""), "invalid_request", "what is not UTF-8: byte 0");
    free_error(ask(client, "defect", "", "\xed\xa0\x80"), "invalid_request", "question is not UTF-8");
    free_error(bootpay_ask(NULL, NULL, 0, NULL, 0, NULL, 0), "invalid_request", "begin_identity");
    free_error(bootpay_ask(client, "version", 7, NULL, 1, NULL, 0), "invalid_request", "body is NULL");
    free_error(bootpay_ask(client, "version", 7, "", SIZE_MAX / 2 + 1, NULL, 0), "invalid_request", "memory");
}

static void what_cannot_be_sent_is_over_at_once(void) {
    bootpay_client *client = client_of(sandbox, "one");
    bootpay_queue *queue = bootpay_queue_open();
    const struct {
        bootpay_client *client;
        const char *operation;
        size_t operation_len;
        const char *params;
        size_t params_len;
        const char *options;
        size_t options_len;
        const char *words;
    } wrong[] = {
        {NULL, TEXT("certificate.get"), TEXT("{}"), TEXT(""), "client is NULL"},
        {client, TEXT("certificate\xff"), TEXT("{}"), TEXT(""), "operation is not UTF-8: byte 11"},
        {client, TEXT("certificate.get"), TEXT("{\"receipt_id\":\"\x80\"}"), TEXT(""), "params is not UTF-8"},
        {client, TEXT("certificate.get"), NULL, 2, TEXT(""), "params is NULL"},
        {client, TEXT("certificate.get"), TEXT("{}"), "", SIZE_MAX, "options"},
        {client, TEXT("certificate.get"), TEXT("{}"), TEXT("{\"timout\":1}"), "unknown field `timout`"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        for (int with_queue = 0; with_queue < 2; with_queue++) {
            for (int with_place = 0; with_place < 2; with_place++) {
                bootpay_reply *over = NULL;
                CHECK(bootpay_start(wrong[i].client, wrong[i].operation, wrong[i].operation_len, wrong[i].params,
                                    wrong[i].params_len, wrong[i].options, wrong[i].options_len,
                                    with_queue ? queue : NULL, 9, with_place ? &over : NULL) == 0);
                CHECK((over != NULL) == with_place);
                if (!with_place) continue;
                CHECK(over->tag == 9 && has_effect(over, "none"));
                free_error(over, "invalid_request", wrong[i].words);
            }
        }
    }
    CHECK(bootpay_queue_next(queue, 0) == NULL);
    bootpay_queue_close(queue);
    /* nobody knows the operation before it is carried out */
    uint64_t call = start(client, "what.is", "{}", "", NULL, 1);
    free_error(bootpay_wait(call, FOR_EVER), "invalid_request", "what.is");
}

static void a_thread_that_waits_gets_its_reply_once(void) {
    uint64_t call = start_certificate(client_of(sandbox, "one"), NULL, 77);
    bootpay_reply *reply = bootpay_wait(call, FOR_EVER);
    CHECK(reply->tag == 77 && has(reply->body, reply->body_len, "\"receipt_id\":\"612e09260d681b0021e61ab9\""));
    CHECK(has(reply->meta, reply->meta_len, "\"operation\":\"certificate.get\""));
    CHECK(has(reply->log, reply->log_len, "bootpay certificate.get GET"));
    free_good(reply);
    free_error(bootpay_wait(call, FOR_EVER), "canceled", "given already");
    bootpay_cancel(call);
    free_error(bootpay_wait(call, 0), "canceled", "given already");
    const uint64_t foreign[] = {0, 1, UINT64_MAX, UINT32_MAX, call ^ (UINT64_C(1) << 32)};
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        bootpay_cancel(foreign[i]);
        bootpay_reply *none = bootpay_wait(foreign[i], FOR_EVER);
        CHECK(has_effect(none, "unknown") && none->tag == 0);
        free_error(none, "canceled", "another process");
    }
    bootpay_reply_free(NULL);
}

static void a_wait_with_a_time_comes_back_and_goes_on_with_the_same_call(void) {
    struct server server = serve();
    struct waiting waiting = {.call = start(client_of(server.url, "stub"), "certificate.get", CERTIFICATE, WITH_TOKEN, NULL, 6), .timeout_ms = FOR_EVER};
    for (int i = 0; i < 3; i++) CHECK(bootpay_wait(waiting.call, i) == NULL);
    pthread_t thread = in_a_thread(wait_in_a_thread, &waiting);
    answer(asked(&server));
    join(thread);
    CHECK(waiting.reply->tag == 6);
    free_good(waiting.reply);
    close(server.listening);
}

static void a_reply_comes_to_its_queue_with_its_tag(void) {
    bootpay_client *client = client_of(sandbox, "one");
    bootpay_queue *queue = bootpay_queue_open(), *other = bootpay_queue_open();
    uint64_t call = start_certificate(client, queue, UINT64_MAX);
    bootpay_reply *elsewhere = bootpay_wait(call, FOR_EVER);
    CHECK(is_error(elsewhere, "canceled", ""));
    bootpay_reply_free(elsewhere);
    CHECK(bootpay_queue_next(other, 0) == NULL);
    bootpay_reply *reply = bootpay_queue_next(queue, FOR_EVER);
    CHECK(reply->tag == UINT64_MAX);
    free_good(reply);
    CHECK(bootpay_queue_next(queue, 1) == NULL);
    CHECK(bootpay_queue_next(NULL, FOR_EVER) == NULL);
    bootpay_queue_close(queue);
    bootpay_queue_close(other);
}

static void a_cancelled_call_has_one_reply_and_closes_its_connection(void) {
    struct server server = serve();
    /* nobody has waited: nothing was sent */
    uint64_t call = start_cancel(&server, NULL, 1);
    bootpay_cancel(call);
    bootpay_cancel(call);
    bootpay_reply *reply = bootpay_wait(call, FOR_EVER);
    CHECK(reply->tag == 1 && has_effect(reply, "none"));
    free_error(reply, "canceled", "given up");
    /* a thread waits for ever */
    struct waiting waiting = {.call = start_cancel(&server, NULL, 2), .timeout_ms = FOR_EVER};
    pthread_t thread = in_a_thread(wait_in_a_thread, &waiting);
    int connection = asked(&server);
    free_error(bootpay_wait(waiting.call, FOR_EVER), "canceled", "another thread waits");
    bootpay_cancel(waiting.call);
    bootpay_cancel(waiting.call);
    join(thread);
    is_closed_by_the_client(connection);
    CHECK(waiting.reply->tag == 2 && has_effect(waiting.reply, "unknown"));
    CHECK(has(waiting.reply->log, waiting.reply->log_len, "\"status\":\"abandoned\""));
    free_error(waiting.reply, "canceled", "given up");
    /* its reply comes to a queue */
    bootpay_queue *queue = bootpay_queue_open();
    call = start_cancel(&server, queue, 3);
    connection = asked(&server);
    bootpay_cancel(call);
    bootpay_cancel(call);
    reply = bootpay_queue_next(queue, FOR_EVER);
    is_closed_by_the_client(connection);
    CHECK(reply->tag == 3 && has_effect(reply, "unknown"));
    free_error(reply, "canceled", "given up");
    bootpay_cancel(call);
    CHECK(bootpay_queue_next(queue, 0) == NULL);
    bootpay_queue_close(queue);
    close(server.listening);
}

enum { THREADS = 4, CALLS = 300 };

static void *wait_for_many(void *client) {
    for (uint64_t tag = 0; tag < CALLS; tag++) {
        bootpay_reply *reply = bootpay_wait(start_certificate(client, NULL, tag), FOR_EVER);
        CHECK(reply->tag == tag);
        free_good(reply);
    }
    return NULL;
}

struct many {
    bootpay_client *client;
    bootpay_queue *queue;
    atomic_uint_fast64_t tags, taken, sum;
};

static void *send_many(void *argument) {
    struct many *many = argument;
    for (int i = 0; i < CALLS; i++) start_certificate(many->client, many->queue, ++many->tags);
    return NULL;
}

static void *take_many(void *argument) {
    struct many *many = argument;
    for (bootpay_reply *reply; (reply = bootpay_queue_next(many->queue, FOR_EVER)) != NULL;) {
        many->sum += reply->tag;
        free_good(reply);
        if (++many->taken == THREADS * CALLS) bootpay_queue_close(many->queue); /* ends the other takers too */
    }
    return NULL;
}

static void many_threads_call_at_once(void) {
    bootpay_client *client = client_of(sandbox, "one");
    struct many many = {.client = client, .queue = bootpay_queue_open()};
    pthread_t waiting[THREADS], sending[THREADS], taking[2];
    for (int i = 0; i < THREADS; i++) waiting[i] = in_a_thread(wait_for_many, client);
    for (int i = 0; i < THREADS; i++) sending[i] = in_a_thread(send_many, &many);
    for (int i = 0; i < 2; i++) taking[i] = in_a_thread(take_many, &many);
    for (int i = 0; i < THREADS; i++) join(waiting[i]), join(sending[i]);
    for (int i = 0; i < 2; i++) join(taking[i]);
    CHECK(many.taken == THREADS * CALLS);
    CHECK(many.sum == (uint64_t)(THREADS * CALLS) * (THREADS * CALLS + 1) / 2);
}

/* How many requests for a token the sandbox has seen. */
static int token_requests(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int port;
    CHECK(sscanf(sandbox, "http://127.0.0.1:%d", &port) == 1);
    address.sin_port = htons((uint16_t)port);
    int connection = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(connect(connection, (struct sockaddr *)&address, sizeof address) == 0);
    dprintf(connection,
            "GET /sandbox/operations/token.request/requests HTTP/1.1\r\nhost: 127.0.0.1:%d\r\nconnection: close\r\n\r\n",
            port);
    static char page[1 << 20];
    size_t len = 0;
    for (ssize_t got; (got = read(connection, page + len, sizeof page - 1 - len)) > 0;) len += (size_t)got;
    close(connection);
    page[len] = 0;
    CHECK(strncmp(page, "HTTP/1.1 200", 12) == 0);
    int count = 0;
    for (char *found = page; (found = strstr(found, "\"path\":\"/request/token")) != NULL; found++) count++;
    return count;
}

static void the_first_calls_of_a_client_ask_for_one_token(void) {
    int before = token_requests();
    bootpay_client *client = client_of(sandbox, "a hundred first calls");
    bootpay_queue *queue = bootpay_queue_open();
    for (uint64_t tag = 1; tag <= 100; tag++) start_certificate(client, queue, tag);
    for (int i = 0; i < 100; i++) free_good(bootpay_queue_next(queue, FOR_EVER));
    free_good(bootpay_wait(start_certificate(client_of(sandbox, "a hundred first calls"), NULL, 0), FOR_EVER));
    CHECK(token_requests() == before + 1);
    bootpay_queue_close(queue);
}

static void *next_in_a_thread(void *queue) { return bootpay_queue_next(queue, FOR_EVER); }

static void a_closed_queue_wakes_who_waits_and_drops_what_comes(void) {
    struct server server = serve();
    bootpay_queue *queue = bootpay_queue_open();
    start_cancel(&server, queue, 1);
    int connection = asked(&server);
    pthread_t threads[2];
    for (int i = 0; i < 2; i++) threads[i] = in_a_thread(next_in_a_thread, queue);
    bootpay_queue_close(queue);
    for (int i = 0; i < 2; i++) {
        void *reply;
        CHECK(pthread_join(threads[i], &reply) == 0 && reply == NULL);
    }
    bootpay_queue_close(queue);
    bootpay_queue_close(NULL);
    answer(connection); /* the call goes on; nobody gets its reply */
    CHECK(bootpay_queue_next(queue, FOR_EVER) == NULL);
    bootpay_reply *over = NULL;
    CHECK(bootpay_start(client_of(server.url, "stub"), TEXT("payment.cancel"), TEXT(CANCEL), TEXT(WITH_TOKEN), queue,
                        2, &over) == 0);
    CHECK(over->tag == 2 && has_effect(over, "none"));
    free_error(over, "canceled", "queue of this call is closed");
    close(server.listening);
}

static void a_forked_child_works_and_leaves_its_parents_calls_alone(void) {
    struct server server = serve();
    bootpay_client *client = client_of(sandbox, "one");
    bootpay_queue *queue = bootpay_queue_open();
    uint64_t kept = start_certificate(client, NULL, 1), sent = start_cancel(&server, queue, 2);
    int connection = asked(&server);
    start_certificate(client, queue, 3); /* is over at some time about the fork */
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        free_error(bootpay_wait(kept, FOR_EVER), "canceled", "another process");
        bootpay_cancel(kept);
        bootpay_cancel(sent);
        CHECK(bootpay_queue_next(queue, 0) == NULL);
        free_good(bootpay_wait(start_certificate(client, NULL, 4), FOR_EVER));
        start_certificate(client, queue, 5);
        bootpay_reply *reply = bootpay_queue_next(queue, FOR_EVER);
        CHECK(reply->tag == 5);
        free_good(reply);
        CHECK(bootpay_queue_next(queue, 0) == NULL);
        bootpay_queue_close(queue); /* its own */
        _exit(0); /* the parent's memory is not this process's to look through for leaks */
    }
    int status;
    CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    free_good(bootpay_wait(kept, FOR_EVER));
    bootpay_reply *reply = bootpay_queue_next(queue, FOR_EVER);
    CHECK(reply->tag == 3);
    free_good(reply);
    bootpay_cancel(sent);
    free_error(bootpay_queue_next(queue, FOR_EVER), "canceled", "given up");
    close(connection);
    close(server.listening);
    bootpay_queue_close(queue);
}

static void on_signal(int signal) { (void)signal; }

static void signals_are_the_hosts(void) {
    struct sigaction action = {.sa_handler = on_signal}, before;
    CHECK(sigaction(SIGUSR1, &action, &before) == 0);
    /* one ends a wait that has a time */
    struct server server = serve();
    struct waiting waiting = {.call = start_cancel(&server, NULL, 0), .timeout_ms = AN_HOUR};
    pthread_t thread = in_a_thread(wait_in_a_thread, &waiting);
    int connection = asked(&server);
    while (!waiting.is_back) {
        pthread_kill(thread, SIGUSR1);
        sched_yield();
    }
    join(thread);
    CHECK(waiting.reply == NULL);
    bootpay_cancel(waiting.call);
    free_error(bootpay_wait(waiting.call, FOR_EVER), "canceled", "given up");
    is_closed_by_the_client(connection);
    /* SIGPIPE, which ends a program that does nothing about it, does not reach a thread that waits */
    CHECK(sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_DFL}, NULL) == 0);
    waiting = (struct waiting){.call = start_cancel(&server, NULL, 0), .timeout_ms = FOR_EVER};
    thread = in_a_thread(wait_in_a_thread, &waiting);
    connection = asked(&server);
    CHECK(pthread_kill(thread, SIGPIPE) == 0);
    bootpay_cancel(waiting.call);
    join(thread);
    free_error(waiting.reply, "canceled", "given up");
    is_closed_by_the_client(connection);
    close(server.listening);
    /* where the host blocks it, no thread of the library's takes it */
    sigset_t usr1, pending, mask;
    sigemptyset(&usr1);
    sigaddset(&usr1, SIGUSR1);
    CHECK(pthread_sigmask(SIG_BLOCK, &usr1, &mask) == 0);
    CHECK(kill(getpid(), SIGUSR1) == 0);
    free_good(bootpay_wait(start_certificate(client_of(sandbox, "one"), NULL, 0), FOR_EVER));
    CHECK(sigpending(&pending) == 0 && sigismember(&pending, SIGUSR1) == 1);
    CHECK(sigwaitinfo(&usr1, NULL) == SIGUSR1);
    CHECK(pthread_sigmask(SIG_SETMASK, &mask, NULL) == 0);
    CHECK(sigaction(SIGUSR1, &before, NULL) == 0);
}

static void a_panic_is_a_reply_and_the_client_works_on(void) {
    bootpay_client *client = client_of(sandbox, "one");
    bootpay_queue *queue = bootpay_queue_open();
    const char *operations[] = {"panic.inside", "panic.outside"};
    for (int i = 0; i < 2; i++) {
        for (int with_queue = 0; with_queue < 2; with_queue++) {
            bootpay_reply *reply = NULL;
            uint64_t call = bootpay_start(client, TEXT(operations[i]), TEXT("{}"), TEXT(""),
                                          with_queue ? queue : NULL, 8, &reply);
            CHECK((call == 0) == (i == 1)); /* outside: before anything could be started */
            if (call != 0) reply = with_queue ? bootpay_queue_next(queue, FOR_EVER) : bootpay_wait(call, FOR_EVER);
            CHECK(reply->tag == 8 && has_effect(reply, "unknown")); /* nobody knows how far it got */
            free_error(reply, "internal", "defect");
            free_good(bootpay_wait(start_certificate(client, NULL, 0), FOR_EVER));
        }
    }
    bootpay_queue_close(queue);
    bootpay_reply *error = NULL;
    CHECK(bootpay_open(TEXT("panic.open"), &error) == NULL);
    CHECK(has_effect(error, "none"));
    free_error(error, "internal", "defect");
    free_error(ask(client, "webhook", "panic.webhook", "{}"), "internal", "defect");
    free_error(ask(client, "panic.ask", "", ""), "internal", "defect"); /* on this side of the bridge's door */
}

/* Ends main while one thread waits, another takes from a queue, and calls are under way. Nothing of it may be lost. */
static void the_process_ends_whatever_is_under_way(void) {
    static struct server server;
    static struct waiting waiting;
    static bootpay_queue *queue;
    server = serve();
    queue = bootpay_queue_open();
    start_cancel(&server, queue, 1);
    asked(&server);
    waiting = (struct waiting){.call = start_cancel(&server, NULL, 2), .timeout_ms = FOR_EVER};
    in_a_thread(wait_in_a_thread, &waiting);
    asked(&server);
    in_a_thread(next_in_a_thread, queue);
}

#define RUN(test) \
    do { \
        alarm(120); /* what hangs, fails */ \
        test(); \
        puts("ok    " #test); \
        fflush(stdout); \
    } while (0)

int main(void) {
    sandbox = getenv("BOOTPAY_BASE_URL");
    CHECK(sandbox != NULL);
    RUN(the_library_is_of_this_header);
    RUN(a_configuration_has_one_client_or_an_error);
    RUN(a_question_is_answered_at_once);
    RUN(what_cannot_be_sent_is_over_at_once);
    RUN(a_thread_that_waits_gets_its_reply_once);
    RUN(a_wait_with_a_time_comes_back_and_goes_on_with_the_same_call);
    RUN(a_reply_comes_to_its_queue_with_its_tag);
    RUN(a_cancelled_call_has_one_reply_and_closes_its_connection);
    RUN(many_threads_call_at_once);
    RUN(the_first_calls_of_a_client_ask_for_one_token);
    RUN(a_closed_queue_wakes_who_waits_and_drops_what_comes);
    RUN(a_forked_child_works_and_leaves_its_parents_calls_alone);
    RUN(signals_are_the_hosts);
    RUN(a_panic_is_a_reply_and_the_client_works_on);
    RUN(the_process_ends_whatever_is_under_way);
    return 0;
}
