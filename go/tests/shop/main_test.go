package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/bootpay/backend-go/sandbox"
)

// What the README's shop answers to its page, whose window the control route stands for.
func TestTheShopOfTheReadme(t *testing.T) {
	box := sandbox.ForTest(t)
	api = box.Api()
	mux := http.NewServeMux()
	mux.HandleFunc("/begin", begin)
	mux.HandleFunc("/verified", verified)
	shop := httptest.NewServer(mux)
	t.Cleanup(shop.Close)
	jar, _ := cookiejar.New(nil)
	visitor, stranger := &http.Client{Jar: jar}, &http.Client{}

	post := func(client *http.Client, path, body string) (int, string) {
		t.Helper()
		answer, err := client.Post(shop.URL+path, "text/plain", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		said, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer.StatusCode, string(said)
	}

	_, begun := post(visitor, "/begin", "")
	var request struct {
		OrderId string `json:"order_id"`
	}
	if err := json.Unmarshal([]byte(begun), &request); err != nil {
		t.Fatal(begun, err)
	}
	receipt, err := box.Person(sandbox.Person{Username: "성춘향", OrderId: request.OrderId})
	if err != nil {
		t.Fatal(err)
	}
	receiptId := receipt.ReceiptId()
	if status, said := post(stranger, "/verified", receiptId); status < 400 || strings.Contains(said, "성춘향") {
		t.Fatal("a stranger: ", status, said)
	}
	if status, said := post(visitor, "/verified", receiptId); status != 200 || said != "성춘향님, 확인되었습니다" {
		t.Fatal(status, said)
	}
	if status, said := post(visitor, "/verified", receiptId); status < 400 || strings.Contains(said, "성춘향") {
		t.Fatal("twice: ", status, said)
	}
}
