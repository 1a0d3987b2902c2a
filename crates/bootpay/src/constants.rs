//! Values of the API that have a name, such as the banks' codes: for Rust a module of constants, for those who render other
//! languages a table with Korean and English names.

use std::fmt;

/// A table of named values.
#[derive(Clone, Copy)]
pub struct Constants {
    /// Its name in the other languages, such as `Bank`.
    pub name: &'static str,
    /// What the values are, as [`Object::doc`](crate::described::Object::doc) is written.
    pub doc: &'static str,
    /// Where they are documented, or which official client has them.
    pub source: &'static str,
    /// The text fields in which they stand, by their names on the wire.
    pub fields: &'static [&'static str],
    /// The values, in the order of the source.
    pub values: &'static [Constant],
    /// What only some of them can do.
    pub abilities: &'static [Ability],
}

/// A named value.
#[derive(Clone, Copy)]
pub struct Constant {
    /// Its name in the other languages, such as `SHINHAN`.
    pub name: &'static str,
    /// What stands on the wire.
    pub value: Literal,
    /// Its Korean name, as the source writes it.
    pub korean: &'static str,
    /// Its English name or what it means, as [`Object::doc`](crate::described::Object::doc) is written; no sentence.
    pub english: &'static str,
    /// Where it is documented, if that is not the source of the table.
    pub source: Option<&'static str>,
}

/// A value as it stands on the wire.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Literal {
    /// A text.
    Text(&'static str),
    /// A number.
    Number(i64),
}

/// What some values of a table can do, according to the documentation.
#[derive(Clone, Copy)]
pub struct Ability {
    /// What it is, in Korean.
    pub korean: &'static str,
    /// What it is, in English.
    pub english: &'static str,
    /// Where it is documented.
    pub source: &'static str,
    /// The values that can.
    pub values: &'static [&'static str],
}

impl Constants {
    /// Whether one of the values is this text.
    pub fn has(&self, text: &str) -> bool {
        self.values.iter().any(|constant| matches!(constant.value, Literal::Text(known) if known == text))
    }
}

impl Ability {
    /// Whether this is one of those that can.
    pub fn has(&self, constant: &Constant) -> bool {
        self.values.iter().any(|value| constant.value == Literal::Text(value))
    }
}

/// As JSON writes it.
impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Literal::Text(text) => write!(f, "\"{text}\""),
            Literal::Number(number) => write!(f, "{number}"),
        }
    }
}

/// A module of texts, and their table `TABLE`.
macro_rules! texts {
    (
        $(#[doc = $doc:literal])+
        pub mod $module:ident as $name:literal in $fields:expr, from $source:literal, can $abilities:expr;

        $(
            #[doc = $english:literal]
            $constant:ident = $value:literal, $korean:literal $(, from $own_source:literal)?;
        )+
    ) => {
        $(#[doc = $doc])+
        #[doc = concat!("\nSource: ", $source, ".")]
        pub mod $module {
            $(
                #[doc = concat!($korean, ":", $english, ".")]
                pub const $constant: &str = $value;
            )+
        }

        /// The names and values.
        pub const TABLE: Constants = Constants {
            name: $name,
            doc: concat!($($doc, "\n"),+),
            source: $source,
            fields: &$fields,
            values: &[ $(
                Constant {
                    name: stringify!($constant),
                    value: Literal::Text($value),
                    korean: $korean,
                    english: $english,
                    source: given(&[ $($own_source)? ]),
                },
            )+ ],
            abilities: &$abilities,
        };
    };
}

pub(crate) use texts;
