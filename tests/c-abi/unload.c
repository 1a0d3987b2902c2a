/* A host that unloads the library: it stays, since its threads may be at work, which no host knows. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "bootpay.h"

static int failed(const char *what) {
    fprintf(stderr, "FAIL  unload: %s\n", what);
    return 1;
}

int main(int count, char **arguments) {
    void *library = count == 2 ? dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL) : NULL;
    if (library == NULL) return failed(dlerror());
    __typeof__(bootpay_open) *open_client;
    __typeof__(bootpay_start) *start;
    __typeof__(bootpay_queue_open) *open_queue;
    __typeof__(bootpay_queue_next) *next;
    *(void **)&open_client = dlsym(library, "bootpay_open");
    *(void **)&start = dlsym(library, "bootpay_start");
    *(void **)&open_queue = dlsym(library, "bootpay_queue_open");
    *(void **)&next = dlsym(library, "bootpay_queue_next");
    if (dlclose(library) != 0) return failed(dlerror());
    if (dlopen(arguments[1], RTLD_NOW | RTLD_NOLOAD) == NULL) return failed("the library is gone");
    bootpay_client *client = open_client("{}", 2, NULL);
    bootpay_queue *queue = open_queue();
    const char *operation = "certificate.get", *params = "{\"receipt_id\":\"612e09260d681b0021e61ab9\"}";
    start(client, operation, strlen(operation), params, strlen(params), NULL, 0, queue, 1, NULL);
    const bootpay_reply *reply = next(queue, -1);
    return reply != NULL && reply->ok == 1 ? 0 : failed("no answer");
}
