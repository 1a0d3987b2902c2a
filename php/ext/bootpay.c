// The PHP extension "bootpay": the functions of bootpay.h that php/src/Native needs, under their own names, for a PHP that may
// not use FFI. A reply is an array [ok, body, meta, log]; a client is an object that only bootpay_open makes, so that no number
// of a script's is taken for an address. What the functions do is said in bootpay.h, and how they are used in php/src/Native.

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "php.h"
#include "ext/standard/info.h"
#include "zend_attributes.h"
#include "bootpay.h"

#if SIZEOF_ZEND_LONG < 8
#error "bootpay needs a PHP of 64 bits"
#endif

#define PHP_BOOTPAY_VERSION "2.0.0"

static zend_class_entry *client_class;
static zend_object_handlers client_handlers;

typedef struct {
    const bootpay_client *client; // lives as long as the process
    zend_object object;
} client_object;

static zend_object *client_create(zend_class_entry *class)
{
    client_object *made = zend_object_alloc(sizeof(client_object), class);

    made->client = NULL;
    zend_object_std_init(&made->object, class);
    object_properties_init(&made->object, class);
    made->object.handlers = &client_handlers;
    return &made->object;
}

static zend_function *client_constructor(zend_object *object)
{
    (void) object;
    zend_throw_error(NULL, "Cannot directly construct BootpayClient, use bootpay_open() instead");
    return NULL;
}

// NULL without an object, and of one that was made around bootpay_open; the library answers that with an error.
static const bootpay_client *client_of(zend_object *object)
{
    return object == NULL ? NULL : ((client_object *) ((char *) object - client_handlers.offset))->client;
}

static void add_text(zval *array, const char *text, size_t length)
{
    if (text == NULL) {
        add_next_index_null(array);
    } else {
        add_next_index_stringl(array, text, length);
    }
}

// Frees the reply, also where PHP's memory limit ends the script meanwhile: the process may serve others after it.
static void take(zval *to, bootpay_reply *reply)
{
    zend_try {
        array_init_size(to, 4);
        add_next_index_bool(to, reply->ok == 1);
        add_text(to, reply->body, reply->body_len);
        add_text(to, reply->meta, reply->meta_len);
        add_text(to, reply->log, reply->log_len);
    } zend_catch {
        bootpay_reply_free(reply);
        zend_bailout();
    } zend_end_try();
    bootpay_reply_free(reply);
}

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_abi, 0, 0, IS_LONG, 0)
ZEND_END_ARG_INFO()

PHP_FUNCTION(bootpay_abi)
{
    ZEND_PARSE_PARAMETERS_NONE();
    RETURN_LONG(bootpay_abi());
}

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_TYPE_MASK_EX(arginfo_open, 0, 1, BootpayClient, MAY_BE_ARRAY)
    ZEND_ARG_TYPE_INFO(0, config, IS_STRING, 0)
ZEND_END_ARG_INFO()

PHP_FUNCTION(bootpay_open)
{
    char *config;
    size_t config_len;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_STRING(config, config_len)
    ZEND_PARSE_PARAMETERS_END();

    bootpay_reply *error = NULL;
    const bootpay_client *client = bootpay_open(config, config_len, &error);
    if (client == NULL) {
        take(return_value, error);
        return;
    }
    zend_object *made = client_create(client_class);
    ((client_object *) ((char *) made - client_handlers.offset))->client = client;
    RETURN_OBJ(made);
}

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_ask, 0, 4, IS_ARRAY, 0)
    ZEND_ARG_OBJ_INFO(0, client, BootpayClient, 1)
    ZEND_ARG_TYPE_INFO(0, what, IS_STRING, 0)
    ZEND_ARG_TYPE_INFO(0, body, IS_STRING, 0)
    ZEND_ARG_TYPE_INFO(0, question, IS_STRING, 0)
ZEND_END_ARG_INFO()

PHP_FUNCTION(bootpay_ask)
{
    zend_object *client;
    char *what, *body, *question;
    size_t what_len, body_len, question_len;

    ZEND_PARSE_PARAMETERS_START(4, 4)
        Z_PARAM_OBJ_OF_CLASS_OR_NULL(client, client_class)
        Z_PARAM_STRING(what, what_len)
        Z_PARAM_STRING(body, body_len)
        Z_PARAM_STRING(question, question_len)
    ZEND_PARSE_PARAMETERS_END();

    take(return_value, bootpay_ask(client_of(client), what, what_len, body, body_len, question, question_len));
}

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_MASK_EX(arginfo_start, 0, 4, MAY_BE_LONG | MAY_BE_ARRAY)
    ZEND_ARG_OBJ_INFO(0, client, BootpayClient, 0)
    ZEND_ARG_TYPE_INFO(0, operation, IS_STRING, 0)
    ZEND_ARG_TYPE_INFO(0, params, IS_STRING, 0)
    ZEND_ARG_TYPE_INFO(0, options, IS_STRING, 0)
ZEND_END_ARG_INFO()

PHP_FUNCTION(bootpay_start)
{
    zend_object *client;
    char *operation, *params, *options;
    size_t operation_len, params_len, options_len;

    ZEND_PARSE_PARAMETERS_START(4, 4)
        Z_PARAM_OBJ_OF_CLASS(client, client_class)
        Z_PARAM_STRING(operation, operation_len)
        Z_PARAM_STRING(params, params_len)
        Z_PARAM_STRING(options, options_len)
    ZEND_PARSE_PARAMETERS_END();

    bootpay_reply *over = NULL;
    uint64_t call = bootpay_start(client_of(client), operation, operation_len, params, params_len, options, options_len,
                                  NULL, 0, &over);
    if (call == 0) {
        take(return_value, over);
        return;
    }
    RETURN_LONG((zend_long) call);
}

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_wait, 0, 2, IS_ARRAY, 1)
    ZEND_ARG_TYPE_INFO(0, call, IS_LONG, 0)
    ZEND_ARG_TYPE_INFO(0, milliseconds, IS_LONG, 0)
ZEND_END_ARG_INFO()

PHP_FUNCTION(bootpay_wait)
{
    zend_long call, milliseconds;

    ZEND_PARSE_PARAMETERS_START(2, 2)
        Z_PARAM_LONG(call)
        Z_PARAM_LONG(milliseconds)
    ZEND_PARSE_PARAMETERS_END();

    // Only between two waits PHP runs what a signal, a timer or a fatal error asks for, so no wait is without an end.
    int32_t limit = milliseconds < 0 ? 0 : milliseconds > 60000 ? 60000 : (int32_t) milliseconds;
    bootpay_reply *reply = bootpay_wait((uint64_t) call, limit);
    if (reply == NULL) {
        RETURN_NULL();
    }
    take(return_value, reply);
}

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_cancel, 0, 1, IS_VOID, 0)
    ZEND_ARG_TYPE_INFO(0, call, IS_LONG, 0)
ZEND_END_ARG_INFO()

PHP_FUNCTION(bootpay_cancel)
{
    (void) return_value; // is null already
    zend_long call;

    ZEND_PARSE_PARAMETERS_START(1, 1)
        Z_PARAM_LONG(call)
    ZEND_PARSE_PARAMETERS_END();

    bootpay_cancel((uint64_t) call);
}

static const zend_function_entry functions[] = {
    ZEND_FE(bootpay_abi, arginfo_abi)
    ZEND_FE(bootpay_open, arginfo_open)
    ZEND_FE(bootpay_ask, arginfo_ask)
    ZEND_FE(bootpay_start, arginfo_start)
    ZEND_FE(bootpay_wait, arginfo_wait)
    ZEND_FE(bootpay_cancel, arginfo_cancel)
    ZEND_FE_END
};

// The arguments that hold keys, people and bodies: a trace shows none of them, whatever made it.
static void hide_in_traces(const char *function, uint32_t argument)
{
#if PHP_VERSION_ID >= 80200 // earlier ones know no such mark
    zend_function *found = zend_hash_str_find_ptr(CG(function_table), function, strlen(function));

    zend_add_parameter_attribute(found, argument, ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER), 0);
#else
    (void) function;
    (void) argument;
#endif
}

static PHP_MINIT_FUNCTION(bootpay)
{
    (void) type;
    (void) module_number;

    zend_class_entry class;
    INIT_CLASS_ENTRY(class, "BootpayClient", NULL);
    client_class = zend_register_internal_class(&class);
    client_class->ce_flags |= ZEND_ACC_FINAL | ZEND_ACC_NO_DYNAMIC_PROPERTIES | ZEND_ACC_NOT_SERIALIZABLE;
    client_class->create_object = client_create;
    memcpy(&client_handlers, &std_object_handlers, sizeof(client_handlers));
    client_handlers.offset = XtOffsetOf(client_object, object);
    client_handlers.get_constructor = client_constructor;
    client_handlers.clone_obj = NULL;

    hide_in_traces("bootpay_open", 0);
    hide_in_traces("bootpay_ask", 2);
    hide_in_traces("bootpay_ask", 3);
    hide_in_traces("bootpay_start", 2);
    hide_in_traces("bootpay_start", 3);
    return SUCCESS;
}

static PHP_MINFO_FUNCTION(bootpay)
{
    (void) zend_module;
    char interface[16];

    snprintf(interface, sizeof(interface), "%u", bootpay_abi());
    php_info_print_table_start();
    php_info_print_table_row(2, "Version", PHP_BOOTPAY_VERSION);
    php_info_print_table_row(2, "Version of the interface", interface);
    php_info_print_table_end();
}

static zend_module_entry bootpay_module_entry = {
    STANDARD_MODULE_HEADER,
    "bootpay",
    functions,
    PHP_MINIT(bootpay),
    NULL,
    NULL,
    NULL,
    PHP_MINFO(bootpay),
    PHP_BOOTPAY_VERSION,
    STANDARD_MODULE_PROPERTIES,
};

ZEND_GET_MODULE(bootpay)
