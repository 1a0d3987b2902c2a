package tests

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	bootpay "github.com/bootpay/backend-go"
)

// The behaviours that every language shares; the format is in tests/cases/README.md.
type sharedCase struct {
	Description string         `json:"description"`
	Begin       *beginning     `json:"begin"`
	Setup       []setup        `json:"setup"`
	Operation   string         `json:"operation"`
	Params      map[string]any `json:"params"`
	Expect      struct {
		Answer   any             `json:"answer"`
		Outcome  bootpay.Outcome `json:"outcome"`
		Requests []any           `json:"requests"`
		Error    *struct {
			Kind       bootpay.Kind   `json:"kind"`
			Status     int            `json:"status"`
			Code       json.Number    `json:"code"`
			Effect     bootpay.Effect `json:"effect"`
			Reason     string         `json:"reason"`
			MessageHas string         `json:"message_has"`
		} `json:"error"`
	} `json:"expect"`
}

type beginning struct{ Purpose, Session string }

type setup struct {
	Method, Path string
	Body         any
}

// What a case would give that Go's types cannot hold is a mistake of the compiler's to find.
var cannotBeSaid = map[string]bool{"certificate-id-of-another-type": true}

// given are the fields of a case.
type given map[string]any

func (given given) text(name string) string {
	text, _ := given[name].(string)
	return text
}

func (given given) number(name string) *int {
	switch value := given[name].(type) {
	case float64:
		return bootpay.Ptr(int(value))
	case string:
		number, err := strconv.ParseFloat(value, 64)
		if err != nil {
			panic(err)
		}
		return bootpay.Ptr(int(number))
	}
	return nil
}

// fill puts the fields into a struct, as somebody would write them in Go.
func (given given) fill(payload any) {
	said := map[string]any{}
	for name, value := range given {
		said[name] = value
		switch text, isText := value.(string); {
		case name == "gender" && value == 0.0:
			said[name] = bootpay.Female
		case (name == "price" || name == "tax_free") && isText: // what a decimal column gives
			said[name] = json.Number(text)
		case name == "extra":
			said[name] = numbers(value)
		case name == "params" && !isText:
			written, err := json.Marshal(value)
			if err != nil {
				panic(err)
			}
			said[name] = string(written)
		}
	}
	text, err := json.Marshal(said)
	if err != nil {
		panic(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(payload); err != nil {
		panic(err)
	}
	if cancel, ok := payload.(*bootpay.CancelData); ok && given["price"] == nil {
		cancel.Price = bootpay.All
	}
}

// numbers has the switches that the official structs declare as numbers.
func numbers(options any) map[string]any {
	said := map[string]any{}
	for name, value := range options.(map[string]any) {
		if said[name] = value; value == true && (name == "raw_data" || name == "subscribe_test_payment") {
			said[name] = 1
		}
	}
	return said
}

// keeping is a store that keeps nothing but how long it was to keep it.
type keeping struct{ seconds int }

func (once *keeping) Consume(_ context.Context, _ string, keep time.Duration) (bool, error) {
	once.seconds = int(keep.Seconds())
	return true, nil
}

func confirmed(api *bootpay.Api, given given) (any, error) {
	once := &keeping{}
	person, err := api.Identity().Confirm(bootpay.Confirmation{
		ReceiptId: given.text("receipt_id"), Token: given.text("token"), Session: given.text("session"),
		Purpose: given.text("purpose"), Once: once,
	})
	if err != nil {
		return nil, err
	}
	text := func(value *bootpay.Private) any {
		if value == nil {
			return nil
		}
		return value.Reveal()
	}
	hashed := func(value *bootpay.Hashed) any {
		if value == nil {
			return nil
		}
		return value.Reveal()
	}
	masked := map[string]any{"name": nil, "birth": nil, "phone": nil}
	if person.Name != nil {
		masked["name"] = person.Name.String()
	}
	if person.Birth != nil {
		masked["birth"] = person.Birth.String()
	}
	if person.Phone != nil {
		masked["phone"] = person.Phone.String()
	}
	verified := any(nil)
	if person.VerifiedAt != nil {
		verified = person.VerifiedAt.Format(time.RFC3339)
	}
	return map[string]any{
		"order_id": person.OrderId, "receipt_id": person.ReceiptId, "purpose": person.Purpose, "name": text(person.Name),
		"birth": text(person.Birth), "birth_is_ambiguous": person.BirthIsAmbiguous, "gender": person.Gender,
		"foreigner": person.Foreigner, "phone": hashed(person.Phone), "carrier": person.Carrier, "ci": hashed(person.CI),
		"di": hashed(person.DI), "tid": person.Tid, "verified_at": verified, "keep_used_for": once.seconds, "masked": masked,
	}, nil
}

func init() {
	calls["token.request"] = func(api *bootpay.Api, _ given) (any, error) { return api.GetToken() }
	calls["receipt.get"] = func(api *bootpay.Api, given given) (any, error) {
		expected := bootpay.Expected{Price: given.number("expected_price"), Status: given.number("expected_status")}
		if order, ok := given["expected_order_id"].(string); ok {
			expected.OrderId = &order
		}
		if expected == (bootpay.Expected{}) {
			return api.Verify(given.text("receipt_id"))
		}
		return api.VerifyExpected(given.text("receipt_id"), expected)
	}
	calls["receipt.settle"] = func(api *bootpay.Api, given given) (any, error) {
		return api.SettleCancel(bootpay.LostCancel{
			ReceiptId: given.text("receipt_id"), CancelPrice: given.number("cancel_price"),
			CancelledBefore: given.number("cancelled_before"),
		})
	}
	calls["identity.confirm"] = confirmed
}

// replaced puts what a verification that was begun gave into a case.
func replaced(content any, begun bootpay.Begun) any {
	switch content := content.(type) {
	case map[string]any:
		for name, value := range content {
			content[name] = replaced(value, begun)
		}
	case []any:
		for at, value := range content {
			content[at] = replaced(value, begun)
		}
	case string:
		switch content {
		case "$begun.order_id":
			return begun.OrderId
		case "$begun.token":
			return begun.Token()
		}
	}
	return content
}

func TestSharedCases(t *testing.T) {
	files := must2(filepath.Glob(filepath.Join(os.Getenv("BOOTPAY_CASES"), "*.json")))
	if len(files) < 60 {
		t.Fatalf("BOOTPAY_CASES has %d cases", len(files))
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		t.Run(name, func(t *testing.T) { runCase(t, name, must2(os.ReadFile(file))) })
	}
}

func must2[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func runCase(t *testing.T, name string, text []byte) {
	if cannotBeSaid[name] {
		t.Skip("Go's types cannot hold what this case gives")
	}
	var shared sharedCase
	var whole any
	api := fresh(t)
	if err := json.Unmarshal(text, &shared); err != nil {
		t.Fatal(err)
	}
	if shared.Begin != nil {
		begun := must2(api.Identity().Begin(bootpay.Beginning{Purpose: shared.Begin.Purpose, Session: shared.Begin.Session}))
		whole = replaced(parsed(t, text), begun)
		if err := json.Unmarshal(must2(json.Marshal(whole)), &shared); err != nil {
			t.Fatal(err)
		}
	}
	for _, request := range shared.Setup {
		if err := box.Control(request.Method, request.Path, request.Body, nil); err != nil {
			t.Fatal(err)
		}
	}
	call := calls[shared.Operation]
	if call == nil {
		t.Fatalf("Go has no call for %s", shared.Operation)
	}
	answer, err := call(api, shared.Params)
	if expected := shared.Expect.Error; expected != nil {
		if holder, ok := answer.(interface{ Err() error }); ok && err == nil {
			err = holder.Err()
		}
		var failed *bootpay.Error
		if !errors.As(err, &failed) {
			t.Fatalf("the call gave %v and %v", answer, err)
		}
		equal(t, failed.Kind, expected.Kind)
		equal(t, failed.Status, expected.Status)
		equal(t, failed.Code, expected.Code.String())
		equal(t, failed.Effect, expected.Effect)
		holds(t, failed.Error(), expected.MessageHas)
		var identity *bootpay.IdentityError
		if errors.As(err, &identity) != (expected.Reason != "") || identity != nil && identity.Reason != expected.Reason {
			t.Fatalf("wanted the reason %q: %v", expected.Reason, err)
		}
		if shared.Expect.Requests == nil {
			return
		}
	} else {
		if err != nil {
			t.Fatal(err)
		}
		good(t, answer, shared)
	}
	if seen := sent(t); !fits(shared.Expect.Requests, seen) {
		t.Fatalf("the server saw %v", seen)
	}
}

// good looks at a good answer: as it came, and in the struct's fields.
func good(t *testing.T, answer any, shared sharedCase) {
	t.Helper()
	if person, ok := answer.(map[string]any); ok {
		data := shared.Expect.Answer.(map[string]any)["data"].(map[string]any)
		delete(data, "birth_text") // how the agency wrote the date is not told
		if found := parsed(t, must2(json.Marshal(person))); !fits(data, found) {
			t.Fatalf("the person is %v", found)
		}
		return
	}
	outcome := bootpay.Outcome("")
	if settlement, ok := answer.(bootpay.Settlement); ok {
		outcome, answer = settlement.Outcome, settlement.Receipt
	}
	response := answer.(interface {
		Err() error
		Raw() json.RawMessage
		Meta() bootpay.Meta
	})
	if response.Err() != nil {
		t.Fatal(response.Err())
	}
	if outcome == "" {
		outcome = response.Meta().Outcome
	}
	equal(t, outcome, shared.Expect.Outcome)
	raw := parsed(t, response.Raw())
	if !fits(shared.Expect.Answer, raw) {
		t.Fatalf("the answer is %s", response.Raw())
	}
	typed := parsed(t, must2(json.Marshal(answer)))
	data, _ := typed.(map[string]any)["data"].(map[string]any)
	came, _ := raw.(map[string]any)["data"].(map[string]any)
	for name, value := range data {
		if found, ok := came[name]; ok && found != nil && reflect.TypeOf(found) == reflect.TypeOf(value) {
			if _, isObject := value.(map[string]any); !isObject && !reflect.DeepEqual(found, value) {
				t.Fatalf("%s is %v in the struct, and came as %v", name, value, found)
			}
		}
	}
}
