// Package recipes has what docs/identity.md prints in Go.
package recipes

import (
	"context"
	"errors"
	"net/http"

	"github.com/bootpay/backend-go"
)

var (
	api  = bootpay.Api{}.New("", "", nil, "") // keys and address come from the environment
	used = bootpay.NewMemoryOnce()            // of one process: see "Used once"
)

func begin(session string) (token string, request map[string]any, err error) {
	begun, err := api.Identity().Begin(bootpay.Beginning{Purpose: "주류 구매", Session: session})
	if err != nil {
		return "", nil, err
	}
	// Keep the token in the visitor's session. The page hands the other to BootPay.request.
	return begun.Token(), begun.Request("5b8f6a4d396fa665fdc2b5e7"), nil // the project's web application id
}

func confirm(ctx context.Context, receiptId, token, session string) (status int, sentence string, err error) {
	person, err := api.WithContext(ctx).Identity().Confirm(bootpay.Confirmation{
		ReceiptId: receiptId, Token: token, Session: session, Once: used,
	})
	var refused *bootpay.IdentityError
	if errors.As(err, &refused) {
		return refused.HTTPStatus, refused.CustomerMessage("ko"), nil
	}
	if err != nil {
		return 0, "", err
	}
	adult, err := person.IsAdult(bootpay.YouthProtection)
	if err != nil {
		return 0, "", err
	}
	if !adult {
		return http.StatusForbidden, "청소년에게는 주류를 판매하지 않습니다", nil
	}
	return http.StatusOK, person.Name.Reveal() + "님, 주문해 주세요", nil
}
