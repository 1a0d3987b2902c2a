//! Who stands in front of the window: the people to pick from, and what somebody typed.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::carrier::Carrier;
use super::payload::{Rules, phone_digits};
use super::text::Text;
use crate::body::Parameters;
use crate::seed::Sequence;

const LONGEST_NAME: usize = 100;
const FIRST_YEAR: i16 = 1900;

/// The fields of the form, as they were typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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

/// Somebody to pick.
#[derive(Debug, Clone)]
pub(super) struct Persona {
    pub(super) id: &'static str,
    pub(super) note: Text,
    pub(super) person: Person,
}

/// A field and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Notice {
    pub(super) field: &'static str,
    pub(super) text: Text,
}

impl Notice {
    pub(super) fn new(field: &'static str, korean: &'static str, english: &'static str) -> Self {
        Self { field, text: Text::fixed(korean, english) }
    }
}

/// The same people for the same seed. No subscriber has a number that begins with 0100000.
pub(super) fn personas(seed: u64, today: Date) -> Vec<Persona> {
    let mut numbers = Sequence::new(seed, "personas");
    let mut persona = |id, note, name: &str, birth: String, gender: &str, is_foreigner, carrier: &str| {
        let phone = format!("0100000{:04}", numbers.next() % 10_000);
        let (name, gender, carrier) = (name.to_owned(), gender.to_owned(), carrier.to_owned());
        Persona { id, note, person: Person { name, birth, gender, is_foreigner, carrier, phone } }
    };
    // Twelve or thirteen years old whatever the clock says.
    let young = format!("{:04}0315", today.year() - 13);
    vec![
        persona(
            "adult-man",
            Text::fixed("성인 남성", "adult, male"),
            "홍길동",
            "19901004".to_owned(),
            "1",
            false,
            "SKT",
        ),
        persona(
            "adult-woman",
            Text::fixed("성인 여성 · 알뜰폰", "adult, female, MVNO"),
            "성춘향",
            "19950505".to_owned(),
            "0",
            false,
            "KT_MVNO",
        ),
        persona("minor", Text::fixed("미성년자", "under age"), "심청", young, "0", false, "KT"),
        persona(
            "foreigner",
            Text::fixed("외국인", "foreigner"),
            "SANDBOX JANE DOE",
            "19850815".to_owned(),
            "0",
            true,
            "LGT",
        ),
    ]
}

impl Person {
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

    /// The age in years as Korean law counts (만 나이): one more with each birthday. Who was born on 29 February
    /// is a year older on 1 March of a common year (Civil Act, article 160).
    pub(super) fn age(&self, today: Date) -> Option<i16> {
        let birthday = birthday(&self.birth)?;
        let had_birthday = (today.month(), today.day()) >= (birthday.month(), birthday.day());
        Some(today.year() - birthday.year() - i16::from(!had_birthday))
    }

    /// The fields of POST /sandbox/identities.
    pub(super) fn fields(&self, order_id: &str, name: &str) -> Value {
        let birth = birthday(&self.birth).map(|birthday| birthday.to_string());
        json!({
            "username": self.name,
            "birth": birth,
            "gender": self.gender,
            "foreigner": self.is_foreigner,
            "carrier": self.carrier,
            "phone": phone_digits(&self.phone),
            "order_id": order_id,
            "name": name,
        })
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
    use jiff::civil::date;

    fn born(birth: &str) -> Person {
        Person { birth: birth.to_owned(), ..personas(1, date(2024, 6, 1))[0].person.clone() }
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
    fn personas_can_be_verified_and_one_is_too_young() {
        for today in [date(2024, 1, 1), date(2024, 3, 14), date(2024, 12, 31), date(2100, 2, 28)] {
            let personas = personas(1, today);
            for persona in &personas {
                assert_eq!(persona.person.check(today), Ok(()), "{persona:?}");
                assert!(persona.person.phone.starts_with("0100000"));
            }
            let young = &personas.iter().find(|persona| persona.id == "minor").unwrap().person;
            assert!(matches!(young.age(today), Some(12 | 13)), "{today}");
            assert_eq!(personas.iter().filter(|persona| persona.person.is_foreigner).count(), 1);
        }
        assert_ne!(
            personas(1, date(2024, 1, 1))[0].person.phone,
            personas(2, date(2024, 1, 1))[0].person.phone
        );
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
            assert_eq!(person.check(today).map_err(|notice| notice.field), Err(field));
        }
    }
}
