package bootpay

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"time"
)

// Identity is identity verification (본인인증): Begin it on your server, let the customer go through Bootpay's window, Confirm it
// once, and ask the Person what the law asks.
type Identity struct{ api *Api }

// Identity is identity verification with this client.
func (api *Api) Identity() Identity { return Identity{api} }

// Beginning is what Begin takes.
type Beginning struct {
	// What the person is verified for, in your own words; Person.Purpose gives it back.
	Purpose string
	// What tells this customer's session from all others, and no other session knows: a random text that your session keeps.
	// Only a keyed hash of it is in the token.
	Session string
	// When Confirm begins to refuse it, at most 30 minutes; 0: ten.
	ExpiresIn time.Duration
}

// Format prints it without the session.
func (beginning Beginning) Format(state fmt.State, verb rune) {
	type plain Beginning
	shown := plain(beginning)
	hide(&shown.Session)
	fmt.Fprintf(state, fmt.FormatString(state, verb), shown)
}

// LogValue is the same text, for log/slog.
func (beginning Beginning) LogValue() slog.Value { return printed(beginning) }

// Begun is a verification that was begun.
type Begun struct {
	// The order id, random and of this verification only.
	OrderId string
	// After this Confirm refuses it.
	ExpiresAt time.Time

	token   func() string
	request map[string]any
}

// Begin begins a verification. It sends nothing and stores nothing: the token is signed with a key that is derived from your
// private key, so any process with that key can confirm it.
func (identity Identity) Begin(beginning Beginning) (Begun, error) {
	core, err := identity.api.ready()
	if err != nil {
		return Begun{}, err
	}
	about := map[string]any{"purpose": beginning.Purpose, "session": beginning.Session}
	if beginning.ExpiresIn != 0 {
		about["expires_in"] = beginning.ExpiresIn.Seconds()
	}
	question, err := encode("identity.begin", KindInvalidRequest, about)
	if err != nil {
		return Begun{}, err
	}
	var told struct {
		OrderId   string         `json:"order_id"`
		Token     string         `json:"token"`
		ExpiresAt int64          `json:"expires_at"`
		Request   map[string]any `json:"request"`
	}
	if err := core.ask("begin_identity", nil, question, &told); err != nil {
		return Begun{}, err
	}
	return Begun{told.OrderId, time.Unix(told.ExpiresAt, 0), func() string { return told.Token }, told.Request}, nil
}

// Token is what Confirm needs, opaque and signed. It may go through the browser, or stay in your session. Keep it out of logs.
func (begun Begun) Token() string {
	if begun.token == nil {
		return ""
	}
	return begun.token()
}

// Request is what the page hands to BootPay.request, ready for JSON. The id is the project's web application id.
func (begun Begun) Request(webApplicationId string) map[string]any {
	request := map[string]any{"application_id": webApplicationId}
	for name, value := range begun.request {
		request[name] = value
	}
	return request
}

// Format prints it without the token.
func (begun Begun) Format(state fmt.State, _ rune) {
	fmt.Fprintf(state, "bootpay.Begun(%s, until %s)", begun.OrderId, begun.ExpiresAt.Format(time.RFC3339))
}

// LogValue is the same text, for log/slog.
func (begun Begun) LogValue() slog.Value { return printed(begun) }

// Confirmation is what Confirm takes. ReceiptId and Token may be whatever a browser sent.
type Confirmation struct {
	// What the browser's done gave you.
	ReceiptId string
	// What Begin gave you.
	Token string
	// The same as for Begin.
	Session string
	// The purpose that it must have; empty: whichever.
	Purpose string
	// What remembers which verification was used. Required.
	Once Once
}

// Format prints it without token and session.
func (confirmation Confirmation) Format(state fmt.State, verb rune) {
	type plain Confirmation
	shown := plain(confirmation)
	hide(&shown.Token)
	hide(&shown.Session)
	fmt.Fprintf(state, fmt.FormatString(state, verb), shown)
}

// LogValue is the same text, for log/slog.
func (confirmation Confirmation) LogValue() slog.Value { return printed(confirmation) }

// Confirm confirms a verification once, and gives the person. In this order: the token is genuine, of this session, for this
// purpose and not expired; the receipt is an identity's, of this very order, verified in time; it was not used before. Until the
// last of these nothing is used up: after a lost connection it can be confirmed again.
//
// An *IdentityError says that it is not to be believed; answer with its HTTPStatus and its CustomerMessage. What the store fails
// with comes as it is.
func (identity Identity) Confirm(confirmation Confirmation) (*Person, error) {
	core, err := identity.api.ready()
	if err != nil {
		return nil, err
	}
	if confirmation.Once == nil {
		return nil, refused("identity.confirm", "Once", "is missing: give a store, such as NewMemoryOnce()")
	}
	sent := map[string]any{"receipt_id": utf8Only(confirmation.ReceiptId), "token": utf8Only(confirmation.Token), "session": confirmation.Session}
	if confirmation.Purpose != "" {
		sent["purpose"] = confirmation.Purpose
	}
	var response APIResponse
	var data json.RawMessage
	if err := identity.api.call("identity.confirm", sent, &response, &data); err != nil {
		return nil, err
	}
	if err := response.Err(); err != nil {
		return nil, err
	}
	person, keep, err := personOf(response.answer.raw)
	if err != nil {
		return nil, err
	}
	isFirst, err := confirmation.Once.Consume(identity.api.ctx(), person.OrderId, keep)
	if err != nil {
		return nil, err
	}
	if !isFirst {
		question, err := json.Marshal(map[string]string{"receipt_id": person.ReceiptId})
		if err != nil {
			return nil, refused("identity.confirm", "receipt_id", "has no form in JSON")
		}
		var used json.RawMessage
		if err := core.ask("identity.used", nil, question, &used); err != nil {
			return nil, err
		}
		return nil, failed(used, nil, "identity.confirm")
	}
	return person, nil
}
