//! POST /sandbox/settings: the admin page's options, and how much this server remembers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::fields::{Field, FieldError, Fields, Given};
use crate::webhook::{ContentType, is_web_address};

const JOURNAL_LIMIT: usize = 20_000;

/// What POST /sandbox/settings changes.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// The admin page's option that holds back a second partial cancel of one receipt for 10 seconds.
    pub(crate) partial_cancel_guard: bool,
    /// The admin page's Feedback URL.
    pub(crate) feedback_url: Option<String>,
    pub(crate) feedback_content_type: ContentType,
    /// How many requests, and how many webhooks, are remembered.
    pub(crate) journal_limit: usize,
}

/// The fields of POST /sandbox/settings.
pub(crate) const FIELDS: &[Field] = &[
    Field::switch("partial_cancel_guard"),
    Field::web_address("feedback_url"),
    Field::one_of("feedback_content_type", || vec!["urlencoded".into(), "json".into()]),
    Field::count("journal_limit"),
];

impl Default for Settings {
    fn default() -> Self {
        Self {
            partial_cancel_guard: false,
            feedback_url: None,
            feedback_content_type: ContentType::default(),
            journal_limit: JOURNAL_LIMIT,
        }
    }
}

impl Settings {
    /// Changes what a control call names; null puts a setting back.
    pub(crate) fn change(&mut self, fields: &Fields) -> Result<(), FieldError> {
        let guard = fields.switch("partial_cancel_guard")?;
        let url = fields.text("feedback_url")?;
        if let Given::Value(url) = &url
            && !is_web_address(url)
        {
            return Err(FieldError::field("feedback_url", "must begin with http:// or https://"));
        }
        let problem = "must be urlencoded or json";
        let content_type =
            fields.read_as("feedback_content_type", problem, |value| match value.as_str() {
                Some("urlencoded") => Some(ContentType::Urlencoded),
                Some("json") => Some(ContentType::Json),
                _ => None,
            })?;
        let journal_limit = fields.count("journal_limit")?;
        if guard != Given::Absent {
            self.partial_cancel_guard = guard.or_default(false).unwrap_or(false);
        }
        if url != Given::Absent {
            self.feedback_url = url.or_default(None);
        }
        if content_type != Given::Absent {
            self.feedback_content_type = content_type.value().unwrap_or_default();
        }
        if journal_limit != Given::Absent {
            let limit = journal_limit.value().map(|limit| usize::try_from(limit).unwrap_or(usize::MAX));
            self.journal_limit = limit.unwrap_or(JOURNAL_LIMIT);
        }
        Ok(())
    }
}
