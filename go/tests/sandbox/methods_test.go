package sandbox_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bootpay/backend-go"
	"github.com/bootpay/backend-go/sandbox"
)

// Paid, and there from the start.
const payment = "5df6e67d4f74b4002a77e0eb"

func certificate(fields sandbox.Fields) map[string]any { return fields["certificate"].(map[string]any) }

func TestAPersonIsRead(t *testing.T) {
	t.Parallel()
	box := sandbox.ForTest(t)
	receiptId := must(box.Person(sandbox.Person{Username: "김가짜", Birth: "1990-10-04"})).ReceiptId()
	answer := must(box.Api().Certificate(receiptId))
	equal(t, answer.Data.Certificate.Username, "김가짜")
	request := must(box.Requests("certificate.get"))[0]
	equal(t, [2]string{request.Method, request.Path}, [2]string{"GET", "/certificate/" + receiptId})
	equal(t, *request.Status, 200)
	equal(t, len(must(box.Requests(""))), 2)
}

func TestSomebodyKnownByNameIsVerified(t *testing.T) {
	t.Parallel()
	box := sandbox.ForTest(t)
	made := must(box.Person(sandbox.Person{Persona: "turns_19_this_year", OrderId: "signup-1"}))
	equal(t, made["order_id"], any("signup-1"))
	holds(t, certificate(made)["birth"].(string), "-12-31")
	_, err := box.Person(sandbox.Person{Persona: "nobody"})
	fails(t, err, "POST /sandbox/identities: persona: ", "must be one of adult, ")
}

func TestSomebodyOfAnAgeIsVerified(t *testing.T) {
	t.Parallel()
	box := sandbox.ForTest(t)
	born := func(person sandbox.Person) string { return certificate(must(box.Person(person)))["birth"].(string) }
	equal(t, born(sandbox.Person{Birth: "1990-10-04"}), "1990-10-04")
	holds(t, born(sandbox.Person{YearAge: 19}), "-12-31")
	var health struct{ Now int64 }
	done(box.Control("GET", "/sandbox/health", nil, &health))
	today := time.Unix(health.Now, 0).In(time.FixedZone("KST", 9*60*60))
	equal(t, born(sandbox.Person{Age: 19}), today.AddDate(-19, 0, 0).Format(time.DateOnly))
}

func TestAVerificationCanBeOld(t *testing.T) {
	t.Parallel()
	box := sandbox.ForTest(t)
	begun := must(box.Api().Identity().Begin(bootpay.Beginning{Purpose: "회원 가입", Session: "s"}))
	made := must(box.Person(sandbox.Person{OrderId: begun.OrderId, VerifiedAgo: time.Hour}))
	_, err := box.Api().Identity().Confirm(bootpay.Confirmation{
		ReceiptId: made.ReceiptId(), Token: begun.Token(), Session: "s", Once: bootpay.NewMemoryOnce(),
	})
	var refused *bootpay.IdentityError
	if !errors.As(err, &refused) || refused.Reason != "expired" {
		t.Fatal(err)
	}
}

func TestACertificateCanLackFields(t *testing.T) {
	t.Parallel()
	box := sandbox.ForTest(t)
	if certificate(must(box.Person(sandbox.Person{})))["unique"] == nil {
		t.Fatal("it has no CI")
	}
	made := must(box.Person(sandbox.Person{Without: []string{"ci", "phone", "order_id"}, More: sandbox.Fields{"carrier": nil}}))
	for _, name := range []string{"unique", "phone", "carrier"} {
		if _, has := certificate(made)[name]; has {
			t.Fatal("it has ", name)
		}
	}
	if _, has := made["order_id"]; has {
		t.Fatal("it has an order")
	}
}

func TestAWindowIsApprovedCancelledOrFails(t *testing.T) {
	t.Parallel()
	box := sandbox.ForTest(t)
	api := box.Api()
	window := must(box.Window("signup-1", nil))
	equal(t, []string{window.Kind, window.OrderId, must(window.State())}, []string{"identity", "signup-1", "waiting"})
	holds(t, window.URL, box.URL)
	equal(t, must(box.Window("signup-1", nil)).ReceiptId, window.ReceiptId) // it waits already
	equal(t, must(api.Certificate(window.ReceiptId)).Status, 404)
	must(window.Approve(sandbox.Person{Persona: "age_19", Username: "성춘향"}))
	equal(t, must(window.State()), "approved")
	equal(t, must(api.Certificate(window.ReceiptId)).Data.Certificate.Username, "성춘향")

	for state, decide := range map[string]func(*sandbox.Window) (sandbox.Fields, error){
		"cancelled": (*sandbox.Window).Cancel,
		"failed": func(window *sandbox.Window) (sandbox.Fields, error) {
			return window.Fail("통신사 점검 중입니다.")
		},
	} {
		window := must(box.Window("", nil))
		must(decide(window))
		equal(t, must(window.State()), state)
		equal(t, must(api.Certificate(window.ReceiptId)).Status, 404)
		_, err := window.Approve(nil)
		fails(t, err, "POST /sandbox/windows/"+window.ReceiptId+"/approve: ")
	}
	must(must(box.Window("", nil)).Fail(""))
}

func TestTheWindowOfAPayment(t *testing.T) {
	t.Parallel()
	box := sandbox.ForTest(t)
	window := must(box.Window("order-1", sandbox.Fields{"price": 3000}))
	equal(t, window.Kind, "payment")
	must(window.Approve(sandbox.Fields{"method": "card"}))
	must(box.Api().VerifyExpected(window.ReceiptId, bootpay.Expected{Price: bootpay.Ptr(3000), OrderId: bootpay.Ptr("order-1")}))
	other := must(box.Window("order-2", sandbox.Fields{"price": 3000}))
	must(other.Approve(nil))
	must(box.Api().VerifyExpected(other.ReceiptId, bootpay.Expected{Price: bootpay.Ptr(3000)}))
}

func TestTheMoneyOfAVirtualAccountArrives(t *testing.T) {
	t.Parallel()
	box := sandbox.ForTest(t)
	fields := sandbox.Fields{"price": 3000, "method": "vbank", "status": 2, "order_id": "order-1"}
	receiptId := must(box.Payment(fields)).ReceiptId()
	equal(t, must(box.Api().Verify(receiptId)).Data.Status, 2)
	equal(t, must(box.Deposit(receiptId))["status"], any(1.0))
	told := must(box.Webhooks())
	equal(t, len(told), 1)
	equal(t, told[0].Fields["order_id"], any("order-1"))
	equal(t, []string{told[0].ReceiptId, told[0].State, told[0].URL}, []string{receiptId, "nowhere", ""})
}

func TestWhereWebhooksGoIsASetting(t *testing.T) {
	t.Parallel()
	box := sandbox.ForTest(t)
	url := "https://example.com/hook"
	equal(t, must(box.Settings(sandbox.Fields{"feedback_url": url}))["feedback_url"], any(url))
	must(box.Deposit(must(box.Payment(sandbox.Fields{"price": 3000, "method": "vbank", "status": 2})).ReceiptId()))
	told := must(box.Webhooks())
	equal(t, [2]string{told[0].URL, told[0].State}, [2]string{url, "refused"}) // it goes to this machine only
}

// misuse cancels twice with one id.
func misuse(box *sandbox.Sandbox) {
	for range [2]int{} {
		receiptId := must(box.Payment(sandbox.Fields{"price": 3000, "status": 1})).ReceiptId()
		must(box.Api().CancelPayment(bootpay.CancelData{
			ReceiptId: receiptId, Price: bootpay.All, Name: "관리자", Reason: "변심", CancelId: "refund-1",
		}))
	}
}

func TestAMisuseIsTold(t *testing.T) {
	t.Parallel()
	box := sandbox.ForTest(t)
	misuse(box)
	misuses := must(box.Misuses())
	equal(t, len(misuses), 1)
	equal(t, misuses[0].Kind, "cancel_id_reused")
	holds(t, misuses[0].What, "cancel_id")
	holds(t, misuses[0].String(), misuses[0].What, misuses[0].HowToMend)
	if misuses[0].HowToMend == "" || len(misuses[0].Requests) == 0 {
		t.Fatal(misuses[0])
	}
}

func TestASnapshotIsRestored(t *testing.T) {
	t.Parallel()
	box := sandbox.ForTest(t)
	receiptId := must(box.Person(sandbox.Person{})).ReceiptId()
	document := must(box.Snapshot())
	done(box.Reset())
	equal(t, must(box.Api().Certificate(receiptId)).Status, 404)
	done(box.Restore(document))
	done(must(box.Api().Certificate(receiptId)).Err())
	fails(t, box.Restore(json.RawMessage(`{"format": 0}`)), "POST /sandbox/restore: format")
}

func TestAClientGoesOnAfterAReset(t *testing.T) {
	t.Parallel()
	box := sandbox.ForTest(t)
	api := box.Api()
	receiptId := must(box.Person(sandbox.Person{})).ReceiptId()
	done(must(api.Certificate(receiptId)).Err())
	done(box.Reset())
	equal(t, len(must(box.Requests(""))), 0)
	equal(t, must(api.Certificate(receiptId)).Status, 404)
	equal(t, len(must(box.Requests(""))), 1) // without a new token
}

func TestQuickOptionsAreAClients(t *testing.T) {
	t.Parallel()
	box := sandbox.ForTest(t)
	api := box.Api().WithOptions(sandbox.Quick())
	done(must(api.Verify(payment)).Err())
	must(box.Fault("reset", sandbox.Fields{"path": "/receipt"}))
	_, err := api.Verify(payment)
	equal(t, errors.Is(err, bootpay.ErrConnection), true)
	equal(t, len(must(box.Requests("receipt.get"))), 2) // nothing is repeated
}

func TestAFaultEnds(t *testing.T) {
	t.Parallel()
	box := sandbox.ForTest(t)
	api := box.Api().WithOptions(sandbox.Quick())
	end := must(box.Fault("status", sandbox.Fields{"path": "/receipt", "status": 503}))
	equal(t, must(api.Verify(payment)).Status, 503)
	done(end())
	done(end())
	done(must(api.Verify(payment)).Err())
	_, err := box.Fault("nonsense", nil)
	fails(t, err, "POST /sandbox/faults: kind: must be one of ")
}

func TestTheClockMoves(t *testing.T) {
	t.Parallel()
	box := sandbox.ForTest(t)
	var before, after struct{ Now int64 }
	done(box.Control("GET", "/sandbox/health", nil, &before))
	done(box.Advance(24*time.Hour + time.Second))
	done(box.Control("GET", "/sandbox/health", nil, &after))
	if after.Now < before.Now+24*60*60+1 {
		t.Fatal(before, after)
	}
}

func TestWhatItRefusesItExplains(t *testing.T) {
	t.Parallel()
	box := sandbox.ForTest(t)
	_, err := box.Payment(nil)
	equal(t, err.Error(), "POST /sandbox/payments: price: is required")
	_, err = box.Requests("payment.cancle")
	fails(t, err, "operation: must be one of billing.pay, ")
	_, err = box.Person(sandbox.Person{More: sandbox.Fields{"shoe": 42}})
	fails(t, err, "POST /sandbox/identities: shoe: ")
	fails(t, box.Control("POST", "/sandbox/clock", func() {}, nil), "POST /sandbox/clock: json: unsupported type")
}

func TestItsEnvironmentKeepsAClientHere(t *testing.T) {
	box := sandbox.SetenvForTest(t)
	names := []string{}
	for _, variable := range box.Env() {
		name, _, _ := strings.Cut(variable, "=")
		names = append(names, name)
	}
	slices.Sort(names)
	equal(t, names, []string{
		"BOOTPAY_APPLICATION_ID", "BOOTPAY_BASE_URL", "BOOTPAY_LOOPBACK_ONLY", "BOOTPAY_PRIVATE_KEY", "BOOTPAY_WEB_APPLICATION_ID",
	})
	done(must(bootpay.Api{}.New("", "", nil, "").Verify(payment)).Err())
	_, err := bootpay.Open(bootpay.Config{BaseURL: bootpay.PRODUCTION})
	fails(t, err, "BOOTPAY_LOOPBACK_ONLY is set")
}

func TestNothingShowsTheKey(t *testing.T) {
	t.Parallel()
	box := sandbox.ForTest(t)
	window := must(box.Window("", nil))
	done(must(box.Api().Certificate(must(box.Person(sandbox.Person{})).ReceiptId())).Err())
	printed := string(must(json.Marshal(box))) + box.Seen()
	for _, value := range []any{box, *box, window, must(box.Requests("")), []any{box}, struct{ Box any }{*box}, box.LogValue()} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			if _, are := value.([]sandbox.Request); are && verb != "%v" {
				continue // %#v prints the body too
			}
			printed += fmt.Sprintf(verb, value)
		}
	}
	holds(t, printed, "bootpay sandbox "+box.URL+", project "+box.ApplicationId)
	lacks(t, printed, box.PrivateKey, fmt.Sprintf("%x", box.PrivateKey))
}
