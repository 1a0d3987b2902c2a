//! `POST /npay/product`, `POST /project/payment`

use crate::request::{Prepare, request};

request! {
    /// Sends Naver Pay product data; its fields are Naver Pay's.
    pub struct SendNaverPayProduct(FreeObject) from "the official Ruby client" {}
}

impl Prepare for SendNaverPayProduct {}

request! {
    /// Sets a project's payment gateways; its fields are not documented.
    pub struct UpdateProject(FreeObject) from "the official Ruby client" {}
}

impl Prepare for UpdateProject {}
