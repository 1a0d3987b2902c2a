package main

import (
    "fmt"
    "github.com/bootpay/backend-go"
)

func main() {
    api := bootpay.Api{}.New("5b8f6a4d396fa665fdc2b5ea", "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw=", nil, "")
    api.GetToken()
    Certificate(api) 
}

func Certificate(api *bootpay.Api) {    
    fmt.Println("--------------- GetToken() Start ---------------")
    token, err := api.GetToken()
    fmt.Println("token : " + token.Data.Token)
    if err != nil {
	fmt.Println("get token error: " + err.Error())
    }
    fmt.Println("--------------- GetToken() Start ---------------")
}
