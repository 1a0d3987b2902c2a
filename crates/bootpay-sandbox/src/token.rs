//! The life of an access token (v1 docs, token page).
//!
//! Valid for 30 minutes from the first issue. Asking again in the first 25 gives the same token; after that a new
//! one is issued while the old one works for its remaining 5 minutes.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::call::Call;
use crate::clock::unix_time;
use crate::envelope::Answer;
use crate::refusal::Refusal;
use crate::route::{Route, open_route};
use crate::seed::{self, Sequence};
use crate::state::State;

pub(crate) const ROUTES: &[Route] =
    &[open_route("token.request", "POST", "/request/token", issue).also(&["application_id", "private_key"])];

const LIFETIME_S: i64 = 30 * 60;
pub(crate) const SAME_TOKEN_FOR_S: i64 = 25 * 60;

/// The token that the docs print, in the token page's answer and in the identity page's curl line. It never
/// expires here, so that a copied line runs; it opens nothing but this sandbox.
pub(crate) const EXAMPLE_TOKEN: &str = "d6941c650061e3eaddd3f4718ab63e0983c1f6a0a0a01370c1b1ffa90ddd0b51";

#[derive(Debug)]
struct Token {
    text: String,
    issued_at: i64,
    /// Refused since a reset. A call with it is still about this project.
    is_forgotten: bool,
}

impl Token {
    fn expired_at(&self) -> i64 {
        self.issued_at + LIFETIME_S
    }
}

/// `data` of POST /request/token.
#[derive(Debug, Serialize)]
pub(crate) struct TokenAnswer {
    token: String,
    server_time: i64,
    expired_at: i64,
}

/// All tokens that were ever issued, newest last, by REST application id.
#[derive(Debug)]
pub(crate) struct Tokens {
    issued: HashMap<String, Vec<Token>>,
    texts: Sequence,
}

/// No text comes twice, whatever the seed. After a restart a client still has its token of before; the one
/// that it gets instead must be another one, or it has been told that its new token is refused. Nor may a forgotten
/// token become good again, least of all as another project's.
impl Default for Tokens {
    fn default() -> Self {
        Self { issued: HashMap::new(), texts: Sequence::new(seed::of_this_run(), "tokens") }
    }
}

/// A token of a snapshot.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeptToken {
    application_id: String,
    token: String,
    #[serde(deserialize_with = "unix_time")]
    issued_at: i64,
}

impl Tokens {
    /// For a snapshot. The sequence is not part of it: the next token is a new one wherever the snapshot is restored.
    pub(crate) fn kept(&self) -> Vec<KeptToken> {
        let all = self.issued.iter().flat_map(|(id, tokens)| tokens.iter().map(move |token| (id, token)));
        let kept = all.filter(|(_, token)| !token.is_forgotten).map(|(id, token)| KeptToken {
            application_id: id.clone(),
            token: token.text.clone(),
            issued_at: token.issued_at,
        });
        let mut kept: Vec<KeptToken> = kept.collect();
        kept.sort_by(|a, b| a.application_id.cmp(&b.application_id));
        kept
    }

    pub(crate) fn restored(kept: Vec<KeptToken>) -> Self {
        let mut tokens = Self::default();
        for KeptToken { application_id, token, issued_at } in kept {
            let token = Token { text: token, issued_at, is_forgotten: false };
            tokens.issued.entry(application_id).or_default().push(token);
        }
        tokens
    }

    /// Takes the place of others, as a restored snapshot does: what these do not have stays known and refused.
    pub(crate) fn follow(&mut self, before: Self) {
        for (application_id, mut tokens) in before.issued {
            tokens.retain(|token| !self.knows(&token.text));
            tokens.iter_mut().for_each(|token| token.is_forgotten = true);
            let restored = self.issued.entry(application_id).or_default();
            // The last one is the one that is good.
            tokens.append(restored);
            *restored = tokens;
        }
    }

    pub(crate) fn request(&mut self, application_id: &str, now: i64) -> TokenAnswer {
        let tokens = self.issued.entry(application_id.to_owned()).or_default();
        let current = match tokens.last() {
            Some(token) if !token.is_forgotten && now - token.issued_at < SAME_TOKEN_FOR_S => token,
            _ => {
                // Expired tokens stay known: "expired" and "never issued" are different messages.
                tokens.push(Token { text: self.texts.hex(64), issued_at: now, is_forgotten: false });
                &tokens[tokens.len() - 1]
            }
        };
        TokenAnswer { token: current.text.clone(), server_time: now, expired_at: current.expired_at() }
    }

    /// After a reset of everything else, whose time is this: a client that has a token goes on with it.
    pub(crate) fn go_on(&mut self, now: i64) {
        for token in self.issued.values_mut().flatten() {
            // One that was issued later on the clock of before would live for longer than any.
            token.issued_at = token.issued_at.min(now);
        }
    }

    /// All of them are refused from here on.
    pub(crate) fn forget(&mut self) {
        self.issued.values_mut().flatten().for_each(|token| token.is_forgotten = true);
    }

    /// Whether a token was issued here, however long ago.
    pub(crate) fn knows(&self, text: &str) -> bool {
        self.of(text).is_some()
    }

    fn of(&self, text: &str) -> Option<&Token> {
        self.issued.values().flatten().find(|token| token.text == text)
    }

    /// Checks the value of the Authorization header: the bare token, with no scheme before it.
    pub(crate) fn check(&self, authorization: Option<&str>, now: i64) -> Result<(), Refusal> {
        let text = authorization.ok_or(Refusal::TokenAbsent)?.trim();
        if text.is_empty() {
            return Err(Refusal::TokenEmpty);
        }
        if text.contains(char::is_whitespace) || text.eq_ignore_ascii_case("bearer") {
            return Err(Refusal::TokenWithScheme);
        }
        if text == EXAMPLE_TOKEN {
            return Ok(());
        }
        let token = self.of(text).filter(|token| !token.is_forgotten).ok_or(Refusal::TokenUnknown)?;
        if now >= token.expired_at() { Err(Refusal::TokenExpired) } else { Ok(()) }
    }
}

/// POST /request/token (v1 docs, token page).
fn issue(state: &mut State, call: &Call<'_>) -> Result<Answer, Refusal> {
    let parameters = call.parameters()?;
    let application_id = parameters.text("application_id").ok_or(Refusal::KeysMissing)?;
    let private_key = parameters.text("private_key").ok_or(Refusal::KeysMissing)?;
    state.keys.check(&application_id, &private_key)?;
    let now = state.clock.now();
    Ok(Answer::success(state.tokens.request(&application_id, now)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "5b8f6a4d396fa665fdc2b5ea";

    #[test]
    fn the_documentations_own_token_is_good() {
        assert_eq!(Tokens::default().check(Some(EXAMPLE_TOKEN), i64::MAX), Ok(()));
        assert_eq!(Tokens::default().check(Some(&EXAMPLE_TOKEN[1..]), 0), Err(Refusal::TokenUnknown));
    }

    #[test]
    fn a_token_from_before_a_restore_stays_known_and_refused() {
        let mut tokens = Tokens::default();
        let kept = tokens.request(ID, 1_000).token;
        let mut restored = Tokens::restored(tokens.kept());
        let later = tokens.request(ID, 9_000).token;
        restored.follow(tokens);
        assert!(restored.knows(&later) && restored.knows(&kept));
        assert_eq!(restored.check(Some(&later), 1_000), Err(Refusal::TokenUnknown));
        assert_eq!(restored.request(ID, 1_001).token, kept);
    }

    #[test]
    fn the_documented_minutes() {
        let mut tokens = Tokens::default();
        let first = tokens.request(ID, 1_000);
        assert_eq!(first.expired_at, 1_000 + 1_800);

        let again = tokens.request(ID, 1_000 + 1_499);
        assert_eq!((&again.token, again.expired_at), (&first.token, first.expired_at));

        let second = tokens.request(ID, 1_000 + 1_500);
        assert_ne!(second.token, first.token);
        assert_eq!(second.expired_at, 1_000 + 1_500 + 1_800);

        assert_eq!(tokens.check(Some(&first.token), 1_000 + 1_799), Ok(()));
        assert_eq!(tokens.check(Some(&first.token), 1_000 + 1_800), Err(Refusal::TokenExpired));
        assert_eq!(tokens.check(Some(&second.token), 1_000 + 1_800), Ok(()));
    }
}
