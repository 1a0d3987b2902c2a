//! Deprecated calls: remote links and forms, and text messages. They stay callable for those who still use them.

use crate::config::Config;
use crate::error::Error;
use crate::lenient::Undocumented;
use crate::prepare::{Prepare, not_empty, wrong};
use crate::request::request;
use crate::values::{FreeObject, Sensitive, Text};

request! {
    "remote_link.send" = Post "/app/rest/remote_link", Token, Never, Quick -> Undocumented;

    /// Sends a payment link by message. Deprecated by Bootpay. The fields of the link are not documented.
    pub struct SendRemoteLink(FreeObject) from "the official Python client" {
        /// `st` (1 SMS, 2 LMS, 3 MMS, 4 alimtalk, 5 friendtalk), `rps` (receivers), `sp` (sender), `msg`.
        sms_payload: FreeObject,
    }
}

impl Prepare for SendRemoteLink {}

request! {
    "remote_form.send" = Post "/app/rest/remote_form", Token, Never, Quick -> Undocumented;

    /// Sends a payment form by message. Deprecated by Bootpay.
    pub struct SendRemoteForm from "the official Python and PHP clients" {
        required {
            /// `pg`, `fm` (methods), `n` (name), `o_key` (order id), what to ask for and the delivery prices.
            remote_form: FreeObject,
        }
        optional {
            /// The project's REST application id.
            application_id: String = "the client's own",
            /// `st` (1 SMS, 2 LMS, 3 MMS, 4 alimtalk, 5 friendtalk), `rps` (receivers), `sp` (sender), `msg`.
            sms_payload: FreeObject,
        }
    }
}

impl Prepare for SendRemoteForm {
    fn prepared(mut self, config: &Config) -> Result<Self, Error> {
        self.application_id.get_or_insert_with(|| config.application_id.clone());
        Ok(self)
    }
}

request! {
    /// A text message. Deprecated by Bootpay.
    pub struct Message from "the official Python and PHP clients" {
        required {
            /// Who gets it, phone numbers.
            rps: Vec<Sensitive>,
            /// What it says.
            msg: Sensitive,
        }
        optional {
            /// From whom, a registered phone number.
            sp: Sensitive,
            /// The subject, of a long message.
            sj: Sensitive,
            /// The merchant's id of the message.
            m_id: Text,
            /// The merchant's order id.
            o_id: Text,
        }
    }
}

impl Message {
    fn check(&self) -> Result<(), Error> {
        if self.rps.is_empty() {
            return Err(wrong("data.rps", "must name at least one receiver"));
        }
        not_empty("data.msg", self.msg.expose())
    }
}

request! {
    "sms.send" = Post "/push/sms", Token, Never, Quick -> Undocumented;

    /// Sends a short text message. Deprecated by Bootpay.
    pub struct SendSms {
        required {
            /// The message.
            data: Message,
        }
    }
}

impl Prepare for SendSms {
    fn prepared(self, _: &Config) -> Result<Self, Error> {
        self.data.check()?;
        Ok(self)
    }
}

request! {
    "lms.send" = Post "/push/lms", Token, Never, Quick -> Undocumented;

    /// Sends a long text message. Deprecated by Bootpay.
    pub struct SendLms {
        required {
            /// The message, with `sj`.
            data: Message,
        }
    }
}

impl Prepare for SendLms {
    fn prepared(self, _: &Config) -> Result<Self, Error> {
        self.data.check()?;
        if self.data.sj.is_none() {
            return Err(wrong("data.sj", "is missing: a long message has a subject"));
        }
        Ok(self)
    }
}
