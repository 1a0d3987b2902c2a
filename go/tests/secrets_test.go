package tests

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	bootpay "github.com/bootpay/backend-go"
)

const canaryKey = "Q0FOQVJZLUtFWS1Dbm9ib2R5LW1heS1zZWUtdGhpcyE="

// Everything that must not show contains one of these.
var canaries = []string{"CANARY", "카나리아", "01000009182", "1971-02-03", "9430811122223333", strings.Repeat("ca11a51e", 8), canaryKey}

// prints are all that a program might log of a value.
func prints(value any) string {
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("a", "value", value)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("a", "value", value)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		fmt.Fprintf(&log, verb+"\n", value)
	}
	fmt.Fprintln(&log, value, []any{value}, map[string]any{"a": value}, struct{ Held any }{value})
	if err, ok := value.(error); ok {
		log.WriteString(err.Error())
		text, _ := json.Marshal(err)
		log.Write(text)
	}
	return log.String()
}

func hidesAll(t *testing.T, what string, value any) {
	t.Helper()
	text := prints(value)
	for _, canary := range canaries {
		if strings.Contains(text, canary) {
			t.Fatalf("%s shows %q: %s", what, canary, text)
		}
		if hex := fmt.Sprintf("%x", canary); strings.Contains(strings.ToLower(text), hex) {
			t.Fatalf("%s shows %q in hex", what, canary)
		}
	}
}

func TestNothingPrintsSecretsOrPeople(t *testing.T) {
	fresh(t)
	data := `"receipt_id":"` + paymentId + `","order_id":"o-1","price":3000,"status":1,"name":"n","pg":"kcp",
		"token":"` + strings.Repeat("ca11a51e", 8) + `","user_token":"CANARY-token","billing_key":"CANARY-key","card_no":"9430811122223333",
		"params":{"buyer":"CANARY"},"data":{"card_no":"9430811122223333"},"reserve_id":"r-1",
		"certificate":{"username":"카나리아","phone":"01000009182","birth":"1971-02-03","unique":"CANARY-ci","di":"CANARY-di","gender":"1","new":"CANARY"},
		"payment_data":{"username":"카나리아","phone":"01000009182","unique":"CANARY-ci","card_no":"9430811122223333","account":"CANARY","new":"CANARY"}`
	url := server(t, func(request *http.Request) string {
		if strings.Contains(request.URL.Path, "refused") {
			return `400 {"status":400,"code":-2100,"message":"key ` + canaryKey + ` is wrong","data":{` + data + `}}`
		}
		if strings.Contains(request.URL.Path, "broken") {
			return `{"status":200,"data":{"name":"CANARY"`
		}
		if request.URL.Path == "/wallet" {
			return `{"status":200,"code":0,"message":"CANARY","data":[{` + data + `}]}`
		}
		return `{"status":200,"code":0,"message":"CANARY","data":{` + data + `}}`
	})
	api := clientOf(t, bootpay.Config{BaseURL: url, PrivateKey: canaryKey})
	hidesAll(t, "the client", api)
	hidesAll(t, "a copy", *api)
	hidesAll(t, "options", bootpay.Options{Token: "CANARY"})
	hidesAll(t, "a client with a token", api.WithOptions(bootpay.Options{Token: "CANARY"}))

	certificate := must2(api.Certificate(paymentId))
	equal(t, certificate.Data.Certificate.Username, "카나리아")
	hidesAll(t, "a certificate", certificate)
	hidesAll(t, "its data", certificate.Data)
	hidesAll(t, "its person", certificate.Data.Certificate)
	hidesAll(t, "its report", certificate.Data.PaymentData)
	holds(t, fmt.Sprint(certificate), "카**아")
	holds(t, string(must2(json.Marshal(certificate))), "카나리아") // the data itself is as it came

	receipt := must2(api.Verify(paymentId))
	hidesAll(t, "a receipt", receipt)
	hidesAll(t, "a pointer to one", &receipt)
	token := must2(api.GetUserToken(bootpay.EasyUserTokenPayload{UserId: "m"}))
	equal(t, token.Data.UserToken, "CANARY-token")
	hidesAll(t, "a user's token", token)
	key := must2(api.LookupBillingKey(paymentId))
	hidesAll(t, "a billing key", key)
	payload := bootpay.BillingKeyPayload{CardNo: "9430811122223333", CardPw: "CANARY", UserInfo: bootpay.User{Username: "카나리아"}}
	hidesAll(t, "a payload", payload)
	hidesAll(t, "a refund", bootpay.RefundData{Account: "CANARY"})
	keys := bootpay.RestConfig{ApplicationId: "a", PrivateKey: canaryKey}
	for _, value := range []any{
		bootpay.CancelData{RestConfig: keys}, bootpay.BillingKeyPayload{RestConfig: keys}, bootpay.SubscribePayload{RestConfig: keys},
		bootpay.EasyUserTokenPayload{RestConfig: keys}, bootpay.Payload{RestConfig: keys}, bootpay.WalletsPayload{RestConfig: keys},
		bootpay.Config{PrivateKey: canaryKey}, bootpay.Beginning{Session: "CANARY"}, bootpay.Keys{1: []byte(canaryKey)},
		bootpay.Stored{CI: "CANARY", DI: "CANARY", Phone: "CANARY"}, bootpay.Settlement{Receipt: receipt},
	} {
		hidesAll(t, fmt.Sprintf("%T", value), value)
	}

	submitted := must2(api.ServerSubmit(paymentId))
	equal(t, submitted.Data.(map[string]any)["card_no"], "9430811122223333")
	hidesAll(t, "what nobody has described", submitted)
	holds(t, fmt.Sprint(submitted), "card_no") // its name alone
	wallets := must2(api.GetUserWallets(bootpay.WalletsPayload{UserId: "m"}))
	equal(t, len(wallets.Data.([]any)), 1)
	hidesAll(t, "a list of it", wallets)

	refused := must2(api.Verify("refused"))
	hidesAll(t, "a refusal", refused.Err())
	hidesAll(t, "a refused answer", refused)
	holds(t, fmt.Sprint(refused), "-2100")
	destroyed := must2(api.DestroyBillingKey("refused"))
	holds(t, destroyed.Message, canaryKey)
	hidesAll(t, "a refused answer that nobody has described", destroyed)
	_, err := api.Verify("broken")
	equal(t, errors.Is(err, bootpay.ErrDecode), true)
	hidesAll(t, "a broken answer", err)
	_, err = api.ReceiptCancel("../CANARY", 0, "", "", bootpay.RefundData{})
	hidesAll(t, "a refused id", err)
}

func TestOnesOwnTokenPrintsMasked(t *testing.T) {
	answer := must2(fresh(t).GetToken())
	if len(answer.Data.Token) != 64 || strings.Contains(prints(answer), answer.Data.Token) {
		t.Fatal("the token shows")
	}
}
