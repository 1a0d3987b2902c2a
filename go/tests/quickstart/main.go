package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/bootpay/backend-go"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	api := bootpay.Api{}.New("", "", nil, "sandbox").WithContext(ctx) // or with the keys of your project, and ""
	used := bootpay.NewMemoryOnce()                                   // of one process
	session := "the visitor's session"

	begun, err := api.Identity().Begin(bootpay.Beginning{Purpose: "회원 가입", Session: session})
	if err != nil {
		panic(err)
	}
	fmt.Println(begun.Request("5b8f6a4d396fa665fdc2b5e7")) // for the page's BootPay.request; begun.Token() stays in the session

	receiptId := "612e09260d681b0021e61ab9" // what the page sends back; this one is of another order
	person, err := api.Identity().Confirm(bootpay.Confirmation{
		ReceiptId: receiptId, Token: begun.Token(), Session: session, Once: used,
	})
	var refused *bootpay.IdentityError
	switch {
	case errors.As(err, &refused):
		fmt.Println(refused.Reason, refused.HTTPStatus, refused.CustomerMessage("ko")) // other_order 403 …
	case err != nil:
		panic(err)
	default:
		adult, err := person.IsAdult(bootpay.YouthProtection)
		fmt.Println(person.Name, adult, err) // 홍*동
	}
}
