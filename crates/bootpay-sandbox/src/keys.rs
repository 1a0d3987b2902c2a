//! The keys that lead to a project: a pair made from the seed, and for the first project the documentation's public
//! example, too.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::refusal::Refusal;
use crate::seed::Sequence;

/// The first bytes of each generated private key, so that a leaked one is known at once as harmless.
const KEY_MARKER: &[u8] = b"bootpay sandbox key ";
const KEY_LENGTH: usize = 32;

/// The four application ids of one project, and the key that goes with the REST one (v1 docs, token page).
#[derive(Clone)]
pub(crate) struct Project {
    pub(crate) rest: String,
    pub(crate) web: String,
    android: String,
    ios: String,
    pub(crate) private_key: String,
}

/// What an application id is for a page that shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BrowserId {
    Known,
    /// It is for servers.
    Rest,
    Unknown,
}

/// All that lead to one project.
#[derive(Clone)]
pub(crate) struct Keys(Vec<Project>);

impl Keys {
    /// Those of the project to which a call goes that names none.
    pub(crate) fn of_the_first(seed: u64) -> Self {
        let mut keys = Self::of(seed, 0);
        // Printed in the v1 docs' examples for all the world; accepted so that a copied example runs.
        keys.0.push(Project {
            rest: "5b8f6a4d396fa665fdc2b5ea".to_owned(),
            web: "5b8f6a4d396fa665fdc2b5e7".to_owned(),
            android: "5b8f6a4d396fa665fdc2b5e8".to_owned(),
            ios: "5b8f6a4d396fa665fdc2b5e9".to_owned(),
            private_key: "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=".to_owned(),
        });
        keys
    }

    /// Those of the project with this number.
    pub(crate) fn of(seed: u64, number: u64) -> Self {
        let mut ids = Sequence::of_project(seed, number, "application ids");
        let mut key = KEY_MARKER.to_vec();
        let more = KEY_LENGTH - KEY_MARKER.len();
        key.extend(Sequence::of_project(seed, number, "private key").bytes(more));
        Self(vec![Project {
            rest: ids.hex(24),
            web: ids.hex(24),
            android: ids.hex(24),
            ios: ids.hex(24),
            private_key: BASE64.encode(key),
        }])
    }

    /// The pair that the seed made.
    pub(crate) fn generated(&self) -> &Project {
        &self.0[0]
    }

    /// Whether one of the application ids leads here.
    pub(crate) fn names(&self, application_id: &str) -> bool {
        self.0.iter().any(|project| {
            [&project.rest, &project.web, &project.android, &project.ios]
                .into_iter()
                .any(|id| id == application_id)
        })
    }

    /// Whether a private key is one of this project's own, which nobody needs to hide.
    pub(crate) fn knows_private_key(&self, key: &str) -> bool {
        self.0.iter().any(|project| project.private_key == key)
    }

    /// May a page, or the webview of an app, use this id?
    pub(crate) fn in_browser(&self, application_id: &str) -> BrowserId {
        for project in &self.0 {
            if [&project.web, &project.android, &project.ios].into_iter().any(|id| id == application_id) {
                return BrowserId::Known;
            }
            if project.rest == application_id {
                return BrowserId::Rest;
            }
        }
        BrowserId::Unknown
    }

    /// May this pair have a token?
    pub(crate) fn check(&self, application_id: &str, private_key: &str) -> Result<(), Refusal> {
        for project in &self.0 {
            let is_rest = project.rest == application_id;
            let others = [&project.web, &project.android, &project.ios];
            let is_other = others.into_iter().any(|other| other == application_id);
            if !is_rest && !is_other {
                continue;
            }
            if project.private_key != private_key {
                return Err(Refusal::PrivateKeyWrong);
            }
            return if is_rest { Ok(()) } else { Err(Refusal::ApplicationNotRest) };
        }
        Err(Refusal::ApplicationUnknown)
    }
}

/// The variables that point a client, and the page of a merchant, at a sandbox.
pub(crate) fn environment<'a>(url: &'a str, project: &'a Project) -> [(&'static str, &'a str); 4] {
    [
        ("BOOTPAY_BASE_URL", url),
        ("BOOTPAY_APPLICATION_ID", &project.rest),
        ("BOOTPAY_PRIVATE_KEY", &project.private_key),
        ("BOOTPAY_WEB_APPLICATION_ID", &project.web),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_the_documented_shape_and_a_marker() {
        let keys = Keys::of_the_first(1);
        let project = keys.generated();
        assert_eq!(project.private_key.len(), 44);
        assert!(project.private_key.ends_with('='));
        assert!(BASE64.decode(&project.private_key).unwrap().starts_with(KEY_MARKER));
        assert_eq!(project.rest.len(), 24);
        assert_ne!(project.rest, project.web);
        for other in [Keys::of(2, 0), Keys::of(1, 1), Keys::of(1, 2)] {
            assert_ne!(other.generated().rest, project.rest);
            assert_ne!(other.generated().private_key, project.private_key);
        }
    }
}
