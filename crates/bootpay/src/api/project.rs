//! `POST /npay/product`, `POST /project/payment`

use serde::{Deserialize, Serialize};

use crate::request::{FreeObject, Personal, Prepare};

/// Sends Naver Pay product data; its fields are Naver Pay's. Source: the official Ruby client.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SendNaverPayProduct(pub FreeObject);

impl Personal for SendNaverPayProduct {
    fn personal_texts(&self, texts: &mut Vec<String>) {
        self.0.personal_texts(texts);
    }
}

impl Prepare for SendNaverPayProduct {}

/// Sets a project's payment gateways; its fields are not documented. Source: the official Ruby client.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UpdateProject(pub FreeObject);

impl Personal for UpdateProject {
    fn personal_texts(&self, texts: &mut Vec<String>) {
        self.0.personal_texts(texts);
    }
}

impl Prepare for UpdateProject {}
