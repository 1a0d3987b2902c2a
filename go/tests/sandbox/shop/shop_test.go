// shop_test.go
package shop

import (
	"testing"

	"github.com/bootpay/backend-go/sandbox"
)

func TestARefundWhoseAnswerIsLost(t *testing.T) {
	t.Parallel()
	box := sandbox.ForTest(t, sandbox.Strict)
	shop := Shop{Api: box.Api().WithOptions(sandbox.Quick())}
	receipt, err := box.Payment(sandbox.Fields{"price": 3000, "status": 1})
	if err != nil || !shop.IsPaid(receipt.ReceiptId(), 3000) {
		t.Fatal(receipt, err)
	}
	if _, err := box.Fault("reset_after", sandbox.Fields{"path": "/cancel"}); err != nil {
		t.Fatal(err)
	}
	if err := shop.Refund(receipt.ReceiptId()); err != nil { // its receipt says that it was cancelled
		t.Fatal(err)
	}
}
