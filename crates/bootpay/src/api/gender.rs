//! A gender as the agency writes it.

use serde::{Deserialize, Deserializer};

use crate::described::{Described, Kind};
use crate::lenient;

/// A gender as the agency knows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Gender {
    /// `0`
    Female,
    /// `1`
    Male,
    /// Anything else, as it came.
    Other(String),
}

impl Described for Gender {
    const KIND: Kind = Kind::Gender;
}

lenient::read_by_itself!(Gender);

impl<'de> Deserialize<'de> for Gender {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match lenient::text(deserializer)?.as_str() {
            "0" => Gender::Female,
            "1" => Gender::Male,
            other => Gender::Other(other.to_owned()),
        })
    }
}
