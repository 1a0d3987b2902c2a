module github.com/bootpay/backend-go

go 1.21
