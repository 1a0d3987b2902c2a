//! A route of the v1 API. Each file of handlers has a table of its own, which `api.rs` knows.

use schemars::JsonSchema;

use crate::call::Call;
use crate::envelope::Answer;
use crate::openapi::{SchemaOf, schema_of};
use crate::refusal::Refusal;
use crate::state::State;

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// With a token. It is checked first: who has none learns nothing about ids.
    Token,
    Anybody,
    /// Pages and calls of the client scripts: each looks itself at who asks.
    Browser,
}

pub(crate) struct Route {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    /// What the client calls the operation; empty for what only a browser asks. The client's table says what it takes: for
    /// the OpenAPI description only. Other fields are let through, as the API does.
    pub(crate) operation: &'static str,
    /// What the client adds to the request by itself, and the server asks for.
    pub(crate) also: &'static [&'static str],
    /// Where the client's table does not know what comes back.
    pub(crate) answers: Option<SchemaOf>,
    pub(crate) access: Access,
    pub(crate) answer: Handler,
}

impl Route {
    pub(crate) const fn also(self, also: &'static [&'static str]) -> Self {
        Self { also, ..self }
    }

    pub(crate) const fn answers<T: JsonSchema>(self) -> Self {
        Self { answers: Some(schema_of::<T>), ..self }
    }
}

type Handler = fn(&mut State, &Call<'_>) -> Result<Answer, Refusal>;

pub(crate) const fn route(
    operation: &'static str,
    method: &'static str,
    path: &'static str,
    answer: Handler,
) -> Route {
    Route { method, path, operation, also: &[], answers: None, access: Access::Token, answer }
}

pub(crate) const fn open_route(
    operation: &'static str,
    method: &'static str,
    path: &'static str,
    answer: Handler,
) -> Route {
    Route { access: Access::Anybody, ..route(operation, method, path, answer) }
}

pub(crate) const fn browser_route(method: &'static str, path: &'static str, answer: Handler) -> Route {
    Route { access: Access::Browser, ..route("", method, path, answer) }
}
