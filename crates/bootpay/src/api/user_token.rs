//! `POST /request/user/token`

use crate::client_method::client_method;
use crate::prepare::Prepare;
use crate::response::answer;
use crate::secret::Secret;
use crate::values::{Sensitive, Text, Whole};

client_method! {
    "user_token.request" = Post "/request/user/token", Token, Safe, Quick -> UserToken as get_user_token;

    /// Asks for a token with which a member uses Bootpay's own easy pay in the browser.
    pub struct RequestUserToken from "v1 documentation, easy pay page" {
        required {
            /// The merchant's id of the member.
            user_id: Text,
        }
        optional {
            /// The e-mail address.
            email: Sensitive,
            /// The name.
            name: Sensitive,
            /// 0 for female, 1 for male. Not sent unless given: 0 would be an answer.
            gender: Whole,
            /// The birth date in six digits, such as `901004`.
            birth: Sensitive,
            /// The phone number, digits only; the gateway payapp needs it.
            phone: Sensitive,
        }
    }
}

impl Prepare for RequestUserToken {
    fn answered_ids(&self) -> Vec<(&'static str, String)> {
        vec![("user_id", self.user_id.as_str().to_owned())]
    }
}

answer! {
    /// A member's token. Valid for an hour, then ask again.
    pub struct UserToken {
        required {
            /// Goes into the browser's request.
            user_token: Secret,
        }
        always {
            /// When it ends, Unix seconds.
            expired_unixtime: i64,
            /// When it ends, `YYYY-MM-DD HH:mm:ss +0900`.
            expired_localtime: String,
        }
    }
}
