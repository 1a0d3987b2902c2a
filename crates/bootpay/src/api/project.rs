//! `POST /npay/product`, `POST /project/payment`

use crate::client_method::client_method;
use crate::lenient::Undocumented;
use crate::prepare::Prepare;

client_method! {
    "npay_product.send" = Post "/npay/product", Token, Never, Quick -> Undocumented as naverpay_item_response;

    /// Sends Naver Pay product data; its fields are Naver Pay's.
    pub struct SendNaverPayProduct(FreeObject) from "the official Ruby client" {}
}

impl Prepare for SendNaverPayProduct {}

client_method! {
    "project.update" = Post "/project/payment", Token, Never, Quick -> Undocumented as update_pg_resource;

    /// Sets a project's payment gateways; its fields are not documented.
    pub struct UpdateProject(FreeObject) from "the official Ruby client" {}
}

impl Prepare for UpdateProject {}
