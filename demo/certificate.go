package main

import (
	"fmt"
	"log"
	"os"

	"github.com/bootpay/backend-go"
)

func main() {
	api := bootpay.Api{}.New("", "", nil, "") // keys and address from BOOTPAY_*
	answer, err := api.Certificate(os.Getenv("RECEIPT_ID"))
	if err == nil {
		err = answer.Err()
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(answer.Raw()))
}
