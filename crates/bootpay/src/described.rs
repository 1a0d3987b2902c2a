//! What stands in the requests and answers of the API, for those who render it: field by field, with its type and its words.
//!
//! `request!` and `answer!` write it down beside the structs, so that a description cannot differ from what is sent and read.

/// A type that stands in a request or an answer.
pub trait Described {
    /// What it is.
    const KIND: Kind;
}

/// What a value is. Its unit, and whether it may be shown, follow from this and from nothing else.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Kind {
    /// A text.
    Text,
    /// An id of the merchant's: a text, which callers may give as a whole number.
    Id,
    /// A text about a person, a card or an account.
    Personal,
    /// A text that gives power to whoever has it.
    Secret,
    /// `true` or `false`; in answers `0` and `1` too.
    Bool,
    /// `0` or `1`, which callers may give as a boolean.
    Switch,
    /// A whole number, 0 or more.
    Whole,
    /// A whole number.
    Integer,
    /// An amount that is sent: whole won, 0 or more.
    Won,
    /// An amount as it comes: in won unless the answer's `unit` says otherwise.
    Amount,
    /// A moment in Unix seconds.
    UnixSeconds,
    /// One of these numbers, or another that this version does not know.
    Numbered(&'static [Number]),
    /// `0` for female, `1` for male, as a text or as a number.
    Gender,
    /// Any JSON: the merchant's own, or undocumented.
    Free,
    /// Any JSON object.
    FreeObject,
    /// Several of the same.
    List(&'static Kind),
    /// An object with fields of its own.
    Object(&'static Object),
    /// One of several.
    Either(&'static [Kind]),
}

/// A number with a meaning.
#[derive(Clone, Copy, Debug)]
pub struct Number {
    /// The number.
    pub number: i64,
    /// What it means, as [`Object::doc`] is written.
    pub doc: &'static str,
}

/// An object of the API.
#[derive(Clone, Copy, Debug)]
pub struct Object {
    /// The name of its struct.
    pub name: &'static str,
    /// Where that struct stands.
    pub path: &'static str,
    /// Its documentation as it stands in the source; [`prose`] makes text of it.
    pub doc: &'static str,
    /// Where its form is documented, or which official client shows it.
    pub source: Option<&'static str>,
    /// Its fields in the order in which they are written down.
    pub fields: &'static [Field],
    /// Whether there may be fields that are not written down.
    pub is_open: bool,
}

/// A field of an object.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name on the wire.
    pub name: &'static str,
    /// Its documentation, as [`Object::doc`] is written.
    pub doc: &'static str,
    /// What an absent one means, in words.
    pub default: Option<&'static str>,
    /// What its value is.
    pub kind: Kind,
    /// When it is there.
    pub presence: Presence,
    /// Whether it goes to the server. One that does not is for checks here.
    pub is_sent: bool,
}

/// When a field is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Presence {
    /// Without it a request, or an answer, is refused.
    Required,
    /// The documentation always has it; an answer without it is read all the same.
    Always,
    /// It is always there, and may be null.
    OrNull,
    /// It may be left out, or only some answers have it.
    Sometimes,
}

/// Whether a value may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Privacy {
    /// To everybody.
    Open,
    /// It says something about a person, a card or an account, or a merchant may have put that into it.
    Personal,
    /// It gives power to whoever has it.
    Secret,
}

impl Field {
    /// A field of this type, which is sent.
    pub(crate) const fn of<T: Described>(name: &'static str, doc: &'static str, presence: Presence) -> Self {
        Self { name, doc, default: None, kind: T::KIND, presence, is_sent: true }
    }

    /// With what an absent one means.
    pub(crate) const fn or(self, default: Option<&'static str>) -> Self {
        Self { default, ..self }
    }

    /// For checks here.
    pub(crate) const fn kept(self) -> Self {
        Self { is_sent: false, ..self }
    }
}

impl Kind {
    /// What a number counts.
    pub const fn unit(&self) -> Option<&'static str> {
        match self {
            Kind::Won | Kind::Amount => Some("won"),
            Kind::UnixSeconds => Some("unix_seconds"),
            _ => None,
        }
    }

    /// Whether a value of this kind may be shown.
    pub const fn privacy(&self) -> Privacy {
        match self {
            Kind::Personal | Kind::Free | Kind::FreeObject => Privacy::Personal,
            Kind::Secret => Privacy::Secret,
            Kind::List(kind) => kind.privacy(),
            _ => Privacy::Open,
        }
    }
}

impl<T: Described> Described for Vec<T> {
    const KIND: Kind = Kind::List(&T::KIND);
}

impl Described for String {
    const KIND: Kind = Kind::Text;
}

impl Described for bool {
    const KIND: Kind = Kind::Bool;
}

impl Described for serde_json::Value {
    const KIND: Kind = Kind::Free;
}

impl Described for i64 {
    const KIND: Kind = Kind::Integer;
}

/// What a macro's optional piece gave.
pub(crate) const fn given(texts: &[&'static str]) -> Option<&'static str> {
    match texts {
        [text, ..] => Some(*text),
        [] => None,
    }
}

/// A documentation comment as text: a line for each paragraph, an empty one between two; of a link its words.
pub fn prose(doc: &str) -> String {
    let mut paragraphs = vec![String::new()];
    for line in doc.lines().map(str::trim) {
        match paragraphs.last_mut() {
            _ if line.is_empty() => paragraphs.push(String::new()),
            Some(paragraph) if !paragraph.is_empty() => {
                paragraph.push(' ');
                paragraph.push_str(line);
            }
            Some(paragraph) => paragraph.push_str(line),
            None => {}
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    without_targets(&paragraphs.join("\n\n"))
}

/// What rustdoc makes a link of: `[words](target)`, or code in brackets.
fn without_targets(text: &str) -> String {
    let mut words = String::new();
    let mut rest = text;
    while let Some((before, opened)) = rest.split_once('[') {
        words.push_str(before);
        let Some((linked, after)) = opened.split_once(']') else {
            words.push('[');
            rest = opened;
            continue;
        };
        let target = after.strip_prefix('(').and_then(|target| target.split_once(')'));
        rest = target.map_or(after, |(_, after)| after);
        if target.is_some() || linked.starts_with('`') {
            words.push_str(linked);
        } else {
            words.push_str(&format!("[{linked}]"));
        }
    }
    words + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_documentation_comment_becomes_paragraphs() {
        let doc = " Cancels a payment,\n whole or in part.\n\n Every request carries\n an id.\n";
        assert_eq!(prose(doc), "Cancels a payment, whole or in part.\n\nEvery request carries an id.");
        assert_eq!(prose(""), "");
        let doc = " See [`status`](Receipt::status) and [`ErrorKind::Mismatch`], the\n [other](one) too.\n";
        assert_eq!(prose(doc), "See `status` and `ErrorKind::Mismatch`, the other too.");
        assert_eq!(prose(" `items[0]`, [1, 2] and [ alone"), "`items[0]`, [1, 2] and [ alone");
    }
}
