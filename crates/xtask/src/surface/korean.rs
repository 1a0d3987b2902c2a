//! schema/korean.toml: in Korean what the table and the templates say in English.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bootpay::described::{Field, Object, prose};
use serde::{Deserialize, Serialize};

use super::Rendered;

const FILE: &str = "schema/korean.toml";

const HEAD: &str = "\
# What the reference (docs/reference) says, in Korean. `cargo xtask surface` keeps the English up to date: it adds what is new, and
# where the English has changed it empties the Korean, so that no translation is older than its text. Write Korean only.
#
#   [types.X]           what a request, an answer or a part of one is; `.fields` has its fields, by their names on the wire
#   [words]             everything else: titles, sentences of the templates, defaults, meanings of numbers

";

/// A language of the reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    English,
    Korean,
}

/// The catalogue, and which of its texts were asked for.
pub(super) struct Translations {
    committed: Catalogue,
    asked: Mutex<Catalogue>,
}

#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
struct Catalogue {
    words: BTreeMap<String, String>,
    types: BTreeMap<String, Type>,
}

#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Type {
    en: String,
    ko: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    fields: BTreeMap<String, Entry>,
}

#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    en: String,
    ko: String,
}

impl Entry {
    /// This text with the Korean of the committed entry, if that translates this text and not an older one.
    fn of(en: String, committed: Option<(&str, &str)>) -> Self {
        let ko = committed.filter(|(english, _)| *english == en).map(|(_, korean)| korean.to_owned());
        Self { en, ko: ko.unwrap_or_default() }
    }

    /// English stands in for what is not translated yet, until the check has found it.
    fn text(&self, language: Language) -> String {
        let text = if language == Language::Korean && !self.ko.is_empty() { &self.ko } else { &self.en };
        text.trim_end().to_owned()
    }
}

impl Translations {
    /// An absent file is an empty catalogue.
    pub(super) fn read(root: &Path) -> Result<Self, String> {
        let text = match fs::read_to_string(root.join(FILE)) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(format!("{FILE}: {error}")),
        };
        Self::parse(&text).map_err(|why| format!("{FILE}: {why}"))
    }

    fn parse(text: &str) -> Result<Self, String> {
        let committed = toml::from_str(text).map_err(|error| error.to_string())?;
        Ok(Self { committed, asked: Mutex::default() })
    }

    fn asked(&self) -> MutexGuard<'_, Catalogue> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What an object is.
    pub(super) fn object(&self, object: &Object, language: Language) -> String {
        let committed = self.committed.types.get(object.name).map(|known| (&*known.en, &*known.ko));
        let entry = Entry::of(prose(object.doc), committed);
        let mut asked = self.asked();
        let of_type = asked.types.entry(object.name.to_owned()).or_default();
        (of_type.en, of_type.ko) = (entry.en.clone(), entry.ko.clone());
        entry.text(language)
    }

    /// What a field of it is. One that is new says what a field with the same English says.
    pub(super) fn field(&self, object: &Object, field: &Field, language: Language) -> String {
        let english = prose(field.doc);
        let types = &self.committed.types;
        let here = types.get(object.name).and_then(|known| known.fields.get(field.name));
        let elsewhere = types.values().flat_map(|known| known.fields.values());
        let committed = here.into_iter().chain(elsewhere).find(|entry| entry.en == english);
        let entry = Entry::of(english, committed.map(|known| (&*known.en, &*known.ko)));
        let mut asked = self.asked();
        let of_type = asked.types.entry(object.name.to_owned()).or_default();
        of_type.fields.insert(field.name.to_owned(), entry.clone());
        entry.text(language)
    }

    /// Any other text.
    pub(super) fn words(&self, english: &str, language: Language) -> String {
        let committed = self.committed.words.get(english).map(|korean| (english, &**korean));
        let entry = Entry::of(english.to_owned(), committed);
        self.asked().words.insert(english.to_owned(), entry.ko.clone());
        entry.text(language)
    }

    /// The catalogue as it is to be: what was asked for, in the order of the alphabet.
    pub(super) fn rendered(&self) -> Result<Rendered, String> {
        let catalogue = toml::to_string_pretty(&*self.asked()).map_err(|error| error.to_string())?;
        Ok(Rendered::new(FILE, format!("{HEAD}{catalogue}")))
    }

    /// Whatever keeps the Korean pages from saying what the English ones say: texts without Korean, and Korean of texts that
    /// nothing asks for.
    pub(super) fn problems(&self) -> Vec<String> {
        let asked = self.asked();
        let empty = asked.names(|korean| korean.is_empty()).map(|name| format!("no Korean of {name}"));
        let names: Vec<String> = asked.names(|_| true).collect();
        let left = self.committed.names(|_| true).filter(|name| !names.contains(name));
        empty
            .chain(left.map(|name| format!("nothing asks for {name}")))
            .map(|why| format!("{FILE}: {why}"))
            .collect()
    }
}

impl Catalogue {
    /// The places of the texts whose Korean is such.
    fn names(&self, is_such: impl Fn(&str) -> bool + Copy) -> impl Iterator<Item = String> {
        let words = self.words.iter().filter(move |(_, korean)| is_such(korean));
        let words = words.map(|(english, _)| format!("{english:?}"));
        let types = self.types.iter().flat_map(move |(name, known)| {
            let itself = Some(name.clone()).filter(|_| is_such(&known.ko));
            let fields = known.fields.iter().filter(move |(_, entry)| is_such(&entry.ko));
            itself.into_iter().chain(fields.map(move |(field, _)| format!("{name}.{field}")))
        });
        words.chain(types)
    }
}

#[cfg(test)]
mod tests {
    use bootpay::described::{Kind, Presence};

    use super::*;

    const PRICE: Field = Field {
        name: "price",
        doc: " How much.\n",
        default: None,
        kind: Kind::Won,
        presence: Presence::Required,
        is_sent: true,
    };
    const CHARGE: Object = Object {
        name: "Charge",
        path: "bootpay::Charge",
        doc: " Charges a card.\n",
        source: None,
        fields: &[PRICE],
        is_open: false,
    };

    fn asked(text: &str) -> (Translations, [String; 3]) {
        let korean = Translations::parse(text).unwrap();
        let texts = [
            korean.object(&CHARGE, Language::Korean),
            korean.field(&CHARGE, &PRICE, Language::Korean),
            korean.words("Required", Language::Korean),
        ];
        (korean, texts)
    }

    #[test]
    fn what_is_new_is_added_and_named_until_it_is_translated() {
        let (korean, texts) = asked("");
        assert_eq!(texts, ["Charges a card.", "How much.", "Required"]);
        let text = korean.rendered().unwrap().text;
        assert!(text.contains("[types.Charge.fields.price]\nen = \"How much.\"\nko = \"\"\n"), "{text}");
        assert_eq!(
            korean.problems(),
            [r#""Required""#, "Charge", "Charge.price"].map(|name| format!("{FILE}: no Korean of {name}"))
        );

        let translated = text
            .replace("Required = \"\"", "Required = \"필수\"")
            .replace("\"How much.\"\nko = \"\"", "\"How much.\"\nko = \"금액입니다.\"")
            .replace("\"Charges a card.\"\nko = \"\"", "\"Charges a card.\"\nko = \"카드로 결제합니다.\"");
        let (korean, texts) = asked(&translated);
        assert_eq!(texts, ["카드로 결제합니다.", "금액입니다.", "필수"]);
        assert_eq!(korean.problems(), Vec::<String>::new());
        assert_eq!(korean.rendered().unwrap().text, translated);
    }

    #[test]
    fn a_new_field_says_what_another_says_with_the_same_words() {
        let other = "[types.Refund]\nen = \"Gives back.\"\nko = \"환불합니다.\"\n\
            [types.Refund.fields.amount]\nen = \"How much.\"\nko = \"금액입니다.\"\n";
        let (korean, texts) = asked(other);
        assert_eq!(texts, ["Charges a card.", "금액입니다.", "Required"]);
        assert!(!korean.problems().contains(&format!("{FILE}: no Korean of Charge.price")));
        let (_, texts) = asked(&format!(
            "{other}[types.Charge]\nen = \"\"\nko = \"\"\n\
            [types.Charge.fields.price]\nen = \"How much.\"\nko = \"결제 금액입니다.\"\n"
        ));
        assert_eq!(texts.get(1).map(String::as_str), Some("결제 금액입니다."), "its own comes first");
    }

    #[test]
    fn a_translation_of_an_older_text_is_emptied() {
        let older = "[types.Charge]\nen = \"Charges a card.\"\nko = \"카드로 결제합니다.\"\n\
            [types.Charge.fields.price]\nen = \"How much, in won.\"\nko = \"금액(원)입니다.\"\n\
            [words]\nRequired = \"필수\"\n";
        let (korean, texts) = asked(older);
        assert_eq!(texts, ["카드로 결제합니다.", "How much.", "필수"]);
        assert_eq!(korean.problems(), [format!("{FILE}: no Korean of Charge.price")]);
    }

    #[test]
    fn a_translation_that_nothing_asks_for_is_named() {
        let left = "[words]\nRequired = \"필수\"\nOptional = \"선택\"\n\
            [types.Charge]\nen = \"Charges a card.\"\nko = \"카드로 결제합니다.\"\n\
            [types.Charge.fields.price]\nen = \"How much.\"\nko = \"금액입니다.\"\n\
            [types.Charge.fields.prise]\nen = \"How much.\"\nko = \"금액입니다.\"\n";
        let (korean, _) = asked(left);
        assert_eq!(
            korean.problems(),
            [r#""Optional""#, "Charge.prise"].map(|name| format!("{FILE}: nothing asks for {name}"))
        );
        assert!(!korean.rendered().unwrap().text.contains("prise"));
    }
}
