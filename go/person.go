package bootpay

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sort"
	"time"
	"unicode/utf8"
)

// Law is a Korean law that asks for an age. Ages are those of the calendar in Korea. This is not legal advice.
type Law string

// The laws.
const (
	// 청소년 보호법: whoever turns 19 this year or did before, for alcohol, tobacco, games, films and music.
	YouthProtection Law = "youth_protection"
	// 민법: 만 19, for contracts.
	Civil Law = "civil"
	// 아동복지법: 만 18.
	ChildWelfare Law = "child_welfare"
	// 개인정보 보호법: 만 14, from when on no guardian has to consent.
	GuardianConsent Law = "guardian_consent"
)

// ErrNoBirth says that the birth date is not known, or is to come.
var ErrNoBirth = errors.New("bootpay: the birth date is not known")

// Person is somebody who was verified and may be believed. What is nil was not sent, because it is not enabled for your project.
// What says who it is prints masked, in fmt, log/slog and JSON; Reveal gives it.
type Person struct {
	// The order id that this verification was begun with, and the receipt that proves it.
	OrderId, ReceiptId string
	// What Begin was told.
	Purpose string
	// The real name. A foreigner's is in Latin letters, with spaces.
	Name *Private
	// The birth date, YYYY-MM-DD; also nil if what the agency sent cannot be one.
	Birth *Private
	// Do the six digits of the birth date fit two centuries? Birth is the later one then, so that somebody of 100 years or more
	// counts as a child, and a human must look.
	BirthIsAmbiguous bool
	// The registered sex: male, female, or what else the agency wrote.
	Gender *string
	// Whether the person is a foreigner.
	Foreigner *bool
	// The phone number. Numbers are given to new people: it is never a person's key.
	Phone *Hashed
	// The mobile carrier as the agency wrote it, such as SKT.
	Carrier *string
	// CI (연계정보), the same for one person on every site, and DI (중복가입확인정보), another one on every site.
	CI, DI *Hashed
	// The agency's transaction id, for disputes.
	Tid *string
	// When the agency verified the person, in Korea's time zone.
	VerifiedAt *time.Time

	told func() json.RawMessage
}

func personOf(reply []byte) (*Person, time.Duration, error) {
	var told struct {
		Data json.RawMessage `json:"data"`
	}
	var data struct {
		OrderId          string  `json:"order_id"`
		ReceiptId        string  `json:"receipt_id"`
		Purpose          string  `json:"purpose"`
		Name             string  `json:"name"`
		Birth            *string `json:"birth"`
		BirthIsAmbiguous bool    `json:"birth_is_ambiguous"`
		Gender           *string `json:"gender"`
		Foreigner        *bool   `json:"foreigner"`
		Phone            *string `json:"phone"`
		Carrier          *string `json:"carrier"`
		CI               *string `json:"ci"`
		DI               *string `json:"di"`
		Tid              *string `json:"tid"`
		VerifiedAt       *string `json:"verified_at"`
		KeepUsedFor      int     `json:"keep_used_for"`
		Masked           struct {
			Name  string `json:"name"`
			Birth string `json:"birth"`
			Phone string `json:"phone"`
		} `json:"masked"`
	}
	if json.Unmarshal(reply, &told) != nil || json.Unmarshal(told.Data, &data) != nil {
		return nil, 0, &Error{Kind: KindInternal, Message: "the person cannot be read", Operation: "identity.confirm", Effect: EffectNone}
	}
	person := &Person{
		OrderId: data.OrderId, ReceiptId: data.ReceiptId, Purpose: data.Purpose, BirthIsAmbiguous: data.BirthIsAmbiguous,
		Gender: data.Gender, Foreigner: data.Foreigner, Carrier: data.Carrier, Tid: data.Tid,
		Name:  private(&data.Name, data.Masked.Name),
		Birth: private(data.Birth, data.Masked.Birth),
		Phone: hashed("phone", data.Phone, data.Masked.Phone),
		CI:    hashed("ci", data.CI, "CI(…)"),
		DI:    hashed("di", data.DI, "DI(…)"),
		told:  func() json.RawMessage { return told.Data },
	}
	if data.VerifiedAt != nil {
		if moment, err := time.Parse(time.RFC3339, *data.VerifiedAt); err == nil {
			person.VerifiedAt = &moment
		}
	}
	return person, time.Duration(data.KeepUsedFor) * time.Second, nil
}

// Age is 만 나이 today in Korea, or on a day there, YYYY-MM-DD. ErrNoBirth if the birth date is not known.
func (person *Person) Age(on ...string) (int, error) {
	ages, err := person.ages(on)
	return ages.Age, err
}

// YearAge is 연 나이, the year less the year of birth, today in Korea, or on a day there.
func (person *Person) YearAge(on ...string) (int, error) {
	ages, err := person.ages(on)
	return ages.YearAge, err
}

type ages struct{ Age, YearAge int }

func (person *Person) ages(on []string) (ages, error) {
	var told struct {
		Age     *int `json:"age"`
		YearAge *int `json:"year_age"`
	}
	if person.Birth == nil {
		return ages{}, ErrNoBirth
	}
	err := person.ask("ages", on, map[string]any{"birth": person.Birth.Reveal()}, &told)
	if err == nil && told.Age == nil {
		err = ErrNoBirth
	}
	if err != nil {
		return ages{}, err
	}
	return ages{*told.Age, *told.YearAge}, nil
}

// IsAdult says whether the person has the age that this law asks for, today in Korea, or on a day there, YYYY-MM-DD. It is false
// also if the birth date is not known. An error is an unknown law, or no day of the calendar.
func (person *Person) IsAdult(law Law, on ...string) (bool, error) {
	var told struct {
		Adult bool `json:"adult"`
	}
	question := map[string]any{"law": law}
	if person.Birth != nil {
		question["birth"] = person.Birth.Reveal()
	}
	err := person.ask("is_adult", on, question, &told)
	return told.Adult && err == nil, err
}

// Proof is what may be kept when only an age was needed: the verdict and what proves it, and nothing about who it is. An Adult
// that is false is not to be kept for longer than the day.
type Proof struct {
	Law        Law     `json:"law"`
	Adult      bool    `json:"adult"`
	Rule       string  `json:"rule"`
	On         string  `json:"on"`
	CheckedAt  string  `json:"checked_at"`
	OrderId    string  `json:"order_id"`
	ReceiptId  string  `json:"receipt_id"`
	Tid        *string `json:"tid"`
	VerifiedAt *string `json:"verified_at"`
}

// Minimal is what may be kept when only this law's age was needed.
func (person *Person) Minimal(law Law, on ...string) (Proof, error) {
	var proof Proof
	err := person.ask("minimal", on, map[string]any{"law": law, "person": person.told()}, &proof)
	return proof, err
}

// Keys are the keys of hashes, of at least 16 random bytes, by their versions.
type Keys map[int][]byte

// Format prints their versions alone.
func (keys Keys) Format(state fmt.State, _ rune) {
	versions := []int{}
	for version := range keys {
		versions = append(versions, version)
	}
	sort.Ints(versions)
	fmt.Fprintf(state, "bootpay.Keys%v", versions)
}

// LogValue is the same text, for log/slog.
func (keys Keys) LogValue() slog.Value { return printed(keys) }

func (keys Keys) told() []map[string]any {
	told := []map[string]any{}
	for version, key := range keys {
		told = append(told, map[string]any{"version": version, "key": key})
	}
	return told
}

// Stored are the hashes that you keep of somebody. What is empty matches nobody.
type Stored struct{ CI, DI, Phone string }

// Format prints no hash: whoever has the key finds the person by it.
func (stored Stored) Format(state fmt.State, verb rune) {
	type plain Stored
	shown := plain(stored)
	hide(&shown.CI)
	hide(&shown.DI)
	hide(&shown.Phone)
	fmt.Fprintf(state, fmt.FormatString(state, verb), shown)
}

// LogValue is the same text, for log/slog.
func (stored Stored) LogValue() slog.Value { return printed(stored) }

// MatchedBy says by which of the hashes that you keep of somebody this is the same person, the strongest first: ci, di, phone or
// nothing. phone alone means the same number and another CI: the number has a new owner, or two people share a phone.
func (person *Person) MatchedBy(stored Stored, keys Keys) (string, error) {
	kept := map[string]any{}
	for name, hash := range map[string]string{"ci": stored.CI, "di": stored.DI, "phone": stored.Phone} {
		if hash != "" {
			kept[name] = hash
		}
	}
	question := map[string]any{"stored": kept, "keys": keys.told()}
	for name, value := range map[string]*Hashed{"ci": person.CI, "di": person.DI, "phone": person.Phone} {
		if value != nil {
			question[name] = value.Reveal()
		}
	}
	var told struct {
		By *string `json:"by"`
	}
	if err := person.ask("matched_by", nil, question, &told); err != nil || told.By == nil {
		return "", err
	}
	return *told.By, nil
}

func (person *Person) ask(verb string, on []string, question map[string]any, answer any) error {
	if len(on) > 0 {
		question["on"] = on[0]
	}
	return asked(verb, question, answer)
}

func asked(verb string, question map[string]any, answer any) error {
	text, err := json.Marshal(question)
	if err != nil {
		return refused("", verb, "has no form in JSON")
	}
	return (&core{}).ask("identity."+verb, nil, text, answer)
}

// shown is the person masked.
func (person *Person) shown() map[string]any {
	return map[string]any{
		"order_id": person.OrderId, "receipt_id": person.ReceiptId, "purpose": person.Purpose, "name": person.Name,
		"birth": person.Birth, "birth_is_ambiguous": person.BirthIsAmbiguous, "gender": person.Gender,
		"foreigner": person.Foreigner, "phone": person.Phone, "carrier": person.Carrier, "ci": person.CI, "di": person.DI,
		"tid": person.Tid, "verified_at": person.VerifiedAt,
	}
}

// Format prints the person masked.
func (person *Person) Format(state fmt.State, _ rune) {
	if person == nil {
		fmt.Fprint(state, "<nil>")
		return
	}
	fmt.Fprintf(state, "bootpay.Person(order_id=%s receipt_id=%s purpose=%s name=%s birth=%s phone=%s ci=%s di=%s)",
		person.OrderId, person.ReceiptId, person.Purpose, person.Name, person.Birth, person.Phone, person.CI, person.DI)
}

// LogValue is the same text, for log/slog.
func (person *Person) LogValue() slog.Value { return printed(person) }

// MarshalJSON gives the person masked.
func (person *Person) MarshalJSON() ([]byte, error) { return json.Marshal(person.shown()) }

// Private is a value that says who somebody is. It prints masked, in fmt, log/slog and JSON; Reveal gives it. All methods of a
// nil one give nothing.
type Private struct {
	value  func() string // not where a printer looks
	masked string
}

func private(value *string, masked string) *Private {
	if value == nil {
		return nil
	}
	clear := *value
	return &Private{func() string { return clear }, masked}
}

// Reveal gives the value. Keep it out of logs.
func (private *Private) Reveal() string {
	if private == nil || private.value == nil {
		return ""
	}
	return private.value()
}

// String is masked.
func (private *Private) String() string {
	if private == nil {
		return ""
	}
	return private.masked
}

// Format prints it masked.
func (private *Private) Format(state fmt.State, _ rune) { fmt.Fprint(state, private.String()) }

// LogValue is masked, for log/slog.
func (private *Private) LogValue() slog.Value { return slog.StringValue(private.String()) }

// MarshalText is masked.
func (private *Private) MarshalText() ([]byte, error) { return []byte(private.String()), nil }

// Hashed is a private value that is found again by a keyed hash, so that it need not be kept in clear.
type Hashed struct {
	Private
	what string
}

func hashed(what string, value *string, masked string) *Hashed {
	if value == nil {
		return nil
	}
	return &Hashed{*private(value, masked), what}
}

// Reveal gives the value. Keep it out of logs.
func (hashed *Hashed) Reveal() string {
	if hashed == nil {
		return ""
	}
	return hashed.Private.Reveal()
}

// String is masked.
func (hashed *Hashed) String() string {
	if hashed == nil {
		return ""
	}
	return hashed.masked
}

// Format prints it masked.
func (hashed *Hashed) Format(state fmt.State, _ rune) { fmt.Fprint(state, hashed.String()) }

// LogValue is masked, for log/slog.
func (hashed *Hashed) LogValue() slog.Value { return slog.StringValue(hashed.String()) }

// MarshalText is masked.
func (hashed *Hashed) MarshalText() ([]byte, error) { return []byte(hashed.String()), nil }

// HMAC gives the keyed hash to store and to look up, such as 1:Zm9v…. Anyone who has the key can find the person by it, so it is
// personal data too; a leak of it reveals less. The key is of at least 16 random bytes, which are kept outside of the database
// that the hash is in; its version stands in front of the hash.
func (hashed *Hashed) HMAC(key []byte, version int) (string, error) {
	if hashed == nil {
		return "", refused("", "the value", "was not sent, so that it has no hash")
	}
	var told struct {
		Hash string `json:"hash"`
	}
	question := map[string]any{"what": hashed.what, "value": hashed.Reveal(), "key": key, "version": version}
	err := asked("hmac", question, &told)
	return told.Hash, err
}

// Matches says whether the stored hash is this person's, with whichever of the keys it was made. What is empty, damaged or of an
// unknown version matches nobody.
func (hashed *Hashed) Matches(stored string, keys Keys) (bool, error) {
	if hashed == nil {
		return false, nil
	}
	var told struct {
		Matches bool `json:"matches"`
	}
	question := map[string]any{"what": hashed.what, "value": hashed.Reveal(), "stored": stored, "keys": keys.told()}
	err := asked("matches", question, &told)
	return told.Matches && err == nil, err
}

// PersonalFields are the names of fields that hold something about a person, a card or an account, and of keys and tokens, for a
// log's filter.
func PersonalFields() []string {
	var told struct {
		Fields []string `json:"fields"`
	}
	_ = asked("personal_fields", map[string]any{}, &told)
	return told.Fields
}

// utf8Only gives a browser's text, or nothing if it is none.
func utf8Only(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	return ""
}
