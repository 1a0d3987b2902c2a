//! Who stands in front of the window: the people to pick from, and what somebody typed.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::carrier::Carrier;
use super::payload::{Rules, phone_digits};
use super::text::Text;
use crate::birth::age_on;
use crate::body::Parameters;
use crate::persona::{Form, PERSONAS, Persona};

const LONGEST_NAME: usize = 100;
const FIRST_YEAR: i16 = 1900;

/// The fields of the form, as they were typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Person {
    pub(super) name: String,
    /// YYYYMMDD.
    pub(super) birth: String,
    /// `1` male, `0` female.
    pub(super) gender: String,
    pub(super) is_foreigner: bool,
    pub(super) carrier: String,
    pub(super) phone: String,
}

/// A field and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Notice {
    pub(super) field: Cow<'static, str>,
    pub(super) text: Text,
}

impl Notice {
    pub(super) fn new(field: &'static str, korean: &'static str, english: &'static str) -> Self {
        Self { field: field.into(), text: Text::fixed(korean, english) }
    }
}

impl Person {
    /// What a persona would type.
    pub(super) fn of(persona: &Persona, today: Date) -> Self {
        Self {
            name: persona.name.to_owned(),
            birth: persona.born.date(today).strftime("%Y%m%d").to_string(),
            gender: persona.gender.to_owned(),
            is_foreigner: persona.is_foreigner,
            carrier: persona.carrier.to_owned(),
            phone: persona.phone.to_owned(),
        }
    }

    /// The persona who would have typed this.
    pub(super) fn persona(&self, rules: &Rules, today: Date) -> Option<&'static Persona> {
        PERSONAS.iter().copied().find(|persona| Self::of(persona, today).under(rules) == *self)
    }

    /// What a form of the window says; what the page fixed stays as it is, whatever the form says.
    pub(super) fn typed(form: &Parameters, rules: &Rules) -> Self {
        let text = |name| form.text(name).unwrap_or_default().trim().to_owned();
        let typed = Self {
            name: text("name"),
            birth: text("birth"),
            gender: text("gender"),
            is_foreigner: text("foreigner") == "1",
            carrier: text("carrier"),
            phone: text("phone"),
        };
        typed.under(rules)
    }

    /// The same person with what the page fixed.
    pub(super) fn under(mut self, rules: &Rules) -> Self {
        if let Some(carrier) = rules.carrier {
            self.carrier = carrier.code().to_owned();
        }
        if let Some(phone) = &rules.phone {
            self.phone.clone_from(phone);
        }
        self
    }

    /// Whether this can be a person; the first thing that is wrong otherwise.
    pub(super) fn check(&self, today: Date) -> Result<(), Notice> {
        if self.name.is_empty() || self.name.chars().count() > LONGEST_NAME {
            return Err(Notice::new(
                "name",
                "이름을 100자 이내로 입력해 주세요.",
                "Enter a name of at most 100 characters.",
            ));
        }
        if birthday(&self.birth).is_none_or(|birthday| birthday > today) {
            return Err(Notice::new(
                "birth",
                "생년월일 8자리를 입력해 주세요. 예) 19901004",
                "Enter the date of birth with 8 digits, like 19901004.",
            ));
        }
        if !["0", "1"].contains(&self.gender.as_str()) {
            return Err(Notice::new("gender", "성별을 선택해 주세요.", "Choose a gender."));
        }
        if Carrier::of(&self.carrier).is_none() {
            return Err(Notice::new("carrier", "통신사를 선택해 주세요.", "Choose a carrier."));
        }
        if phone_digits(&self.phone).is_none() {
            return Err(Notice::new("phone", "휴대폰 번호를 확인해 주세요.", "Check the mobile number."));
        }
        Ok(())
    }

    /// 만 나이.
    pub(super) fn age(&self, today: Date) -> Option<i16> {
        birthday(&self.birth).map(|birthday| age_on(today, birthday))
    }

    /// The fields of POST /sandbox/identities. A persona's certificate may differ from what stands in the form.
    pub(super) fn fields(&self, rules: &Rules, today: Date, order_id: &str, name: &str) -> Value {
        let mut fields = json!({"order_id": order_id, "name": name});
        match self.persona(rules, today) {
            Some(persona) => fields["persona"] = json!(persona.id),
            None => {
                fields["username"] = json!(self.name);
                fields["birth"] = json!(birthday(&self.birth).map(|birthday| birthday.to_string()));
                fields["gender"] = json!(self.gender);
                fields["foreigner"] = json!(self.is_foreigner);
            }
        }
        let is_hidden = |persona: &Persona| persona.certificate == Form::NothingEnabled;
        if !self.persona(rules, today).is_some_and(is_hidden) {
            fields["carrier"] = json!(self.carrier);
            fields["phone"] = json!(phone_digits(&self.phone));
        }
        fields
    }
}

fn birthday(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let date = Date::new(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?).ok()?;
    (date.year() >= FIRST_YEAR).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::persona::ADULT;
    use jiff::civil::date;

    fn born(birth: &str) -> Person {
        Person { birth: birth.to_owned(), ..Person::of(ADULT, date(2024, 6, 1)) }
    }

    #[test]
    fn ages() {
        for (birth, today, age) in [
            ("20040601", date(2024, 5, 31), 19),
            ("20040601", date(2024, 6, 1), 20),
            ("20040601", date(2024, 12, 31), 20),
            ("20041231", date(2024, 1, 1), 19),
            ("20040229", date(2023, 2, 28), 18),
            ("20040229", date(2023, 3, 1), 19),
            ("20040229", date(2024, 2, 29), 20),
            ("20240601", date(2024, 6, 1), 0),
        ] {
            assert_eq!(born(birth).age(today), Some(age), "{birth} on {today}");
        }
    }

    #[test]
    fn every_persona_can_be_verified_and_is_known_again() {
        let rules = Rules::default();
        let days = [date(2024, 1, 1), date(2024, 2, 29), date(2024, 12, 31), date(2100, 2, 28)];
        for (persona, today) in PERSONAS.iter().flat_map(|persona| days.map(|today| (persona, today))) {
            let person = Person::of(persona, today);
            assert_eq!(person.check(today), Ok(()), "{persona:?} on {today}");
            assert_eq!(person.persona(&rules, today).map(|known| known.id), Some(persona.id), "on {today}");
            assert!(person.phone.len() == 11 && person.phone.starts_with("0100000"), "{persona:?}");
        }
        assert_eq!(born("19901005").persona(&rules, date(2024, 6, 1)).map(|persona| persona.id), None);
    }

    #[test]
    fn ages_of_the_personas() {
        for today in
            [date(2024, 1, 1), date(2024, 2, 28), date(2024, 2, 29), date(2026, 11, 28), date(2026, 12, 31)]
        {
            let of = |id: &str| Person::of(Persona::of(id).unwrap(), today);
            for (id, age) in [("age_13", 13), ("age_14", 14), ("age_17", 17), ("age_18", 18), ("age_19", 19)]
            {
                assert_eq!(of(id).age(today), Some(age), "{id} on {today}");
            }
            let on_the_last_day = (today.month(), today.day()) == (12, 31);
            let turns_19 = if on_the_last_day { 19 } else { 18 };
            assert_eq!(of("turns_19_this_year").age(today), Some(turns_19), "on {today}");
        }
    }

    #[test]
    fn what_is_no_person() {
        let today = date(2024, 6, 1);
        let good = born("19901004");
        for (person, field) in [
            (Person { name: String::new(), ..good.clone() }, "name"),
            (Person { name: "가".repeat(101), ..good.clone() }, "name"),
            (Person { birth: "901004".to_owned(), ..good.clone() }, "birth"),
            (Person { birth: "19900230".to_owned(), ..good.clone() }, "birth"),
            (Person { birth: "20240602".to_owned(), ..good.clone() }, "birth"),
            (Person { birth: "18991231".to_owned(), ..good.clone() }, "birth"),
            (Person { birth: "١٩٩٠".to_owned(), ..good.clone() }, "birth"),
            (Person { gender: "2".to_owned(), ..good.clone() }, "gender"),
            (Person { carrier: "LGU+".to_owned(), ..good.clone() }, "carrier"),
            (Person { phone: "021234567".to_owned(), ..good.clone() }, "phone"),
        ] {
            assert_eq!(person.check(today).map_err(|notice| notice.field), Err(field.into()));
        }
    }
}
