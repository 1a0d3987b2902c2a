// Reads who was verified, in the three ways in which a host can wait. Keys and address come from BOOTPAY_*.
//
//   cc identity.c -I. -L. -lbootpay_c -o identity
//   ./identity 612e09260d681b0021e61ab9 612df0250d681b001de61de6
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bootpay.h"

static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal) {
    (void)signal;
    interrupted = 1;
}

// The answer, or what went wrong and whether it may have happened all the same; with the attempts for a log.
static void show_and_free(bootpay_reply *reply) {
    if (reply->ok) {
        printf("%llu: %.*s\n", (unsigned long long)reply->tag, (int)reply->body_len, reply->body);
    } else {
        printf("%llu: error %.*s\n", (unsigned long long)reply->tag, (int)reply->meta_len, reply->meta);
    }
    fprintf(stderr, "log %.*s\n", (int)reply->log_len, reply->log);
    bootpay_reply_free(reply);
}

// Prepares a call that reads a certificate. 0: it was over at once, and has been shown.
static uint64_t start(const bootpay_client *client, const char *receipt_id, bootpay_queue *queue, uint64_t tag) {
    static const char operation[] = "certificate.get";
    char params[256];
    // A real host's JSON library escapes what it is given.
    int len = snprintf(params, sizeof params, "{\"receipt_id\":\"%.100s\"}", receipt_id);
    bootpay_reply *over = NULL;
    uint64_t call = bootpay_start(client, operation, strlen(operation), params, (size_t)len, NULL, 0, queue, tag, &over);
    if (over != NULL) show_and_free(over);
    return call;
}

int main(int count, char **receipt_ids) {
    if (bootpay_abi() != BOOTPAY_ABI) {
        fprintf(stderr, "this program needs ABI %d, and the library has %u\n", BOOTPAY_ABI, (unsigned)bootpay_abi());
        return EXIT_FAILURE;
    }
    if (count < 2) {
        fprintf(stderr, "usage: %s RECEIPT_ID…\n", receipt_ids[0]);
        return EXIT_FAILURE;
    }
    bootpay_reply *error = NULL;
    bootpay_client *client = bootpay_open("{}", 2, &error);
    if (client == NULL) {
        show_and_free(error);
        return EXIT_FAILURE;
    }

    // A thread that waits carries its call out by itself. Ctrl-C ends the call, and its reply says so.
    signal(SIGINT, on_interrupt);
    uint64_t call = start(client, receipt_ids[1], NULL, 1);
    if (call != 0) {
        bootpay_reply *reply;
        while ((reply = bootpay_wait(call, 50)) == NULL) {
            if (interrupted) bootpay_cancel(call);
        }
        show_and_free(reply);
    }

    // Calls that go to a queue are under way at once; one thread takes their replies, in the order in which they come.
    bootpay_queue *queue = bootpay_queue_open();
    int under_way = 0;
    for (int i = 1; i < count; i++) {
        if (start(client, receipt_ids[i], queue, (uint64_t)(10 + i)) != 0) under_way++;
    }
    for (; under_way > 0; under_way--) show_and_free(bootpay_queue_next(queue, -1));
    bootpay_queue_close(queue);

    // A call that is given up has a reply like any other.
    call = start(client, receipt_ids[1], NULL, 20);
    if (call != 0) {
        bootpay_cancel(call);
        show_and_free(bootpay_wait(call, -1));
    }
    return EXIT_SUCCESS;
}
