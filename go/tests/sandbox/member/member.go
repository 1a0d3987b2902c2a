// member.go
package member

import "github.com/bootpay/backend-go"

var api = bootpay.Api{}.New("", "", nil, "") // keys and address come from the environment

func NameOf(receiptId string) (string, error) {
	answer, err := api.Certificate(receiptId)
	return answer.Data.Certificate.Username, err
}
