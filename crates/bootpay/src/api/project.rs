//! `POST /npay/product`, `POST /project/payment`

use serde::{Deserialize, Serialize};

use crate::request::{FreeObject, Prepare};

/// Sends Naver Pay product data; its fields are Naver Pay's. Source: the official Ruby client.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SendNaverPayProduct(pub FreeObject);

impl Prepare for SendNaverPayProduct {}

/// Sets a project's payment gateways; its fields are not documented. Source: the official Ruby client.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UpdateProject(pub FreeObject);

impl Prepare for UpdateProject {}
