package tests

import (
	"encoding/json"
	"errors"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	bootpay "github.com/bootpay/backend-go"
)

// The webhooks that every language shares; the format is in tests/webhooks/README.md.
type sharedWebhook struct {
	Client     string           `json:"client"`
	Deliveries []map[string]any `json:"deliveries"`
	Event      any              `json:"event"`
	Error      *struct {
		Kind       bootpay.Kind `json:"kind"`
		MessageHas string       `json:"message_has"`
	} `json:"error"`
}

const sandboxKey = "Ym9vdHBheSBzYW5kYm94IGtleSB0ZXN0IGtleSBtYWQ="

var webhookClients = map[string]bootpay.Config{
	"live":      {BaseURL: "https://api.example.com"},
	"sandbox":   {BaseURL: "http://127.0.0.1:1", PrivateKey: sandboxKey},
	"container": {BaseURL: "http://sandbox:8300", PrivateKey: sandboxKey},
	"proxy":     {BaseURL: "http://127.0.0.1:1", PrivateKey: "bm90IGEgc2FuZGJveCBrZXk6IGEgbGl2ZSBwcm9qZWM="},
}

func TestSharedWebhooks(t *testing.T) {
	files := must2(filepath.Glob(filepath.Join(os.Getenv("BOOTPAY_WEBHOOKS"), "*.json")))
	if len(files) < 20 {
		t.Fatalf("BOOTPAY_WEBHOOKS has %d webhooks", len(files))
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			var shared sharedWebhook
			if err := json.Unmarshal(must2(os.ReadFile(file)), &shared); err != nil {
				t.Fatal(err)
			}
			api := clientOf(t, webhookClients[shared.Client])
			for _, delivery := range shared.Deliveries {
				event, err := received(api, delivery)
				if wanted := shared.Error; wanted != nil {
					failed := failedCall(t, err)
					equal(t, failed.Kind, wanted.Kind)
					holds(t, failed.Message, wanted.MessageHas)
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				equal(t, parsed(t, must2(json.Marshal(event))), shared.Event)
			}
		})
	}
}

func received(api *bootpay.Api, told map[string]any) (bootpay.WebhookEvent, error) {
	text := func(name string) string { value, _ := told[name].(string); return value }
	texts := func(name string) (values []string) {
		list, isThere := told[name].([]any)
		if isThere {
			values = []string{}
		}
		for _, value := range list {
			values = append(values, value.(string))
		}
		return values
	}
	body := []byte(text("body"))
	if latin, ok := told["body_latin1"].(string); ok {
		body = nil
		for _, letter := range latin {
			body = append(body, byte(letter))
		}
	}
	if _, ok := told["remote_address"]; !ok {
		return api.Webhook().Parse(body, text("content_type"))
	}
	return api.Webhook().Verify(body, bootpay.Delivery{
		RemoteAddress: text("remote_address"), ContentType: text("content_type"), ForwardedFor: text("forwarded_for"),
		Senders: bootpay.Senders{TrustedProxies: texts("trusted_proxies"), AllowedSources: texts("allowed_sources")},
	})
}

const webhookBody = `{"receipt_id":"5df6e67d4f74b4002a77e0eb","order_id":"1576461949","price":3000,"status":1,"payment_data":{"card_name":"CANARY"}}`

// An id of many digits is another one when it is rounded.
func TestNumbersOfAWebhookKeepTheirDigits(t *testing.T) {
	body := `{"receipt_id":"r","status":1,"price":3000,"order_no":9007199254740993,"payment_data":{"tid":9007199254740993}}`
	event := must2(fresh(t).Webhook().Parse([]byte(body), ""))
	equal(t, event.Fields["order_no"], json.Number("9007199254740993"))
	holds(t, string(must2(json.Marshal(event.PaymentData))), "9007199254740993")
}

func TestAWebhookOfNetHTTP(t *testing.T) {
	api := fresh(t)
	request := httptest.NewRequest("POST", "/bootpay", strings.NewReader(webhookBody))
	request.RemoteAddr = "10.0.0.9:4000"
	request.Header.Add("X-Forwarded-For", "6.6.6.6, 223.130.82.4")
	request.Header.Add("X-Forwarded-For", "10.0.0.7")
	live := clientOf(t, webhookClients["live"]).Webhook() // which believes no private network
	event := must2(live.VerifyRequest(request, bootpay.Senders{TrustedProxies: []string{"10.0.0.0/8"}}))
	equal(t, *event.Price, 3000.0)
	equal(t, strings.Contains(prints(event), "CANARY"), false)
	receipt := must2(api.Webhook().Reverify(event))
	equal(t, receipt.Data.Price, 3000.0)

	event.Price = bootpay.Ptr(1.0)
	_, err := api.Webhook().Reverify(event)
	equal(t, errors.Is(err, bootpay.ErrMismatch), true)

	request = httptest.NewRequest("POST", "/bootpay", strings.NewReader(webhookBody))
	request.RemoteAddr = "6.6.6.6:4000"
	_, err = live.VerifyRequest(request, bootpay.Senders{})
	equal(t, errors.Is(err, bootpay.ErrWebhook), true)
	request = httptest.NewRequest("POST", "/bootpay", strings.NewReader(strings.Repeat("x", 2<<20)))
	request.RemoteAddr = "223.130.82.4:4000"
	_, err = live.VerifyRequest(request, bootpay.Senders{})
	holds(t, err.Error(), "1 MiB")
}
