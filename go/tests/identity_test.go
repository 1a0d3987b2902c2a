package tests

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	bootpay "github.com/bootpay/backend-go"
)

var people = bootpay.Beginning{Purpose: "주류 구매", Session: "session-1"}

// verified lets somebody go through the window, and gives what confirms it.
func verified(t *testing.T, api *bootpay.Api, fields map[string]any) bootpay.Confirmation {
	t.Helper()
	begun := must2(api.Identity().Begin(people))
	all := map[string]any{"order_id": begun.OrderId}
	for name, value := range fields {
		all[name] = value
	}
	receipt := must2(box.Identity(all))
	return bootpay.Confirmation{
		ReceiptId: receipt.ReceiptId(), Token: begun.Token(), Session: people.Session, Once: bootpay.NewMemoryOnce(),
	}
}

func reason(t *testing.T, err error) string {
	t.Helper()
	var identity *bootpay.IdentityError
	if !errors.As(err, &identity) {
		t.Fatalf("no *bootpay.IdentityError: %v", err)
	}
	equal(t, errors.Is(err, bootpay.ErrIdentity), true)
	if identity.HTTPStatus < 400 || identity.CustomerMessage("ko") == "" || identity.CustomerMessage("en") == identity.CustomerMessage("ko") {
		t.Fatalf("%#v", identity)
	}
	return identity.Reason
}

func TestAVerificationIsBegunForAPage(t *testing.T) {
	begun := must2(fresh(t).Identity().Begin(people))
	equal(t, len(begun.OrderId), 41)
	request := begun.Request("web-id")
	equal(t, [3]any{request["application_id"], request["method"], request["order_id"]}, [3]any{"web-id", "auth", begun.OrderId})
	if left := time.Until(begun.ExpiresAt); left > 11*time.Minute || left < 9*time.Minute {
		t.Fatalf("it expires in %v", left)
	}
	if strings.Contains(prints(begun), begun.Token()) {
		t.Fatal("the token shows")
	}
	_, err := fresh(t).Identity().Begin(bootpay.Beginning{Purpose: "p", Session: "s", ExpiresIn: time.Hour})
	equal(t, errors.Is(err, bootpay.ErrInvalidRequest), true)
}

func TestAPersonIsConfirmedOnce(t *testing.T) {
	api := fresh(t)
	confirmation := verified(t, api, map[string]any{"username": "홍길동", "birth": "2007-11-29", "phone": "01012345678"})
	person := must2(api.Identity().Confirm(confirmation))
	equal(t, person.Name.Reveal(), "홍길동")
	equal(t, fmt.Sprint(person.Name, " ", person.Birth, " ", person.Phone), "홍*동 2007-**-** 010-****-5678")
	equal(t, must2(person.Age("2026-11-28")), 18)
	equal(t, must2(person.YearAge("2026-11-28")), 19)
	equal(t, must2(person.IsAdult(bootpay.YouthProtection, "2026-11-28")), true)
	equal(t, must2(person.IsAdult(bootpay.Civil, "2026-11-28")), false)
	_, err := person.IsAdult("roman")
	equal(t, errors.Is(err, bootpay.ErrInvalidRequest), true)
	_, err = person.Age("yesterday")
	equal(t, errors.Is(err, bootpay.ErrInvalidRequest), true)
	proof := must2(person.Minimal(bootpay.YouthProtection, "2026-11-28"))
	equal(t, [3]any{proof.Adult, proof.On, proof.ReceiptId}, [3]any{true, "2026-11-28", person.ReceiptId})
	text := prints(person) + string(must2(json.Marshal(person))) + string(must2(json.Marshal(proof)))
	for _, canary := range []string{"홍길동", "01012345678", "2007-11-29", person.CI.Reveal(), person.DI.Reveal()} {
		equal(t, strings.Contains(text, canary), false)
	}
	_, err = api.Identity().Confirm(confirmation)
	equal(t, reason(t, err), "used")
	equal(t, strings.Contains(err.Error(), "홍길동"), false)
}

func TestAHashFindsAPersonAgain(t *testing.T) {
	api := fresh(t)
	person := must2(api.Identity().Confirm(verified(t, api, nil)))
	key := []byte("a key of 16 bytes, or more")
	hash := must2(person.CI.HMAC(key, 3))
	holds(t, hash, "3:")
	equal(t, must2(person.CI.Matches(hash, bootpay.Keys{3: key})), true)
	equal(t, must2(person.CI.Matches(hash, bootpay.Keys{4: key})), false)
	equal(t, must2(person.MatchedBy(bootpay.Stored{CI: hash}, bootpay.Keys{3: key})), "ci")
	equal(t, must2(person.MatchedBy(bootpay.Stored{}, bootpay.Keys{3: key})), "")
	_, err := person.CI.HMAC([]byte("short"), 1)
	equal(t, errors.Is(err, bootpay.ErrInvalidRequest), true)
	var nobody *bootpay.Hashed
	equal(t, nobody.Reveal()+nobody.String(), "")
}

func TestWhatABrowserSendsIsAFailedAttempt(t *testing.T) {
	api := fresh(t)
	confirmation := verified(t, api, nil)
	for _, odd := range []string{"", "\xff", "../../cancel", strings.Repeat("a", 1<<20)} {
		changed := confirmation
		changed.Token = odd
		_, err := api.Identity().Confirm(changed)
		equal(t, reason(t, err), "bad_token")
	}
	changed := confirmation
	changed.Session = "session-2"
	_, err := api.Identity().Confirm(changed)
	equal(t, reason(t, err), "other_session")
	changed = confirmation
	changed.Once = nil
	_, err = api.Identity().Confirm(changed)
	equal(t, errors.Is(err, bootpay.ErrInvalidRequest), true)
	must2(api.Identity().Confirm(confirmation)) // nothing of it used it up
}

type down struct{}

var errDown = errors.New("the store is down")

func (down) Consume(context.Context, string, time.Duration) (bool, error) { return true, errDown }

func TestAStoreThatFailsConfirmsNobody(t *testing.T) {
	api := fresh(t)
	confirmation := verified(t, api, nil)
	confirmation.Once = down{}
	person, err := api.Identity().Confirm(confirmation)
	if person != nil || !errors.Is(err, errDown) {
		t.Fatalf("%v %v", person, err)
	}
}

func TestOfManyWhoConfirmAtOnceOneIsFirst(t *testing.T) {
	api := fresh(t)
	confirmation := verified(t, api, nil)
	var first atomic.Int32
	var all sync.WaitGroup
	for range make([]struct{}, 50) {
		all.Add(1)
		go func() {
			defer all.Done()
			if _, err := api.Identity().Confirm(confirmation); err == nil {
				first.Add(1)
			}
		}()
	}
	all.Wait()
	equal(t, first.Load(), int32(1))
}
