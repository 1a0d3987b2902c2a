//! Who buys, and what: the objects that several requests share.

use crate::request::request;
use crate::values::{Sensitive, Text, Whole, Won};

request! {
    /// Who buys (`user_info`). Everything is optional; the gateway payapp needs `phone` and `username`.
    pub struct Buyer from "v1 documentation, billing page; official PHP client for `area` and `address`" {
        optional {
            /// The merchant's own id of the buyer.
            id: Text,
            /// The name.
            username: Sensitive,
            /// The e-mail address.
            email: Sensitive,
            /// The phone number, digits only.
            phone: Sensitive,
            /// 0 for female, 1 for male.
            gender: Whole,
            /// The province or city: 서울, 인천, 대구, 광주, 부산, 울산, 경기, 강원, 충북, 충남, 전북, 전남, 경북, 경남, 제주,
            /// 세종, 대전, or their long names.
            area: String,
            /// The birth date in six digits, such as `901004`.
            birth: Sensitive,
            /// The address.
            address: Sensitive,
            /// The address, as the browser script calls it.
            addr: Sensitive,
        }
    }
}

request! {
    /// One piece of what is sold.
    pub struct Item {
        required {
            /// What it is.
            item_name: String,
            /// How many.
            qty: Whole,
            /// The merchant's unique id of it.
            unique: Text,
            /// The price of one, in won.
            price: Won,
        }
        optional {
            /// First category.
            cat1: String,
            /// Second category.
            cat2: String,
            /// Third category.
            cat3: String,
        }
    }
}
