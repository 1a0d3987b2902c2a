package recipes

import (
	"context"
	"testing"

	"github.com/bootpay/backend-go"
	"github.com/bootpay/backend-go/sandbox"
)

func TestWhoTurns19ThisYearMayBuyOnce(t *testing.T) {
	box := sandbox.ForTest(t)
	api = box.Api()
	token, request, err := begin("session-1")
	if err != nil {
		t.Fatal(err)
	}
	verified, err := box.Person(sandbox.Person{
		Persona: "turns_19_this_year", OrderId: request["order_id"].(string), Username: "성춘향",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, wanted := range []struct {
		status   int
		sentence string
	}{{200, "성춘향님, 주문해 주세요"}, {409, "이미 사용된 본인인증입니다. 다시 인증해 주세요."}} {
		status, sentence, err := confirm(context.Background(), verified.ReceiptId(), token, "session-1")
		if status != wanted.status || sentence != wanted.sentence || err != nil {
			t.Fatal(status, sentence, err)
		}
	}
}

var keys = bootpay.Keys{1: []byte("the key of last year, at least 16 bytes"), 2: []byte("the key of this year, at least 16 bytes")}

// The row of a member, and the same person again.
func TestAMemberIsFoundAgain(t *testing.T) {
	box := sandbox.ForTest(t)
	api = box.Api()
	row := struct{ CIHash, DIHash, PhoneHash string }{}
	hashes := func(person *bootpay.Person) (string, string) {
		ciHash, err := person.CI.HMAC(keys[2], 2) // an error if it was not sent
		if err != nil {
			t.Fatal(err)
		}
		known, err := person.MatchedBy(bootpay.Stored{CI: row.CIHash, DI: row.DIHash, Phone: row.PhoneHash}, keys) // "ci", "di", "phone" or ""
		if err != nil {
			t.Fatal(err)
		}
		return ciHash, known
	}
	for at, wanted := range []string{"", "ci"} {
		begun, err := api.Identity().Begin(bootpay.Beginning{Purpose: "회원 가입", Session: "session-1"})
		if err != nil {
			t.Fatal(err)
		}
		receipt, err := box.Person(sandbox.Person{OrderId: begun.OrderId})
		if err != nil {
			t.Fatal(err)
		}
		person, err := api.Identity().Confirm(bootpay.Confirmation{
			ReceiptId: receipt.ReceiptId(), Token: begun.Token(), Session: "session-1", Once: used,
		})
		if err != nil {
			t.Fatal(err)
		}
		ciHash, known := hashes(person)
		if known != wanted {
			t.Fatal(at, known)
		}
		row.CIHash = ciHash
	}
}
