package tests

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	bootpay "github.com/bootpay/backend-go"
	"github.com/bootpay/backend-go/sandbox"
)

// What the pages print runs here, and tests/docs/run looks for it: the blocks of Go of the README and of docs/webhooks.md in
// this file and in quickstart/main.go, those of docs/identity.md in recipes, those of sandbox/README.md in sandbox/shop and
// sandbox/member, and those of docs/reference in generated_reference_test.go.

func TestTheReference(t *testing.T) {
	if len(reference) < 20 {
		t.Fatalf("only %d examples", len(reference))
	}
	for operation, example := range reference {
		t.Run(operation, func(t *testing.T) {
			api := fresh(t)
			if operation == "delivery.start" {
				must2(box.Payment(sandbox.Fields{"receipt_id": "00000000000000000000e5c0", "price": 10_000, "escrow": true}))
			}
			if err := example(api); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestTheQuickStart(t *testing.T) {
	fresh(t)
	program := exec.Command("go", "run", "./quickstart")
	program.Env = append(os.Environ(), box.Env()...)
	said, err := program.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	holds(t, string(said), "other_order 403")
}

func TestAPerson(t *testing.T) {
	t.Parallel()
	box := sandbox.ForTest(t) // github.com/bootpay/backend-go/sandbox
	api := box.Api()
	begun, _ := api.Identity().Begin(bootpay.Beginning{Purpose: "회원 가입", Session: "session-1"})
	receipt, err := box.Person(sandbox.Person{YearAge: 19, Username: "성춘향", OrderId: begun.OrderId})
	if err != nil {
		t.Fatal(err)
	}
	person, err := api.Identity().Confirm(bootpay.Confirmation{
		ReceiptId: receipt.ReceiptId(), Token: begun.Token(), Session: "session-1", Once: bootpay.NewMemoryOnce(),
	})
	if err != nil || person.Name.Reveal() != "성춘향" {
		t.Fatal(person, err)
	}
}

func TestContextsAndLimits(t *testing.T) {
	api, receiptId := fresh(t), identityId
	request := httptest.NewRequest("GET", "/", nil).WithContext(context.Background())
	answer, err := api.WithContext(request.Context()).Certificate(receiptId)
	quick := api.WithOptions(bootpay.Options{Deadline: 5 * time.Second, MaxRetries: bootpay.Ptr(0)})
	must2(answer, err)
	must2(quick.Certificate(receiptId))
}

func TestAnswersAndErrors(t *testing.T) {
	api, receiptId := fresh(t), toCancel
	answer, err := api.ReceiptCancel(receiptId, 1200, "관리자", "변심", bootpay.RefundData{})
	if err == nil {
		err = answer.Err() // the refusal
	}
	var failed *bootpay.Error
	switch {
	case err == nil:
		fmt.Println(answer.Data.RemainPrice)
	case errors.As(err, &failed) && failed.Effect == bootpay.EffectUnknown: // an answer was lost: the receipt knows
		settlement, err := api.Settle(err, bootpay.Ptr(0)) // 0 won were cancelled before
		fmt.Println(settlement.Outcome, err)               // done, not_done, pending or unclear
	default:
		fmt.Println(err)
	}
	equal(t, answer.Data.RemainPrice, 1800.0)
}

var api *bootpay.Api

func webhook(writer http.ResponseWriter, request *http.Request) {
	senders := bootpay.Senders{TrustedProxies: []string{"10.0.0.0/8"}} // your own proxies, whose X-Forwarded-For is read
	event, err := api.Webhook().VerifyRequest(request, senders)
	if err != nil {
		http.Error(writer, "no", http.StatusForbidden)
		return
	}
	receipt, err := api.WithContext(request.Context()).Webhook().Reverify(event) // an error unless the receipt says the same
	if err != nil {
		http.Error(writer, "later", http.StatusServiceUnavailable)
		return
	}
	// act if order and price of the receipt are those of your books, once per receipt and status
	_ = receipt
	io.WriteString(writer, bootpay.WebhookAnswer) // OK, or it comes again
}

func TestAWebhookHandler(t *testing.T) {
	api = fresh(t)
	for address, status := range map[string]int{"223.130.82.4:1": 200, "6.6.6.6:1": 403} {
		request := httptest.NewRequest("POST", "/", strings.NewReader(webhookBody))
		request.RemoteAddr = address
		answer := httptest.NewRecorder()
		webhook(answer, request)
		equal(t, answer.Code, status)
	}
}
