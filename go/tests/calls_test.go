package tests

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	bootpay "github.com/bootpay/backend-go"
)

func failedCall(t *testing.T, err error) *bootpay.Error {
	t.Helper()
	var failed *bootpay.Error
	if !errors.As(err, &failed) {
		t.Fatalf("no *bootpay.Error: %v", err)
	}
	return failed
}

// As the official package: a filled struct and no error, which Err has.
func TestARefusalIsAFilledAnswer(t *testing.T) {
	answer, err := fresh(t).Certificate("000000000000000000000000")
	equal(t, err, nil)
	equal(t, answer.Status, 404)
	if answer.Code >= 0 || answer.Message == "" {
		t.Fatalf("nothing says why: %v", answer)
	}
	failed := failedCall(t, answer.Err())
	equal(t, failed.Kind, bootpay.KindApi)
	equal(t, failed.Effect, bootpay.EffectNone)
	equal(t, failed.Code, fmt.Sprint(answer.Code))
	equal(t, errors.Is(answer.Err(), bootpay.ErrApi), true)
	equal(t, string(failed.Body()), string(answer.Raw()))
}

func TestALostConnectionIsAnErrorAndNoPanic(t *testing.T) {
	fresh(t)
	api := clientOf(t, bootpay.Config{BaseURL: "http://127.0.0.1:1"})
	answer, err := api.Verify(paymentId)
	failed := failedCall(t, err)
	equal(t, errors.Is(err, bootpay.ErrConnection), true)
	equal(t, failed.Effect, bootpay.EffectNone)
	equal(t, failed.Operation, "receipt.get")
	equal(t, answer.Err(), err)
	equal(t, answer.Code, -1)
}

// Whoever looks at Status and Code alone, as with the official package, must not take a refusal for a success.
func TestNoRefusalLooksLikeASuccess(t *testing.T) {
	fresh(t)
	var body atomic.Value
	api := clientOf(t, bootpay.Config{BaseURL: server(t, func(*http.Request) string { return body.Load().(string) })})
	for _, one := range []struct {
		body         string
		status, code int
		word         string
	}{
		{`404 {"status":200,"code":0}`, 404, -1, "0"},
		{`404 {}`, 404, -1, ""},
		{`{"status":200,"code":"RC_NOT_FOUND"}`, 200, -1, "RC_NOT_FOUND"},
		{`{"status":401,"code":"-7"}`, 401, -7, "-7"},
		{`{"status":200,"code":7}`, 200, 7, "7"},
	} {
		body.Store(one.body)
		answer, err := api.Verify(paymentId)
		equal(t, err, nil)
		equal(t, [2]int{answer.Status, answer.Code}, [2]int{one.status, one.code})
		equal(t, failedCall(t, answer.Err()).Code, one.word)
	}
	body.Store(`{"code":0,"data":{"receipt_id":"` + paymentId + `"}}`)
	equal(t, must2(api.Verify(paymentId)).Status, 200)
}

func TestARefusalThatMayHaveActedIsAnError(t *testing.T) {
	fresh(t)
	api := clientOf(t, bootpay.Config{BaseURL: server(t, func(*http.Request) string {
		return `500 {"status":500,"error":"Internal Server Error"}`
	})})
	answer, err := api.ServerSubmit(toSubmit)
	failed := failedCall(t, err)
	equal(t, [2]any{failed.Kind, failed.Effect}, [2]any{bootpay.KindApi, bootpay.EffectUnknown})
	equal(t, answer.Err(), err)
	equal(t, [2]int{answer.Status, answer.Code}, [2]int{500, -1})
}

// A price that was never set, or came out as 0, must not cancel a whole payment.
func TestOnlyAllCancelsAll(t *testing.T) {
	api := fresh(t)
	_, err := api.CancelPayment(bootpay.CancelData{ReceiptId: toCancel})
	equal(t, failedCall(t, err).Kind, bootpay.KindInvalidRequest)
	holds(t, err.Error(), "bootpay.All")
	equal(t, len(sent(t)), 0)
	answer := must2(api.CancelPayment(bootpay.CancelData{ReceiptId: toCancel, Price: bootpay.All}))
	equal(t, answer.Err(), nil)
	equal(t, answer.Data.CancelledPrice, 3000.0)
	equal(t, len(sent(t)[1].(map[string]any)["body"].(map[string]any)), 2) // receipt_id and the cancel_id of its own
	_, err = api.RequestSubscribe(bootpay.SubscribePayload{BillingKey: billingKey, ItemName: "a", OrderId: "o-1", Price: bootpay.All})
	equal(t, failedCall(t, err).Kind, bootpay.KindInvalidRequest)
}

// A time that was not reckoned must not charge somebody ten seconds from now.
func TestAReservationNeedsItsTime(t *testing.T) {
	api := fresh(t)
	payload := bootpay.SubscribePayload{BillingKey: billingKey, ItemName: "a", OrderId: "o-1", Price: 3000}
	_, err := api.ReserveSubscribe(payload)
	equal(t, failedCall(t, err).Kind, bootpay.KindInvalidRequest)
	holds(t, err.Error(), "execute_at")
	equal(t, len(sent(t)), 0)
	equal(t, must2(api.RequestSubscribe(payload)).Err(), nil) // which has no such field
}

func TestAWrongConfigurationIsTheErrorOfTheFirstCall(t *testing.T) {
	for _, api := range []*bootpay.Api{
		bootpay.Api{}.New(applicationId, privateKey, nil, "prod"),
		bootpay.Api{}.New(applicationId, privateKey, &http.Client{Transport: http.DefaultTransport}, ""),
		{},
	} {
		_, err := api.GetToken()
		equal(t, errors.Is(err, bootpay.ErrConfig), true)
		_, err = api.Identity().Begin(bootpay.Beginning{Purpose: "p", Session: "s"})
		equal(t, errors.Is(err, bootpay.ErrConfig), true)
	}
	_, err := bootpay.Open(bootpay.Config{ApplicationId: applicationId, PrivateKey: privateKey, Timeout: -time.Second})
	equal(t, errors.Is(err, bootpay.ErrConfig), true)
	holds(t, err.Error(), "timeout")
}

func TestATimeoutOfAnHTTPClientIsThatOfAnAttempt(t *testing.T) {
	t.Setenv("BOOTPAY_BASE_URL", silent(t))
	api := bootpay.Api{}.New(applicationId, privateKey, &http.Client{Timeout: 50 * time.Millisecond}, "")
	_, err := api.WithOptions(bootpay.Options{MaxRetries: bootpay.Ptr(0)}).GetToken()
	equal(t, errors.Is(err, bootpay.ErrTimeout), true)
	holds(t, err.Error(), "0.05 s")
}

func TestWhatNoRequestCanHoldIsRefusedByName(t *testing.T) {
	api := fresh(t)
	for name, err := range map[string]error{
		"price": last(api.RequestSubscribe(bootpay.SubscribePayload{
			BillingKey: billingKey, ItemName: "a", OrderId: "o-1", Price: math.NaN()})),
		"name": last(api.ReceiptCancel(toCancel, 0, "\xb0\xb3", "", bootpay.RefundData{})), // EUC-KR
		"items[0].item_name": last(api.RequestLink(bootpay.Payload{
			OrderId: "o-1", Name: "n", Price: 1, Items: []bootpay.Item{{ItemName: "\xff"}}})),
		"a.b":        last(api.UpdatePgResource(map[string]any{"a": map[string]any{"b": make(chan int)}})),
		"receipt_id": last(api.Verify("../CANARY")),
	} {
		failed := failedCall(t, err)
		equal(t, failed.Kind, bootpay.KindInvalidRequest)
		holds(t, failed.Message, name)
	}
	equal(t, len(sent(t)), 0)
}

func last[T any](_ T, err error) error { return err }

// Ids that come through a browser reach no other path.
func TestHostileIds(t *testing.T) {
	api := fresh(t)
	for _, id := range []string{
		"", ".", "..", "../cancel", "a/b", "a%2fb", "a?b", "a#b", "a b", "\n", "\x00", "한글", "\xff", strings.Repeat("a", 1<<16),
	} {
		equal(t, failedCall(t, last(api.Certificate(id))).Kind, bootpay.KindInvalidRequest)
		equal(t, failedCall(t, last(api.DestroyBillingKey(id))).Kind, bootpay.KindInvalidRequest)
	}
	equal(t, len(sent(t)), 0)
}

// Zero values are not given: not a gender of 0, which is a woman's, and no nulls and zeros beside a full cancel.
func TestWhatWasNotGivenIsNotSent(t *testing.T) {
	api := fresh(t)
	must2(api.ReceiptCancel(toCancel, 0, "", "", bootpay.RefundData{}))
	must2(api.GetUserToken(bootpay.EasyUserTokenPayload{UserId: "m-1", RestConfig: bootpay.RestConfig{ApplicationId: "other", PrivateKey: "other"}}))
	must2(api.GetUserToken(bootpay.EasyUserTokenPayload{UserId: "m-2", Gender: bootpay.Female}))
	seen := sent(t)
	cancel := seen[1].(map[string]any)["body"].(map[string]any)
	equal(t, len(cancel), 2) // receipt_id and the cancel_id of its own
	equal(t, seen[2].(map[string]any)["body"], map[string]any{"user_id": "m-1"})
	equal(t, seen[3].(map[string]any)["body"], map[string]any{"user_id": "m-2", "gender": 0.0})
}

// A number where a text is documented, or the other way round, costs no field.
func TestAnswersAreReadWhateverTypesServersSend(t *testing.T) {
	url := server(t, func(*http.Request) string {
		return `{"status":"200","code":0,"message":null,"data":{"receipt_id":"` + identityId + `","order_id":7,
			"certificate":{"username":"김가짜","gender":1,"foreigner":1,"birth":19901004,"new":{}},
			"payment_data":{"n":"본인인증","p":"0","s":1.0,"card_no":"1234"},"pg":null}}`
	})
	answer, err := clientOf(t, bootpay.Config{BaseURL: url}).Certificate(identityId)
	equal(t, err, nil)
	person := answer.Data.Certificate
	equal(t, [4]any{person.Username, person.Gender, person.Foreigner, person.Birth}, [4]any{"김가짜", "1", true, "19901004"})
	equal(t, [3]any{answer.Data.OrderId, answer.Data.PaymentData.S, answer.Data.PaymentData.CardNo}, [3]any{"7", 1, "1234"})
	holds(t, string(answer.Data.PaymentData.Raw), `"n":"본인인증"`)
	url = server(t, func(*http.Request) string {
		return `{"status":200,"code":0,"data":{"receipt_id":"r","status":1.9,"escrow_status":"2.0"}}`
	})
	// 1 is paid; half of a number is none
	half := must2(clientOf(t, bootpay.Config{BaseURL: url}).Verify("r"))
	equal(t, [2]int{half.Data.Status, half.Data.EscrowStatus}, [2]int{0, 2})
	url = server(t, func(*http.Request) string {
		return `{"status":200,"code":0,"data":{"receipt_id":"r","params":"{\"a\":1}","price":"3000","status":1}}`
	})
	receipt := must2(clientOf(t, bootpay.Config{BaseURL: url}).Verify("r"))
	equal(t, receipt.Data.Params, map[string]any{"a": 1.0})
	equal(t, receipt.Data.Price, 3000.0)
}

func TestAContextEndsACallAtOnce(t *testing.T) {
	api := fresh(t)
	must2(api.GetToken())
	if _, err := box.Fault("stall", map[string]any{"path": "/cancel"}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	why := errors.New("the user has gone")
	ended := make(chan error)
	go func() {
		_, err := api.WithContext(ctx).ReceiptCancel(toCancel, 0, "", "", bootpay.RefundData{})
		ended <- err
	}()
	arrivals(t, "/cancel", 1)
	cancel(why)
	err := <-ended
	failed := failedCall(t, err)
	equal(t, failed.Kind, bootpay.KindCanceled)
	equal(t, failed.Effect, bootpay.EffectUnknown)
	for _, is := range []error{context.Canceled, why, bootpay.ErrCanceled} {
		equal(t, errors.Is(err, is), true)
	}
	_, err = api.WithContext(ctx).Verify(paymentId)
	equal(t, failedCall(t, err).Effect, bootpay.EffectNone)
	equal(t, errors.Is(err, context.Canceled), true)
	must2(api.Verify(paymentId)) // the client goes on
}

func TestAContextsDeadlineIsTheCalls(t *testing.T) {
	fresh(t)
	api := clientOf(t, bootpay.Config{BaseURL: silent(t)})
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	_, err := api.WithContext(ctx).Verify(paymentId)
	equal(t, errors.Is(err, context.DeadlineExceeded), true)
	equal(t, failedCall(t, err).Timeout(), true)
	equal(t, failedCall(t, err).Effect, bootpay.EffectNone)
}

func TestAContextThatEndsSaysWhy(t *testing.T) {
	fresh(t)
	api := clientOf(t, bootpay.Config{BaseURL: silent(t)})
	why := errors.New("nobody waits any longer")
	ctx, cancel := context.WithTimeoutCause(context.Background(), 200*time.Millisecond, why)
	defer cancel()
	_, err := api.WithContext(ctx).Verify(paymentId)
	for _, is := range []error{ctx.Err(), context.DeadlineExceeded, why} {
		equal(t, errors.Is(err, is), true)
	}
}

func TestATimeLimitOfAnAttemptIsNotTheContexts(t *testing.T) {
	fresh(t)
	api := clientOf(t, bootpay.Config{BaseURL: silent(t), Timeout: 50 * time.Millisecond})
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Second)
	defer cancel()
	_, err := api.WithContext(ctx).Verify(paymentId)
	equal(t, errors.Is(err, bootpay.ErrTimeout), true)
	equal(t, errors.Is(err, context.DeadlineExceeded), false)
}

// A cancel might take two minutes. Told of a context's 90 seconds, it does not begin a pause that would outlast them.
func TestACancelKnowsItsContextsDeadline(t *testing.T) {
	api := fresh(t).WithOptions(bootpay.Options{MaxRetries: bootpay.Ptr(2)})
	if _, err := box.Fault("status", map[string]any{"path": "/cancel", "status": 429, "retry_after_s": 95}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 90*time.Second)
	defer cancel()
	answer := must2(api.WithContext(ctx).ReceiptCancel(toCancel, 1200, "", "", bootpay.RefundData{}))
	equal(t, answer.Status, 429)
	equal(t, answer.Meta().Attempts, 1)
}

func TestLimitsOfSomeCallsLeaveTheOthers(t *testing.T) {
	fresh(t)
	api := clientOf(t, bootpay.Config{BaseURL: silent(t), Deadline: long, Timeout: long})
	_, err := api.WithOptions(bootpay.Options{Deadline: 50 * time.Millisecond}).Verify(paymentId)
	equal(t, errors.Is(err, bootpay.ErrTimeout), true)
	holds(t, err.Error(), "0.05 s (the deadline)")
	_, err = api.WithOptions(bootpay.Options{Deadline: -1}).Verify(paymentId)
	equal(t, errors.Is(err, bootpay.ErrInvalidRequest), true)
	own := strings.Repeat("cd", 32)
	_, _ = fresh(t).WithOptions(bootpay.Options{Token: own}).Verify(paymentId)
	equal(t, listed(box.Requests(""))[0].Headers["authorization"], own)
}

// A thousand goroutines that wait need tens of threads, and their first calls ask for one token.
func TestAThousandGoroutines(t *testing.T) {
	fresh(t)
	const many = 1000
	arrived, release := make(chan struct{}, many), make(chan struct{})
	url := server(t, func(*http.Request) string {
		arrived <- struct{}{}
		<-release
		return `{"status":200,"code":0,"data":{"receipt_id":"` + paymentId + `","price":1}}`
	})
	waiting := clientOf(t, bootpay.Config{BaseURL: url, Deadline: long, Timeout: long})
	var all sync.WaitGroup
	failed := make(chan error, many)
	for range make([]struct{}, many) {
		all.Add(1)
		go func() {
			defer all.Done()
			if answer, err := waiting.Verify(paymentId); err != nil || answer.Data.Price != 1 {
				failed <- fmt.Errorf("%v %w", answer, err)
			}
		}()
	}
	for range make([]struct{}, many) {
		<-arrived
	}
	threads := threadsOf(t)
	close(release)
	all.Wait()
	close(failed)
	for err := range failed {
		t.Fatal(err)
	}
	if threads > 60 {
		t.Fatalf("%d goroutines took %d threads", many, threads)
	}
}

func threadsOf(t *testing.T) int {
	t.Helper()
	tasks := must2(os.ReadDir("/proc/self/task"))
	return len(tasks)
}

func TestAHerdOfFirstCallsAsksForOneToken(t *testing.T) {
	api := fresh(t)
	var all sync.WaitGroup
	failed := make(chan error, 100)
	for range make([]struct{}, 100) {
		all.Add(1)
		go func() {
			defer all.Done()
			if answer, err := api.Verify(paymentId); err != nil || answer.Err() != nil {
				failed <- fmt.Errorf("%v %w", answer.Err(), err)
			}
		}()
	}
	all.Wait()
	close(failed)
	for err := range failed {
		t.Fatal(err)
	}
	tokens := 0
	for _, request := range listed(box.Requests("")) {
		if request.Path == "/request/token" {
			tokens++
		}
	}
	equal(t, tokens, 1)
}

// Cancelled calls of many goroutines each get exactly one reply.
func TestManyCallsThatEndAtOnce(t *testing.T) {
	fresh(t)
	const many = 50
	arrived := make(chan struct{}, many)
	url := server(t, func(request *http.Request) string {
		arrived <- struct{}{}
		<-request.Context().Done()
		return ""
	})
	api := clientOf(t, bootpay.Config{BaseURL: url, Deadline: long, Timeout: long})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, many)
	for range make([]struct{}, many) {
		go func() {
			_, err := api.WithContext(ctx).Verify(paymentId)
			ended <- err
		}()
	}
	for range make([]struct{}, many) {
		<-arrived
	}
	cancel()
	for range make([]struct{}, many) {
		equal(t, errors.Is(<-ended, context.Canceled), true)
	}
}

func TestWhatALostCancelBecameIsSettled(t *testing.T) {
	api := fresh(t)
	equal(t, must2(api.ReceiptCancel(toCancel, 1200, "", "", bootpay.RefundData{})).Err(), nil)
	if _, err := box.Fault("reset", map[string]any{"path": "/cancel"}); err != nil {
		t.Fatal(err)
	}
	_, err := api.CancelPayment(bootpay.CancelData{ReceiptId: toCancel, Price: 1200})
	failed := failedCall(t, err)
	equal(t, failed.Effect, bootpay.EffectUnknown)
	equal(t, failed.ReceiptId, toCancel)
	equal(t, *failed.CancelPrice, 1200)
	if failed.CancelId == "" {
		t.Fatal("the error has no cancel_id")
	}
	settled := must2(api.Settle(err, bootpay.Ptr(1200)))
	equal(t, settled.Outcome, bootpay.OutcomeNotDone)
	equal(t, settled.Receipt.Data.RemainPrice, 1800.0)
	equal(t, must2(api.Settle(err, nil)).Outcome, bootpay.OutcomeUnclear)
	_, err = api.Settle(errors.New("another"), nil)
	equal(t, errors.Is(err, bootpay.ErrInvalidRequest), true)
}

func TestACancelThatItsContextEndedIsSettled(t *testing.T) {
	api := fresh(t)
	must2(api.GetToken())
	if _, err := box.Fault("stall", map[string]any{"path": "/cancel"}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() {
		_, err := api.WithContext(ctx).CancelPayment(bootpay.CancelData{ReceiptId: toCancel, Price: 1200, CancelId: "refund-1"})
		ended <- err
	}()
	arrivals(t, "/cancel", 1)
	cancel()
	err := <-ended
	failed := failedCall(t, err)
	equal(t, [4]any{failed.Kind, failed.Effect, failed.ReceiptId, failed.CancelId},
		[4]any{bootpay.KindCanceled, bootpay.EffectUnknown, toCancel, "refund-1"})
	equal(t, failed.CancelPrice, bootpay.Ptr(1200))
	settled, err := api.Settle(err, bootpay.Ptr(0))
	equal(t, err, nil)
	equal(t, settled.Outcome, bootpay.OutcomeNotDone)
}

// An error that does not say how much was to be cancelled must not pass for one of all that was left.
func TestAnErrorWithoutAPriceSettlesNothing(t *testing.T) {
	api := fresh(t)
	lost := &bootpay.Error{Operation: "payment.cancel", Effect: bootpay.EffectUnknown, ReceiptId: toCancel}
	_, err := api.Settle(lost, nil)
	equal(t, errors.Is(err, bootpay.ErrInvalidRequest), true)
	holds(t, err.Error(), "cancel_price")
	lost.CancelPrice = bootpay.Ptr(1200)
	equal(t, must2(api.Settle(lost, bootpay.Ptr(0))).Outcome, bootpay.OutcomeNotDone)
}

func TestAReceiptIsTheExpectedOne(t *testing.T) {
	api := fresh(t)
	must2(api.VerifyExpected(paymentId, bootpay.Expected{Price: bootpay.Ptr(3000), OrderId: bootpay.Ptr("1576461949")}))
	_, err := api.VerifyExpected(paymentId, bootpay.Expected{Price: bootpay.Ptr(0)})
	equal(t, errors.Is(err, bootpay.ErrMismatch), true)
	_, err = api.VerifyExpected("000000000000000000000000", bootpay.Expected{Price: bootpay.Ptr(1)})
	equal(t, errors.Is(err, bootpay.ErrApi), true)
	_, err = api.VerifyExpected(paymentId, bootpay.Expected{})
	equal(t, errors.Is(err, bootpay.ErrInvalidRequest), true)
}

// Servers that are broken, or mean it: an error, no panic, and the client goes on.
func TestHostileAnswers(t *testing.T) {
	fresh(t)
	for name, body := range map[string]string{
		"html":          `502 <html>`,
		"nothing":       ``,
		"deep":          `{"status":200,"code":0,"data":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `}`,
		"twice":         `{"status":500,"code":-1,"status":200,"code":0,"data":1}`,
		"half":          `{"status":200,"code":0,"data":`,
		"no UTF-8":      "{\"status\":200,\"code\":0,\"data\":\"\xff\"}",
		"half a letter": `{"status":200,"code":0,"data":"\ud800"}`,
		"too much":      `{"status":200,"code":0,"data":"` + strings.Repeat("a", 8<<20) + `"}`,
		"another":       `{"status":200,"code":0,"data":{"receipt_id":"another","price":1}}`,
	} {
		t.Run(name, func(t *testing.T) {
			var isMended atomic.Bool
			url := server(t, func(*http.Request) string {
				if !isMended.Load() {
					return body
				}
				return `{"status":200,"code":0,"data":{"receipt_id":"` + paymentId + `"}}`
			})
			api := clientOf(t, bootpay.Config{BaseURL: url})
			_, err := api.Verify(paymentId)
			failed := failedCall(t, err)
			if failed.Kind != bootpay.KindDecode && failed.Kind != bootpay.KindMismatch && failed.Kind != bootpay.KindConnection {
				t.Fatalf("%v", failed.Kind)
			}
			if len(err.Error()) > 300 {
				t.Fatal("a message of more than a line")
			}
			isMended.Store(true)
			must2(api.Verify(paymentId))
		})
	}
}
