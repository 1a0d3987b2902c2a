package bootpay

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"sort"
)

// RestConfig has the project's keys in the official payloads. They are never sent: the client's own are.
type RestConfig struct {
	ApplicationId string `json:"application_id"`
	PrivateKey    string `json:"private_key"`
}

// APIResponse is what the server answered. Every answer has it. Err decides whether the call succeeded.
type APIResponse struct {
	// The HTTP status, or the one that the answer names where HTTP says yes and it says no.
	Status int `json:"status"`
	// 0 only after a success. After a refusal it is Bootpay's own code, or -1 if the server sent no code, or a word, which Err has.
	Code    int    `json:"code"`
	Message string `json:"message"`
	// Numbers in maps and lists are float64, which rounds beyond 2^53; Raw has their digits.
	Data interface{} `json:"data"`

	answer *answer
}

// answer is what is to be known of an answer beside its fields.
type answer struct {
	raw    json.RawMessage
	meta   json.RawMessage
	failed error
}

// Meta is what is to be known of a call beside its answer. It holds nothing personal.
type Meta struct {
	// The call, such as certificate.get.
	Operation string `json:"operation"`
	// The HTTP status.
	Status int `json:"status"`
	// How often the request was sent; token requests are not counted.
	Attempts int `json:"attempts"`
	// The id that was sent as X-Request-Id.
	RequestId string `json:"request_id"`
	// Of a cancel: the id that it carried. Repeating the cancel with it cannot cancel twice.
	CancelId string `json:"cancel_id"`
	// OutcomeDone if the answer of a cancel was lost and its receipt shows it; the data comes from the receipt then.
	Outcome Outcome `json:"outcome"`
	// How long the call took in all; 0 if the server refused.
	DurationMs int `json:"duration_ms"`
}

// Err decides: it is nil after a success alone, and else says why the call failed, an *Error with KindApi if the server refused.
// Where the method gave an error, it is that one.
func (response APIResponse) Err() error {
	if response.answer == nil {
		return nil
	}
	return response.answer.failed
}

// Raw is the server's answer as it came. It may hold personal data: keep it out of logs.
func (response APIResponse) Raw() json.RawMessage {
	if response.answer == nil {
		return nil
	}
	return response.answer.raw
}

// Meta tells how the call went.
func (response APIResponse) Meta() Meta {
	var meta Meta
	if response.answer != nil {
		_ = json.Unmarshal(response.answer.meta, &meta) // null is nothing
	}
	return meta
}

// Format prints the official fields, of Data only the names.
func (response APIResponse) Format(state fmt.State, verb rune) {
	response.print(state, verb, names(response.Data))
}

// LogValue is the same text, for log/slog.
func (response APIResponse) LogValue() slog.Value { return printed(response) }

func (response APIResponse) print(state fmt.State, verb rune, data any) {
	shown := struct {
		Status, Code int
		Message      string
		Data         any
	}{response.Status, response.Code, response.Message, data}
	hide(&shown.Message)
	if err := response.Err(); err != nil {
		// servers repeat what they refuse
		var told struct {
			Data any `json:"data"`
		}
		_ = json.Unmarshal(response.Raw(), &told)
		shown.Message, shown.Data = err.Error(), names(told.Data)
	}
	fmt.Fprintf(state, fmt.FormatString(state, verb), shown)
}

// names is what may be printed of data that nobody has described.
func names(data any) any {
	switch data := data.(type) {
	case nil:
		return nil
	case map[string]interface{}:
		shown := []string{}
		for name := range data {
			shown = append(shown, name)
		}
		sort.Strings(shown)
		return shown
	case []interface{}:
		shown := make([]any, len(data))
		for at, item := range data {
			shown[at] = names(item)
		}
		return shown
	default:
		return redacted
	}
}

// failedBy is the answer of a call that got none.
func failedBy(err error) APIResponse {
	return APIResponse{Code: noNumber, answer: &answer{failed: err}}
}

// PaymentData is the gateway's or the agency's report. Which fields there are depends on how was paid; Raw has all.
type PaymentData struct {
	Username  string `json:"username"`
	Phone     string `json:"phone"`
	Birth     string `json:"birth"`
	Gender    string `json:"gender"`
	Unique    string `json:"unique"`
	Di        string `json:"di"`
	ReceiptId string `json:"receipt_id"`
	N         string `json:"n"`
	P         int    `json:"p"`
	Tid       string `json:"tid"`
	Pg        string `json:"pg"`
	Pm        string `json:"pm"`
	PgA       string `json:"pg_a"`
	PmA       string `json:"pm_a"`
	OId       string `json:"o_id"`
	PAt       string `json:"p_at"`
	S         int    `json:"s"`
	G         int    `json:"g"`

	// Of a card.
	CardName   string `json:"card_name,omitempty"`
	CardNo     string `json:"card_no,omitempty"`
	CardQuota  string `json:"card_quota,omitempty"`
	CardCode   string `json:"card_code,omitempty"`
	CardAuthNo string `json:"card_auth_no,omitempty"`

	// Of a transfer or a virtual account.
	Bankname      string `json:"bankname,omitempty"`
	Account       string `json:"account,omitempty"`
	Accountholder string `json:"accountholder,omitempty"`
	Expiredate    string `json:"expiredate,omitempty"`

	// The report as it came.
	Raw json.RawMessage `json:"-"`
}

// Format prints it with personal data masked.
func (data PaymentData) Format(state fmt.State, verb rune) {
	type plain PaymentData
	shown := plain(data)
	mask("payment_data", &shown)
	shown.Raw = nil
	fmt.Fprintf(state, fmt.FormatString(state, verb), shown)
}

// LogValue is the same text, for log/slog.
func (data PaymentData) LogValue() slog.Value { return printed(data) }

// printed is what a log shows of a value that prints masked.
func printed(value any) slog.Value { return slog.StringValue(fmt.Sprintf("%+v", value)) }

const redacted = "[redacted]"

func hide(text *string) {
	if *text != "" {
		*text = redacted
	}
}

func hideMap(fields *map[string]interface{}) {
	if *fields != nil {
		*fields = map[string]interface{}{redacted: redacted}
	}
}

// mask lets the core mask a part of an answer, which has its rules from where it stands.
func mask(part string, shown any) {
	whole, err := json.Marshal(map[string]any{part: shown})
	masked := map[string]json.RawMessage{}
	if err == nil {
		err = (&core{}).ask("identity.masked", nil, whole, &masked)
	}
	if err != nil {
		masked = nil
	}
	empty(shown)
	decode(masked[part], shown)
}
