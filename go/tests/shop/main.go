// main.go
package main

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"sync"

	"github.com/bootpay/backend-go"
)

var (
	api    = bootpay.Api{}.New("", "", nil, "") // keys and address come from the environment
	used   = bootpay.NewMemoryOnce()            // of one process; a shop takes its database or Redis
	tokens sync.Map                             // by visitor
)

func visitorOf(w http.ResponseWriter, r *http.Request) string {
	if cookie, err := r.Cookie("visitor"); err == nil {
		return cookie.Value
	}
	random := make([]byte, 16)
	rand.Read(random)
	cookie := &http.Cookie{Name: "visitor", Value: hex.EncodeToString(random), HttpOnly: true, SameSite: http.SameSiteLaxMode}
	http.SetCookie(w, cookie)
	return cookie.Value
}

func begin(w http.ResponseWriter, r *http.Request) {
	visitor := visitorOf(w, r)
	begun, err := api.Identity().Begin(bootpay.Beginning{Purpose: "회원 가입", Session: visitor})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	tokens.Store(visitor, begun.Token())
	json.NewEncoder(w).Encode(begun.Request("5b8f6a4d396fa665fdc2b5e7"))
}

func verified(w http.ResponseWriter, r *http.Request) {
	visitor := visitorOf(w, r)
	token, _ := tokens.Load(visitor)
	receiptId, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1000))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	person, err := api.WithContext(r.Context()).Identity().Confirm(bootpay.Confirmation{
		ReceiptId: string(receiptId), Token: fmt.Sprint(token), Session: visitor, Once: used,
	})
	var refused *bootpay.IdentityError
	switch {
	case errors.As(err, &refused):
		http.Error(w, refused.CustomerMessage("ko"), refused.HTTPStatus)
	case err != nil:
		http.Error(w, err.Error(), http.StatusBadGateway)
	default:
		fmt.Fprintf(w, "%s님, 확인되었습니다", person.Name.Reveal())
	}
}

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, "page.html") })
	http.HandleFunc("/begin", begin)
	http.HandleFunc("/verified", verified)
	log.Fatal(http.ListenAndServe("127.0.0.1:3000", nil))
}
