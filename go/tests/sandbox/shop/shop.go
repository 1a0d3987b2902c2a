// shop.go
package shop

import "github.com/bootpay/backend-go"

// Shop is an application that is given its client.
type Shop struct{ Api *bootpay.Api }

func (shop Shop) IsPaid(receiptId string, price int) bool {
	_, err := shop.Api.VerifyExpected(receiptId, bootpay.Expected{Price: &price})
	return err == nil
}

func (shop Shop) Refund(receiptId string) error {
	answer, err := shop.Api.CancelPayment(bootpay.CancelData{
		ReceiptId: receiptId, Price: bootpay.All, Name: "관리자", Reason: "변심",
	})
	if err != nil {
		return err
	}
	return answer.Err()
}
