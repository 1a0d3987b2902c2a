package bootpay

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
)

// WebhookAnswer is what a webhook has to be answered with, as plain text: exactly this, or the server sends it again.
const WebhookAnswer = "OK"

// one byte more than the core reads, so that it is the core that refuses
const mostWebhook = 1<<20 + 1

// Webhook reads the webhooks that Bootpay sends to your server, and tells which are to be believed. A webhook is not signed:
// check its sender, act on the receipt, and only once.
//
//	event, err := api.Webhook().VerifyRequest(request, bootpay.Senders{})
//	receipt, err := api.Webhook().Reverify(event)
//	// act if order and price of the receipt are those of your books, then
//	io.WriteString(writer, bootpay.WebhookAnswer)
type Webhook struct{ api *Api }

// Webhook reads webhooks with this client's key.
func (api *Api) Webhook() Webhook { return Webhook{api} }

// Senders are whom to believe.
type Senders struct {
	// Your own proxies, as addresses or ranges such as 10.0.0.0/8; unix is one that brings the webhook over a Unix socket.
	TrustedProxies []string
	// Addresses or ranges to accept webhooks from; nil: Bootpay's, 223.130.82.0/24, and this machine too if the client talks to
	// a sandbox on it.
	AllowedSources []string
}

// Delivery is how a webhook arrived.
type Delivery struct {
	// The other end of the connection, with or without a port; empty over a Unix socket.
	RemoteAddress string
	// The header Content-Type; empty: by the first character of the body.
	ContentType string
	// The header X-Forwarded-For, which is read only behind TrustedProxies, from the right.
	ForwardedFor string
	Senders
}

// WebhookEvent is what a webhook says, without the private key; nil, or empty, where it says nothing.
type WebhookEvent struct {
	ReceiptId string `json:"receipt_id"`
	// Where the payment stands: 1 paid, 2 before approval, 20 cancelled … Act once per receipt and status.
	Status *int `json:"status"`
	// The amount and its tax-free part, in won.
	Price   *float64 `json:"price"`
	TaxFree *float64 `json:"tax_free"`
	// The order id that you issued.
	OrderId *string `json:"order_id"`
	// What was sold.
	Name *string `json:"name"`
	// How often it was sent before.
	RetryCount *int `json:"retry_count"`
	// The payment gateway's code, and the payment method's.
	Pg     *string `json:"pg"`
	Method *string `json:"method"`
	// When it was paid, YYYY-MM-DD HH:mm:ss in Korea time.
	PurchasedAt *string `json:"purchased_at"`
	// What the payment gateway reported, and all fields as they came, a number as a json.Number. They may hold somebody's name or
	// card number: keep them out of logs.
	PaymentData map[string]any `json:"payment_data"`
	Fields      map[string]any `json:"fields"`
}

// Format prints what identifies it alone: the other fields may hold personal data.
func (event WebhookEvent) Format(state fmt.State, _ rune) {
	status := "?"
	if event.Status != nil {
		status = fmt.Sprint(*event.Status)
	}
	fmt.Fprintf(state, "bootpay.WebhookEvent(receipt_id=%s status=%s)", event.ReceiptId, status)
}

// LogValue is the same text, for log/slog.
func (event WebhookEvent) LogValue() slog.Value { return printed(event) }

// Verify reads a webhook of either kind, form-encoded or JSON, after all that can be checked of it: the sender's address, and the
// private key, which the form-encoded kind has to have. It sends nothing. ErrWebhook: answer anything but WebhookAnswer, such
// as 403.
func (webhook Webhook) Verify(body []byte, delivery Delivery) (WebhookEvent, error) {
	told := map[string]any{"remote_address": delivery.RemoteAddress}
	if delivery.ContentType != "" {
		told["content_type"] = delivery.ContentType
	}
	if delivery.ForwardedFor != "" {
		told["forwarded_for"] = delivery.ForwardedFor
	}
	if delivery.TrustedProxies != nil {
		told["trusted_proxies"] = delivery.TrustedProxies
	}
	if delivery.AllowedSources != nil {
		told["allowed_sources"] = delivery.AllowedSources
	}
	return webhook.read(body, told)
}

// VerifyRequest does what Verify does, with a request as net/http has it. It reads the body. X-Forwarded-For is read only behind
// TrustedProxies; do not let another handler change RemoteAddr.
func (webhook Webhook) VerifyRequest(request *http.Request, senders Senders) (WebhookEvent, error) {
	body, err := io.ReadAll(io.LimitReader(request.Body, mostWebhook))
	if err != nil {
		return WebhookEvent{}, err
	}
	address := request.RemoteAddr
	if address == "@" { // net/http's word for a Unix socket
		address = ""
	}
	forwarded := ""
	for at, line := range request.Header.Values("X-Forwarded-For") {
		if at > 0 {
			forwarded += ", "
		}
		forwarded += line
	}
	return webhook.Verify(body, Delivery{address, request.Header.Get("Content-Type"), forwarded, senders})
}

// Parse reads a webhook and believes nothing: anybody may have written it. Verify what arrives.
func (webhook Webhook) Parse(body []byte, contentType string) (WebhookEvent, error) {
	told := map[string]any{"only_read": true}
	if contentType != "" {
		told["content_type"] = contentType
	}
	return webhook.read(body, told)
}

func (webhook Webhook) read(body []byte, delivery map[string]any) (WebhookEvent, error) {
	core, err := webhook.api.ready()
	if err != nil {
		return WebhookEvent{}, err
	}
	question, err := encode("webhook", KindInvalidRequest, delivery)
	if err != nil {
		return WebhookEvent{}, err
	}
	var told json.RawMessage
	if err := core.ask("webhook", body, question, &told); err != nil {
		return WebhookEvent{}, err
	}
	var event WebhookEvent
	decoder := json.NewDecoder(bytes.NewReader(told))
	decoder.UseNumber() // an id of many digits is none when it is rounded
	if decoder.Decode(&event) != nil {
		return WebhookEvent{}, &Error{Kind: KindInternal, Message: "the library's event cannot be read", Effect: EffectNone}
	}
	return event, nil
}

// Reverify reads the receipt of a webhook again and compares its status, its price and, if the webhook has one, its order id with
// what the webhook says. Act on the receipt, and only if order and price are also those that your own books have.
// ErrMismatch: the webhook is forged, or the payment went on since.
func (webhook Webhook) Reverify(event WebhookEvent) (Verify, error) {
	core, err := webhook.api.ready()
	if err != nil {
		return Verify{APIResponse: failedBy(err)}, err
	}
	kept, err := json.Marshal(map[string]any{
		"receipt_id": event.ReceiptId, "status": event.Status, "price": event.Price, "order_id": event.OrderId,
	})
	if err != nil {
		err := refused("receipt.get", "the event", "has no form in JSON")
		return Verify{APIResponse: failedBy(err)}, err
	}
	var params json.RawMessage
	if err := core.ask("expectations", nil, kept, &params); err != nil {
		return Verify{APIResponse: failedBy(err)}, err
	}
	var answer Verify
	err = webhook.api.call("receipt.get", params, &answer.APIResponse, &answer.Data)
	return answer, firstOf(err, answer.Err())
}
