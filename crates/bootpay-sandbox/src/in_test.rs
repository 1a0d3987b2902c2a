//! What a test in Rust does with a sandbox: the control routes as methods.

use std::fmt;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::directory::Directory;
use crate::state::Shared;
use crate::{control, keys};

/// A project of a running sandbox: keys of its own, and what a test makes of its world. All methods are calls of
/// [`control`](Self::control), and fail with its errors.
///
/// ```no_run
/// use serde_json::json;
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = bootpay_sandbox::Sandbox::start().await?;
/// let person = sandbox.person(json!({"year_age": 18, "order_id": "signup-1"}))?;
/// let paid = sandbox.payment(json!({"price": 3000, "status": 1}))?;
/// let lost = sandbox.fault("reset_after", json!({"path": "/cancel"}))?; // until it is dropped
/// // … what is tested calls `sandbox.url()` …
/// drop(lost);
/// assert_eq!(sandbox.requests(Some("payment.cancel"))?.len(), 1);
/// assert_eq!(sandbox.misuses()?, [] as [serde_json::Value; 0]);
/// # let _ = (person, paid);
/// # Ok(())
/// # }
/// ```
pub struct Project {
    pub(crate) shared: Shared,
    pub(crate) directory: Directory,
}

impl Project {
    /// `http://127.0.0.1:PORT`, without a slash at its end. One that listens on an address of a network is called by the
    /// first host that was allowed.
    pub fn url(&self) -> &str {
        &self.directory.place().url
    }

    /// The REST application id that this project has: 24 lowercase hex characters, the same for the same seed, and
    /// always the same without one.
    pub fn application_id(&self) -> &str {
        &self.keys().rest
    }

    /// The private key that belongs to [`application_id`](Self::application_id): 44 characters of base64 whose
    /// first bytes read `bootpay sandbox key`. It opens nothing but this sandbox.
    pub fn private_key(&self) -> &str {
        &self.keys().private_key
    }

    /// The application id for the browser script. A token call with it is refused, as the v1 docs' token page asks
    /// for the REST id.
    pub fn web_application_id(&self) -> &str {
        &self.keys().web
    }

    /// What a client and a merchant's page need, as variables of the environment: `BOOTPAY_BASE_URL`,
    /// `BOOTPAY_APPLICATION_ID`, `BOOTPAY_PRIVATE_KEY` and `BOOTPAY_WEB_APPLICATION_ID`.
    pub fn environment(&self) -> [(&'static str, &str); 4] {
        keys::environment(self.url(), self.keys())
    }

    /// A control call without HTTP, for tests in Rust: `sandbox.control("POST", "/sandbox/identities", &json!({}))`.
    /// The routes are those of `/sandbox/*`; `Value::Null` is an empty body.
    ///
    /// # Errors
    /// The text that the route answers, naming the field that is wrong.
    pub fn control(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer =
            control::dispatch(&self.directory, || Ok(self.shared.clone()), method, path, body.as_bytes());
        let value: Value = serde_json::from_slice(&answer.body).map_err(|error| error.to_string())?;
        if answer.status.is_success() {
            Ok(value)
        } else {
            Err(value["error"].as_str().unwrap_or("refused").to_owned())
        }
    }

    /// Verifies a person, and answers the certificate with its `receipt_id`. The fields are those of
    /// `POST /sandbox/identities`: `persona`, `age`, `year_age`, `birth`, `order_id`, `verified_ago`, `without` …
    ///
    /// # Errors
    /// Those of [`control`](Self::control).
    pub fn person(&self, fields: Value) -> Result<Value, String> {
        self.control("POST", "/sandbox/identities", &fields)
    }

    /// Makes a payment, and answers its receipt. The fields are those of `POST /sandbox/payments`; `price` is required.
    ///
    /// # Errors
    /// Those of [`control`](Self::control).
    pub fn payment(&self, fields: Value) -> Result<Value, String> {
        self.control("POST", "/sandbox/payments", &fields)
    }

    /// The money arrives in the virtual account of a payment.
    ///
    /// # Errors
    /// Those of [`control`](Self::control).
    pub fn deposit(&self, receipt_id: &str) -> Result<Value, String> {
        self.control("POST", "/sandbox/deposits", &json!({"receipt_id": receipt_id}))
    }

    /// The window in which somebody verifies themselves or pays, without a browser. With an `order_id` it is the one that
    /// the application's page has opened for it, if it waits. The fields are those of `POST /sandbox/windows`.
    ///
    /// # Errors
    /// Those of [`control`](Self::control).
    pub fn window(&self, fields: Value) -> Result<Window<'_>, String> {
        Ok(Window { project: self, fields: self.control("POST", "/sandbox/windows", &fields)? })
    }

    /// Lets calls fail until the answer is dropped. The kinds and their fields are those of `POST /sandbox/faults`.
    ///
    /// # Errors
    /// Those of [`control`](Self::control).
    pub fn fault(&self, kind: &str, fields: Value) -> Result<Fault<'_>, String> {
        let mut body = match fields {
            Value::Object(fields) => fields,
            _ => Map::new(),
        };
        body.insert("kind".to_owned(), json!(kind));
        let added = self.control("POST", "/sandbox/faults", &Value::Object(body))?;
        Ok(Fault { project: self, id: added["id"].as_u64().unwrap_or_default() })
    }

    /// Moves the project's clock forward, by whole seconds: tokens expire, reservations are due, webhooks are sent again.
    ///
    /// # Errors
    /// Those of [`control`](Self::control).
    pub fn advance(&self, time: Duration) -> Result<(), String> {
        self.control("POST", "/sandbox/clock", &json!({"advance_s": time.as_secs()})).map(drop)
    }

    /// What has arrived, oldest first. With an operation, by its name in errors and logs such as `payment.cancel`, only
    /// what asked for that.
    ///
    /// # Errors
    /// Those of [`control`](Self::control).
    pub fn requests(&self, operation: Option<&str>) -> Result<Vec<Value>, String> {
        match operation {
            Some(operation) => self.list(&format!("/sandbox/operations/{operation}/requests")),
            None => self.list("/sandbox/requests"),
        }
    }

    /// The webhooks so far, oldest first, each with its tries.
    ///
    /// # Errors
    /// Those of [`control`](Self::control).
    pub fn webhooks(&self) -> Result<Vec<Value>, String> {
        self.list("/sandbox/webhooks")
    }

    /// What the application did that a merchant must not do, as far as a server can see it.
    ///
    /// # Errors
    /// Those of [`control`](Self::control).
    pub fn misuses(&self) -> Result<Vec<Value>, String> {
        self.list("/sandbox/misuses")
    }

    /// Everything that the project holds, as one document for [`restore`](Self::restore).
    ///
    /// # Errors
    /// Those of [`control`](Self::control).
    pub fn snapshot(&self) -> Result<Value, String> {
        self.control("GET", "/sandbox/snapshot", &Value::Null)
    }

    /// Puts a project back to a snapshot.
    ///
    /// # Errors
    /// Those of [`control`](Self::control); then nothing has changed.
    pub fn restore(&self, snapshot: &Value) -> Result<(), String> {
        self.control("POST", "/sandbox/restore", snapshot).map(drop)
    }

    /// Everything as it was at the start: people, payments, faults, clock and journal. Ids go on.
    ///
    /// # Errors
    /// Those of [`control`](Self::control).
    pub fn reset(&self) -> Result<(), String> {
        self.control("POST", "/sandbox/reset", &Value::Null).map(drop)
    }

    fn list(&self, path: &str) -> Result<Vec<Value>, String> {
        match self.control("GET", path, &Value::Null)? {
            Value::Array(entries) => Ok(entries),
            other => Err(format!("{path}: no list came: {other}")),
        }
    }

    fn keys(&self) -> &keys::Project {
        self.shared.keys().generated()
    }
}

/// Shows ids only: a private key has no place in a log, not even a harmless one.
impl fmt::Debug for Project {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Project");
        shown
            .field("url", &self.url())
            .field("application_id", &self.application_id())
            .finish_non_exhaustive()
    }
}

/// A window of [`Project::window`].
#[derive(Debug)]
pub struct Window<'p> {
    project: &'p Project,
    fields: Value,
}

impl Window<'_> {
    /// Of the verification or the payment.
    pub fn receipt_id(&self) -> &str {
        self.fields["receipt_id"].as_str().unwrap_or_default()
    }

    /// Where a browser can open it.
    pub fn url(&self) -> &str {
        self.fields["url"].as_str().unwrap_or_default()
    }

    /// Somebody verifies themselves, by the fields of [`Project::person`], or pays.
    ///
    /// # Errors
    /// Those of [`Project::control`].
    pub fn approve(&self, fields: Value) -> Result<Value, String> {
        self.press("approve", &fields)
    }

    /// Somebody closes it.
    ///
    /// # Errors
    /// Those of [`Project::control`].
    pub fn cancel(&self) -> Result<Value, String> {
        self.press("cancel", &Value::Null)
    }

    /// The verification or the payment fails.
    ///
    /// # Errors
    /// Those of [`Project::control`].
    pub fn fail(&self) -> Result<Value, String> {
        self.press("fail", &Value::Null)
    }

    fn press(&self, button: &str, fields: &Value) -> Result<Value, String> {
        let path = format!("/sandbox/windows/{}/{button}", self.receipt_id());
        self.project.control("POST", &path, fields)
    }
}

/// A failure that waits for calls; it is removed when this is dropped.
#[derive(Debug)]
#[must_use = "dropping it removes the fault"]
pub struct Fault<'p> {
    project: &'p Project,
    id: u64,
}

impl Drop for Fault<'_> {
    fn drop(&mut self) {
        // One that is used up is gone already.
        let _ = self.project.control("DELETE", &format!("/sandbox/faults/{}", self.id), &Value::Null);
    }
}
