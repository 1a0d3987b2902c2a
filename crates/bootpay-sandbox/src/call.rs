//! One v1 call, with its route already found.

use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;

use crate::body::Parameters;
use crate::fields::is_id;
use crate::refusal::Refusal;

pub(crate) struct Call<'a> {
    pub(crate) parts: &'a Parts,
    pub(crate) body: &'a [u8],
    /// What stands at the wildcards of the route.
    pub(crate) captured: Vec<&'a str>,
}

impl Call<'_> {
    /// Body and query.
    pub(crate) fn parameters(&self) -> Result<Parameters, Refusal> {
        let query = self.parts.uri.query().unwrap_or_default();
        let content_type = self.parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        Parameters::read(query, content_type, self.body)
    }

    /// The id in the path; `None` if it is malformed.
    pub(crate) fn id(&self) -> Option<&str> {
        self.captured.first().copied().filter(|id| is_id(id))
    }
}
