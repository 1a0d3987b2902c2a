//! The native half of the gem `backend-ruby`: the bridge's door as one Ruby class, `Bootpay::Native::Handle`.
//!
//! Nothing about any operation is written here. Texts go in, texts come out; Ruby builds its objects and its
//! exceptions from them in `lib/bootpay`.

#![allow(missing_docs)] // of the C function `Init_native`, which a macro makes

mod gvl;

use bootpay_bridge::{Handle, Reply};
use magnus::value::ReprValue;
use magnus::{Class, Error, Module, Object, RArray, RString, Ruby, function, method};

/// `Bootpay::Native::Handle`
#[magnus::wrap(class = "Bootpay::Native::Handle", free_immediately, size)]
struct NativeHandle(Handle);

impl NativeHandle {
    /// `Handle.open(config_json)` gives `[handle, nil]`, or `[nil, error_json]` for what cannot work.
    fn open(config_json: String) -> (Option<Self>, Option<String>) {
        match Handle::open(&config_json) {
            Ok(handle) => (Some(Self(handle)), None),
            Err(error_json) => (None, Some(error_json)),
        }
    }

    /// `handle.base_url`
    fn base_url(&self) -> String {
        self.0.base_url().to_owned()
    }

    /// `handle.call(operation, params_json, options_json, log)` gives `[ok, body, meta_json]`; raises only what another
    /// thread, a signal or a timeout raises in this one. Either way the array `log` gets one text more, the JSON array
    /// of the call's attempts; nil if nobody wants it.
    fn call(
        ruby: &Ruby,
        handle: &Self,
        operation: String,
        params_json: String,
        options_json: String,
        log: Option<RArray>,
    ) -> Result<Parts, Error> {
        parts(gvl::wait(ruby, log, handle.0.call(&operation, &params_json, &options_json)))
    }

    /// `handle.webhook(body, delivery_json)` gives `[event_json, nil]`, or `[nil, error_json]`. Short and without a wait,
    /// so the GVL is kept.
    fn webhook(&self, body: RString, delivery_json: String) -> (Option<String>, Option<String>) {
        both(self.0.webhook(&body.to_bytes(), &delivery_json))
    }

    /// `handle.begin_identity(asked_json)` gives `[begun_json, nil]`, or `[nil, error_json]`.
    fn begin_identity(&self, asked_json: String) -> (Option<String>, Option<String>) {
        both(self.0.begin_identity(&asked_json))
    }
}

/// `Bootpay::Native.identity(verb, question_json)` gives `[answer_json, nil]`, or `[nil, error_json]`.
fn identity(verb: String, question_json: String) -> (Option<String>, Option<String>) {
    both(bootpay_bridge::identity(&verb, &question_json))
}

/// `Bootpay::Native.expectations(event_json)` gives `[params_json, nil]`, or `[nil, error_json]`.
fn expectations(event_json: String) -> (Option<String>, Option<String>) {
    both(bootpay_bridge::expectations(&event_json))
}

/// `Bootpay::Native.doctor(program, user_agent, arguments)` gives what `handle.call` gives; the body is a JSON object with
/// `exit_code`, `output` and `error`.
fn doctor(ruby: &Ruby, program: String, user_agent: String, arguments: Vec<String>) -> Result<Parts, Error> {
    parts(gvl::wait(ruby, None, bootpay_bridge::doctor(&program, &user_agent, arguments)))
}

/// A reply as Ruby takes it: ok, body, meta_json.
type Parts = (bool, Option<String>, String);

fn parts(reply: Result<Reply, Error>) -> Result<Parts, Error> {
    reply.map(|reply| (reply.ok, reply.body, reply.meta))
}

fn both(outcome: Result<String, String>) -> (Option<String>, Option<String>) {
    match outcome {
        Ok(json) => (Some(json), None),
        Err(error_json) => (None, Some(error_json)),
    }
}

/// `Native.defect(operation)`: the error, as JSON, of a call that a defect ended.
fn defect(operation: String) -> String {
    Reply::defect(&operation).meta
}

#[magnus::init(name = "native")]
fn init(ruby: &Ruby) -> Result<(), Error> {
    let native = ruby.define_module("Bootpay")?.define_module("Native")?;
    native.const_set("VERSION", bootpay_bridge::VERSION)?;
    let environment = ruby.ary_new();
    for name in bootpay_bridge::ENVIRONMENT {
        let name = ruby.str_new(name);
        name.freeze();
        environment.push(name)?;
    }
    environment.freeze();
    native.const_set("ENVIRONMENT", environment)?;
    native.define_module_function("defect", function!(defect, 1))?;
    let handle = native.define_class("Handle", ruby.class_object())?;
    handle.undef_default_alloc_func();
    handle.define_singleton_method("open", function!(NativeHandle::open, 1))?;
    handle.define_method("base_url", method!(NativeHandle::base_url, 0))?;
    handle.define_method("call", method!(NativeHandle::call, 4))?;
    handle.define_method("webhook", method!(NativeHandle::webhook, 2))?;
    handle.define_method("begin_identity", method!(NativeHandle::begin_identity, 1))?;
    native.define_module_function("identity", function!(identity, 2))?;
    native.define_module_function("expectations", function!(expectations, 1))?;
    native.define_module_function("doctor", function!(doctor, 3))?;
    Ok(())
}
