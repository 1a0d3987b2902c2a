package bootpay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/bootpay/backend-go/internal/native"
)

// Kind is what went wrong.
type Kind string

// The kinds of errors.
const (
	KindConfig         Kind = "config"          // the client was built with something that cannot work
	KindInvalidRequest Kind = "invalid_request" // an argument was refused before anything was sent
	KindConnection     Kind = "connection"      // DNS, TCP or TLS failed, or the connection broke
	KindTimeout        Kind = "timeout"         // no answer within the time allowed
	KindDecode         Kind = "decode"          // the answer is not the documented JSON
	KindApi            Kind = "api"             // the server said no
	KindMismatch       Kind = "mismatch"        // the answer is about another receipt, or not the expected one
	KindIdentity       Kind = "identity"        // a verification is not to be believed
	KindWebhook        Kind = "webhook"         // a webhook is not to be believed
	KindCanceled       Kind = "canceled"        // the context ended the call
	KindInternal       Kind = "internal"        // a defect of this package
)

// For errors.Is.
var (
	ErrConfig         = errors.New("bootpay: config")
	ErrInvalidRequest = errors.New("bootpay: invalid request")
	ErrConnection     = errors.New("bootpay: connection")
	ErrTimeout        = errors.New("bootpay: timeout")
	ErrDecode         = errors.New("bootpay: decode")
	ErrApi            = errors.New("bootpay: refused by the server")
	ErrMismatch       = errors.New("bootpay: mismatch")
	ErrIdentity       = errors.New("bootpay: identity")
	ErrWebhook        = errors.New("bootpay: webhook")
	ErrCanceled       = errors.New("bootpay: canceled")
	ErrInternal       = errors.New("bootpay: internal")
)

var ofKind = map[Kind]error{
	KindConfig: ErrConfig, KindInvalidRequest: ErrInvalidRequest, KindConnection: ErrConnection, KindTimeout: ErrTimeout,
	KindDecode: ErrDecode, KindApi: ErrApi, KindMismatch: ErrMismatch, KindIdentity: ErrIdentity, KindWebhook: ErrWebhook,
	KindCanceled: ErrCanceled, KindInternal: ErrInternal,
}

// Effect is whether a failed call may have acted at the server.
type Effect string

// The effects: EffectUnknown is to be settled before the call is made again; see Api.Settle.
const (
	EffectNone    Effect = "none"
	EffectUnknown Effect = "unknown"
)

// Error is why a call failed. It shows no key, no token, no personal data and no body of an answer.
type Error struct {
	Kind    Kind   `json:"kind"`
	Message string `json:"message"`
	// The call that failed, such as certificate.get; empty if none was made.
	Operation string `json:"operation"`
	// The HTTP status; 0 if no answer came.
	Status int `json:"status"`
	// Bootpay's own code, such as -2100, if the server gave one.
	Code string `json:"code"`
	// May the call have acted?
	Effect Effect `json:"effect"`
	// How often the request was sent; token requests are not counted.
	Attempts int `json:"attempts"`
	// The id that was sent as X-Request-Id.
	RequestId string `json:"request_id"`
	// The receipt that the call was about.
	ReceiptId string `json:"receipt_id"`
	// Of a cancel: the id that it carried. Repeating the cancel with it cannot cancel twice.
	CancelId string `json:"cancel_id"`
	// Of a cancel: how much it asked for, in won; nil if it asked for all that is left.
	CancelPrice *int `json:"cancel_price"`
	// What lies beneath, outermost first.
	Causes []string `json:"causes"`

	body      func() json.RawMessage
	ended     []error
	saysPrice bool // so that a CancelPrice of nil is all that was left, and was not lost on the way
}

// Error is one line.
func (err *Error) Error() string { return "bootpay: " + err.Message }

// GoString is the same line.
func (err *Error) GoString() string { return err.Error() }

// Unwrap gives the Err… of its kind and, if a context ended the call, its error.
func (err *Error) Unwrap() []error {
	beneath := append([]error{}, err.ended...)
	if of, ok := ofKind[err.Kind]; ok {
		return append(beneath, of)
	}
	return append(beneath, ErrInternal)
}

// Timeout says whether it took too long, as errors of package net do.
func (err *Error) Timeout() bool {
	return err.Kind == KindTimeout || errors.Is(err, context.DeadlineExceeded)
}

// Body is the server's answer as it came, or nil. It may hold personal data: keep it out of logs.
func (err *Error) Body() json.RawMessage {
	if err.body == nil {
		return nil
	}
	return err.body()
}

// IdentityError is why a verification is not to be believed. Its message is for your log, CustomerMessage for your customer.
type IdentityError struct {
	// The error as any other one.
	Cause *Error
	// bad_token, other_session, other_purpose, expired, not_finished, not_identity, other_order or used.
	Reason string
	// The status that a web handler may answer with, from 400 to 410.
	HTTPStatus int

	korean, english string
}

// Error is one line.
func (err *IdentityError) Error() string { return err.Cause.Error() }

// GoString is the same line.
func (err *IdentityError) GoString() string { return err.Error() }

// Unwrap gives the *Error.
func (err *IdentityError) Unwrap() error { return err.Cause }

// CustomerMessage is a sentence that your customer may read: in English for "en", else in Korean.
func (err *IdentityError) CustomerMessage(language string) string {
	if strings.HasPrefix(language, "en") {
		return err.english
	}
	return err.korean
}

// failure reads why a reply is none.
func failure(reply *native.Reply, operation string) error {
	return failed(reply.Meta, reply.Body, operation)
}

func failed(meta, body []byte, operation string) error {
	var told struct {
		Error
		Code        any             `json:"code"`
		CancelPrice json.RawMessage `json:"cancel_price"`
		Identity    *struct {
			Reason     string `json:"reason"`
			HTTPStatus int    `json:"http_status"`
			Korean     string `json:"ko"`
			English    string `json:"en"`
		} `json:"identity"`
	}
	decoder := json.NewDecoder(strings.NewReader(string(meta)))
	decoder.UseNumber()
	if decoder.Decode(&told) != nil {
		told.Error = Error{Kind: KindInternal, Message: "the library's error cannot be read", Effect: EffectUnknown}
	}
	err := &told.Error
	if told.Code != nil {
		err.Code = fmt.Sprint(told.Code)
	}
	if err.saysPrice = told.CancelPrice != nil; err.saysPrice {
		_ = json.Unmarshal(told.CancelPrice, &err.CancelPrice) // null is nil
	}
	if err.Operation == "" {
		err.Operation = operation
	}
	if err.Effect == "" {
		err.Effect = EffectUnknown
	}
	if body != nil {
		err.body = func() json.RawMessage { return body } // not where a printer looks
	}
	if about := told.Identity; about != nil {
		return &IdentityError{err, about.Reason, about.HTTPStatus, about.Korean, about.English}
	}
	return err
}

// refused is what this package itself refuses, in the words that the core uses.
func refused(operation, name, why string) *Error {
	message := name + " " + why
	if operation != "" {
		message = operation + ": " + message + "; nothing was sent"
	}
	return &Error{Kind: KindInvalidRequest, Message: message, Operation: operation, Effect: EffectNone}
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
