//! The people to pick by name: a grown-up, those on whom an age limit depends, and those whose certificate lacks something
//! or resembles another one's. All of them are made up, and no subscriber has a number that begins with 0100000.
//!
//! To add one: an entry of `PERSONAS`.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::birth::Born;

/// One of the people.
#[derive(Debug)]
pub(crate) struct Persona {
    pub(crate) id: &'static str,
    /// What a button of the window says of them, beside their age.
    pub(crate) label: InTwo,
    pub(crate) group: Group,
    pub(crate) about: InTwo,
    pub(crate) name: &'static str,
    pub(crate) born: Born,
    /// `1` male, `0` female.
    pub(crate) gender: &'static str,
    pub(crate) is_foreigner: bool,
    pub(crate) carrier: &'static str,
    pub(crate) phone: &'static str,
    pub(crate) certificate: Form,
}

/// What somebody is there to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    /// Nothing in particular.
    Usual,
    /// An age limit: one day, or one way to count, decides.
    AgeLimit,
    /// A certificate that lacks something or writes it in another way.
    Certificate,
    /// Who is the same person and who is not.
    SamePerson,
}

impl Group {
    /// The heading over their buttons.
    pub(crate) const fn title(self) -> InTwo {
        match self {
            Self::Usual => two("일반", "Usual"),
            Self::AgeLimit => two("나이 경계", "Age limits"),
            Self::Certificate => two("인증 결과의 차이", "Other certificates"),
            Self::SamePerson => two("동일인 확인", "Same person or not"),
        }
    }
}

/// A text in Korean and in English.
#[derive(Debug)]
pub(crate) struct InTwo {
    pub(crate) ko: &'static str,
    pub(crate) en: &'static str,
}

/// What the agency makes of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Usual,
    /// `birth` has six digits.
    ShortBirth,
    /// Without `unique`.
    WithoutCi,
    /// Without `phone`, `carrier` and `foreigner`, which the merchant has not asked for.
    NothingEnabled,
}

/// A persona by which `POST /sandbox/identities` makes a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct PersonaLine {
    /// The value of `persona`.
    pub name: &'static str,
    /// Who that is, in English.
    pub en: &'static str,
    /// The same in Korean.
    pub ko: &'static str,
}

const fn two(ko: &'static str, en: &'static str) -> InTwo {
    InTwo { ko, en }
}

const fn day(year: i16, month: i8, day: i8) -> Born {
    Born::On(Date::constant(year, month, day))
}

/// The person of whom nothing is said.
pub(crate) const ADULT: &Persona = &Persona {
    id: "adult",
    label: two("성인", "adult"),
    group: Group::Usual,
    about: two("성인. 아무것도 지정하지 않으면 이 사람입니다", "an adult; the person when none is named"),
    name: "홍길동",
    born: day(1990, 10, 4),
    gender: "1",
    is_foreigner: false,
    carrier: "SKT",
    phone: "01000001234",
    certificate: Form::Usual,
};

pub(crate) const PERSONAS: &[&Persona] = &[
    ADULT,
    &Persona {
        id: "turns_19_this_year",
        label: two("올해 19세", "19 this year"),
        group: Group::AgeLimit,
        about: two(
            "올해 만 19세가 되지만 12월 31일 생일이 아직 지나지 않은 사람. 청소년보호법상 성인, 민법상 미성년자",
            "turns 19 this year, on 31 December: of age for the Youth Protection Act, a minor for the Civil Act",
        ),
        name: "이몽룡",
        born: Born::InTheYearOf(19),
        carrier: "KT",
        phone: "01000001901",
        ..*ADULT
    },
    &Persona {
        id: "age_13",
        label: two("내일 14세", "14 tomorrow"),
        group: Group::AgeLimit,
        about: two(
            "내일 만 14세가 되는 사람. 법정대리인의 동의가 필요합니다",
            "turns 14 tomorrow: needs the consent of a guardian",
        ),
        name: "심청",
        born: Born::Turns(14),
        gender: "0",
        carrier: "KT",
        phone: "01000001301",
        ..*ADULT
    },
    &Persona {
        id: "foreigner",
        label: two("외국인", "foreigner"),
        group: Group::Certificate,
        about: two(
            "외국인. 이름이 영문이고 띄어쓰기가 있습니다",
            "a foreigner, with a Latin name that has spaces",
        ),
        name: "SANDBOX JANE DOE",
        born: day(1985, 8, 15),
        gender: "0",
        is_foreigner: true,
        carrier: "LGT",
        phone: "01000005678",
        ..*ADULT
    },
    &Persona {
        id: "age_19",
        label: two("오늘 19세", "19 today"),
        group: Group::AgeLimit,
        about: two(
            "오늘 만 19세가 된 사람. 민법상 성인",
            "turned 19 today: of age for the Civil Act as well",
        ),
        name: "배장화",
        born: Born::Turned(19),
        gender: "0",
        phone: "01000001902",
        ..*ADULT
    },
    &Persona {
        id: "age_18",
        label: two("오늘 18세", "18 today"),
        group: Group::AgeLimit,
        about: two(
            "오늘 만 18세가 된 사람. 아동복지법상 아동이 아니지만 청소년보호법상 청소년",
            "turned 18 today: no child for the Child Welfare Act, a youth for the Youth Protection Act",
        ),
        name: "배홍련",
        born: Born::Turned(18),
        gender: "0",
        phone: "01000001801",
        ..*ADULT
    },
    &Persona {
        id: "age_17",
        label: two("내일 18세", "18 tomorrow"),
        group: Group::AgeLimit,
        about: two(
            "내일 만 18세가 되는 사람. 아동복지법상 아동",
            "turns 18 tomorrow: a child for the Child Welfare Act",
        ),
        name: "최콩쥐",
        born: Born::Turns(18),
        gender: "0",
        phone: "01000001701",
        ..*ADULT
    },
    &Persona {
        id: "age_14",
        label: two("오늘 14세", "14 today"),
        group: Group::AgeLimit,
        about: two(
            "오늘 만 14세가 된 사람. 법정대리인의 동의가 필요하지 않습니다",
            "turned 14 today: needs no consent of a guardian",
        ),
        name: "전우치",
        born: Born::Turned(14),
        phone: "01000001401",
        ..*ADULT
    },
    &Persona {
        id: "born_on_29_february",
        label: two("2월 29일생", "29 Feb"),
        group: Group::AgeLimit,
        about: two(
            "2월 29일에 태어난 사람. 평년에는 3월 1일에 나이가 한 살 늘어납니다",
            "born on 29 February: a year older on 1 March of a common year",
        ),
        name: "이춘풍",
        born: Born::OnALeapDay(18),
        phone: "01000000229",
        ..*ADULT
    },
    &Persona {
        id: "budget_carrier",
        label: two("알뜰폰", "MVNO"),
        group: Group::Certificate,
        about: two("알뜰폰을 쓰는 성인", "an adult with a budget carrier (MVNO)"),
        name: "성춘향",
        born: day(1995, 5, 5),
        gender: "0",
        carrier: "KT_MVNO",
        phone: "01000002222",
        ..*ADULT
    },
    &Persona {
        id: "ci_absent",
        label: two("CI 없음", "no CI"),
        group: Group::Certificate,
        about: two("인증 결과에 CI가 없는 성인", "an adult whose certificate has no CI"),
        name: "장길산",
        born: day(1980, 3, 3),
        phone: "01000003333",
        certificate: Form::WithoutCi,
        ..*ADULT
    },
    &Persona {
        id: "nothing_enabled",
        label: two("추가 정보 없음", "basic only"),
        group: Group::Certificate,
        about: two(
            "휴대폰 번호, 통신사, 내·외국인 정보가 없는 성인. 다날에 이 정보를 신청하지 않은 가맹점이 받는 결과입니다",
            "an adult without phone, carrier and foreigner: a merchant gets this without an application to Danal for them",
        ),
        name: "박흥부",
        born: day(1975, 7, 7),
        phone: "01000007777",
        certificate: Form::NothingEnabled,
        ..*ADULT
    },
    &Persona {
        id: "same_ci_other_phone",
        label: two("새 번호", "new number"),
        group: Group::SamePerson,
        about: two(
            "adult와 같은 사람이지만 휴대폰 번호가 다릅니다. CI와 DI는 같습니다",
            "the same person as adult with another phone number; CI and DI are the same",
        ),
        phone: "01000004321",
        ..*ADULT
    },
    &Persona {
        id: "same_phone_other_ci",
        label: two("번호만 같음", "same number"),
        group: Group::SamePerson,
        about: two(
            "adult의 휴대폰 번호를 쓰는 다른 사람. CI와 DI가 다릅니다",
            "somebody else who has the phone number of adult; CI and DI differ",
        ),
        name: "박놀부",
        born: day(1970, 1, 1),
        ..*ADULT
    },
    &Persona {
        id: "six_digit_birth",
        label: two("6자리 생년월일", "YYMMDD"),
        group: Group::Certificate,
        about: two(
            "생년월일이 여섯 자리(850815)로 오는 성인",
            "an adult whose birth date has six digits, 850815",
        ),
        name: "임꺽정",
        born: day(1985, 8, 15),
        phone: "01000008500",
        certificate: Form::ShortBirth,
        ..*ADULT
    },
    &Persona {
        id: "six_digit_birth_in_two_centuries",
        label: two("1901·2001년생", "1901 or 2001"),
        group: Group::Certificate,
        about: two(
            "생년월일이 여섯 자리(010101)로 와서 1901년생인지 2001년생인지 알 수 없는 사람",
            "somebody whose birth date has the six digits 010101: born in 1901 or in 2001",
        ),
        name: "옹고집",
        born: day(2001, 1, 1),
        phone: "01000000101",
        certificate: Form::ShortBirth,
        ..*ADULT
    },
];

impl Persona {
    pub(crate) fn of(id: &str) -> Option<&'static Self> {
        PERSONAS.iter().copied().find(|persona| persona.id == id)
    }
}

/// GET /sandbox/personas
pub(crate) fn lines() -> impl Iterator<Item = PersonaLine> {
    PERSONAS.iter().map(|persona| PersonaLine {
        name: persona.id,
        en: persona.about.en,
        ko: persona.about.ko,
    })
}
