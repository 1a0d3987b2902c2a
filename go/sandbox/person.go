package sandbox

import (
	"maps"
	"time"
)

// Fields are a JSON object: those of a control call, as the README of bootpay-sandbox names them, or of its answer.
type Fields map[string]any

// ReceiptId is what the person or the payment of an answer is read with.
func (fields Fields) ReceiptId() string {
	id, _ := fields["receipt_id"].(string)
	return id
}

func (fields Fields) given() Fields { return maps.Clone(fields) }

// Person says who is verified. A field that is zero or empty is not sent. Ages are those of the sandbox's clock.
type Person struct {
	// Somebody who is known by name, such as turns_19_this_year or foreigner; `bootpay sandbox person --list` says who there is.
	// Other fields win over the persona's own.
	Persona string
	// 만 나이, with the birthday today. Of Persona, Age, YearAge and Birth there is one at most.
	Age int
	// 연 나이, with the birthday on 31 December.
	YearAge int
	// Such as 1990-10-04.
	Birth string
	// How long ago the person was verified.
	VerifiedAgo time.Duration
	// What the certificate lacks: ci, di, phone, carrier, foreigner, birth, gender, name, order_id.
	Without []string
	// The order that the verification was begun for.
	OrderId string

	Username, Phone string
	// The others of POST /sandbox/identities; nil leaves one out of the certificate.
	More Fields
}

func (person Person) given() Fields {
	fields := Fields{}
	for name, text := range map[string]string{
		"persona": person.Persona, "birth": person.Birth, "order_id": person.OrderId,
		"username": person.Username, "phone": person.Phone,
	} {
		if text != "" {
			fields[name] = text
		}
	}
	for name, number := range map[string]int64{
		"age": int64(person.Age), "year_age": int64(person.YearAge), "verified_ago": int64(person.VerifiedAgo / time.Second),
	} {
		if number != 0 {
			fields[name] = number
		}
	}
	if person.Without != nil {
		fields["without"] = person.Without
	}
	maps.Copy(fields, person.More)
	return fields
}

// Person verifies somebody who is made up. The answer has the ReceiptId to read the certificate with.
func (box *Sandbox) Person(person Person) (Fields, error) { return box.Identity(person.given()) }

// Identity is Person with the fields of POST /sandbox/identities as they are.
func (box *Sandbox) Identity(fields Fields) (Fields, error) {
	return box.control.post("/sandbox/identities", fields)
}
