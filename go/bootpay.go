// Package bootpay is a client of Bootpay's v1 server API: payments, billing keys and identity verification (본인인증). It
// has the names and the structs of the official package.
//
//	api := bootpay.Api{}.New(applicationId, privateKey, nil, "")
//	answer, err := api.WithContext(ctx).Certificate(receiptId)
//
// A call that the server refuses gives a filled answer and no error, as the official package does; its Err says why.
// What comes to no such answer is an error: an *Error, or an *IdentityError, for errors.As; the Err… variables are for
// errors.Is. Tokens are got and renewed by themselves.
package bootpay

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"runtime"
	"time"

	"github.com/bootpay/backend-go/internal/native"
)

// The hosts of the modes.
const (
	DEVELOPMENT string = "https://dev-api.bootpay.co.kr"
	TEST        string = "https://test-api.bootpay.co.kr"
	STAGE       string = "https://stage-api.bootpay.co.kr"
	PRODUCTION  string = "https://api.bootpay.co.kr"
)

// Male and Female are values of Gender. The wire's 0 for women is Go's zero value, which is not sent.
const (
	Male   = 1
	Female = -1
)

// All is the Price of a cancel of all that is left. No sum that was reckoned wrong is it by chance.
const All float64 = -1 << 60

// Api is a client for one project. It may be used by any number of goroutines, and copied.
type Api struct {
	core    *core
	context context.Context
	options Options
}

// core is what the copies of a client share.
type core struct {
	client            *native.Client
	failed            error // why client is nil
	baseURL           string
	timeout, deadline time.Duration
	log               attemptLog
}

// Config is for Open. What is left out comes from the environment, or is the default.
type Config struct {
	// The project's REST application id, and its private key; else BOOTPAY_APPLICATION_ID and BOOTPAY_PRIVATE_KEY.
	ApplicationId, PrivateKey string
	// production, development, stage, test; or sandbox, with the documentation's keys if none are given; else
	// BOOTPAY_MODE, or production.
	Mode string
	// Where to send requests instead of the mode's host; else BOOTPAY_BASE_URL.
	BaseURL string
	// How long DNS, TCP and TLS may take (5 s), an attempt (30 s, 60 s for what waits on a card company), and a call in
	// all (twice that).
	ConnectTimeout, Timeout, Deadline time.Duration
	// How often a call that may be repeated is repeated at most; nil: 2. Ptr(0) is never.
	MaxRetries *int
	// Gets a line for each attempt of a call once it is over: at LevelWarn if no answer came, or 429 or 5xx, else at
	// LevelDebug. nil: what BOOTPAY_LOG says, debug or warn, for such lines on standard error, or else nothing.
	Logger *slog.Logger
	// Is told of each attempt, as the logger is, for spans and counters.
	OnAttempt func(context.Context, Attempt)
}

// Format prints no key.
func (config Config) Format(state fmt.State, verb rune) {
	type plain Config
	shown := plain(config)
	hide(&shown.PrivateKey)
	fmt.Fprintf(state, fmt.FormatString(state, verb), shown)
}

// LogValue is the same text, for log/slog.
func (config Config) LogValue() slog.Value { return printed(config) }

// Options are limits for some calls; see WithOptions.
type Options struct {
	// How long an attempt may take, and a call in all; 0: as in the client.
	Timeout, Deadline time.Duration
	// How often a call that may be repeated is repeated at most; nil: as in the client.
	MaxRetries *int
	// An access token of your own, sent as it is and without renewal.
	Token string
}

// Format prints no token.
func (options Options) Format(state fmt.State, verb rune) {
	type plain Options
	shown := plain(options)
	hide(&shown.Token)
	fmt.Fprintf(state, fmt.FormatString(state, verb), shown)
}

// LogValue is the same text, for log/slog.
func (options Options) LogValue() slog.Value { return printed(options) }

// Ptr gives a pointer to a value, for what may be left out.
func Ptr[T any](value T) *T { return &value }

// New gives a client. An empty id or key comes from the environment, as do mode and address; an empty mode is BOOTPAY_MODE,
// or production. Of client the Timeout is taken, for each attempt; a Transport, a Jar or a CheckRedirect is refused. What
// cannot be is the error of the first call. Open has more to say, and says at once what is wrong.
func (api Api) New(applicationId string, privateKey string, client *http.Client, mode string) *Api {
	config := Config{ApplicationId: applicationId, PrivateKey: privateKey, Mode: mode}
	if client != nil {
		if client.Transport != nil || client.Jar != nil || client.CheckRedirect != nil {
			why := "of an http.Client only the Timeout is used: take Transport, Jar and CheckRedirect out, and set a proxy or a " +
				"CA with HTTPS_PROXY and SSL_CERT_FILE"
			return &Api{core: &core{failed: &Error{Kind: KindConfig, Message: why, Effect: EffectNone}}}
		}
		config.Timeout = client.Timeout
	}
	opened := open(config)
	return &Api{core: opened}
}

// Open gives a client, or says what is wrong with the configuration. It sends nothing.
func Open(config Config) (*Api, error) {
	opened := open(config)
	if opened.failed != nil {
		return nil, opened.failed
	}
	return &Api{core: opened}, nil
}

func open(config Config) *core {
	if version := native.Version(); version != native.ABI {
		why := fmt.Sprintf("the linked library speaks version %d of its interface, this package %d", version, native.ABI)
		return &core{failed: &Error{Kind: KindInternal, Message: why, Effect: EffectNone}}
	}
	given := map[string]any{"user_agent": userAgent(), "environment": environment()}
	for name, text := range map[string]string{
		"application_id": config.ApplicationId, "private_key": config.PrivateKey, "mode": config.Mode, "base_url": config.BaseURL,
	} {
		if text != "" {
			given[name] = text
		}
	}
	times(given, map[string]time.Duration{
		"connect_timeout_ms": config.ConnectTimeout, "timeout_ms": config.Timeout, "deadline_ms": config.Deadline,
	})
	if config.MaxRetries != nil {
		given["max_retries"] = *config.MaxRetries
	}
	text, err := encode("", KindConfig, given)
	if err != nil {
		return &core{failed: err}
	}
	client, refused := native.Open(text)
	if refused != nil {
		return &core{failed: failure(refused, "")}
	}
	opened := &core{client: client, timeout: config.Timeout, deadline: config.Deadline, log: listening(config.Logger, config.OnAttempt)}
	opened.failed = opened.ask("base_url", nil, nil, &opened.baseURL)
	return opened
}

// times puts times in; what is shorter than a millisecond is one, and what is negative is refused by the core.
func times(into map[string]any, given map[string]time.Duration) {
	for name, time := range given {
		if time != 0 {
			into[name] = (time.Nanoseconds() + 999_999) / 1_000_000
		}
	}
}

func environment() map[string]string {
	var names []string
	_ = (&core{}).ask("environment", nil, nil, &names)
	values := map[string]string{}
	for _, name := range names {
		if value, ok := os.LookupEnv(name); ok {
			values[name] = value
		}
	}
	return values
}

func userAgent() string {
	var version string
	_ = (&core{}).ask("version", nil, nil, &version)
	return fmt.Sprintf("bootpay-go/%s (%s; %s/%s)", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// ask asks the library what is answered at once, and reads the answer's JSON.
func (core *core) ask(what string, body, question []byte, answer any) error {
	reply := native.Ask(core.client, what, body, question)
	if !reply.OK {
		return failure(reply, "")
	}
	if text, ok := answer.(*string); ok && !json.Valid(reply.Body) {
		*text = string(reply.Body)
		return nil
	}
	if err := json.Unmarshal(reply.Body, answer); err != nil {
		// the parser's own words may quote somebody's data
		return &Error{Kind: KindInternal, Message: "the library's answer cannot be read", Effect: EffectNone}
	}
	return nil
}

// WithContext is the same client for calls that end with ctx. A call that ctx ends gives an error whose Effect says whether the
// server may have acted, and for which errors.Is is true with ctx.Err() and with context.Cause(ctx). A cancel ends earlier than the
// deadline of ctx, with context.DeadlineExceeded, so that there is time to settle it.
func (api *Api) WithContext(ctx context.Context) *Api {
	with := *api
	with.context = ctx
	return &with
}

// WithOptions is the same client with other limits, or a token of your own. It has the same keys, connections and logger.
// What cannot be is the error of the call.
func (api *Api) WithOptions(options Options) *Api {
	with := *api
	if options.Timeout != 0 {
		with.options.Timeout = options.Timeout
	}
	if options.Deadline != 0 {
		with.options.Deadline = options.Deadline
	}
	if options.MaxRetries != nil {
		with.options.MaxRetries = options.MaxRetries
	}
	if options.Token != "" {
		with.options.Token = options.Token
	}
	return &with
}

// BaseURL is where requests go.
func (api *Api) BaseURL() string {
	if api == nil || api.core == nil {
		return ""
	}
	return api.core.baseURL
}

// Format prints where requests go, and no key and no token.
func (api Api) Format(state fmt.State, _ rune) { fmt.Fprintf(state, "bootpay.Api(%s)", api.BaseURL()) }

// LogValue is the same text, for log/slog.
func (api Api) LogValue() slog.Value { return printed(api) }

// GetToken asks the server for an access token now. Other calls get theirs by themselves; this one is for looking at it, and
// for checking the keys.
func (api *Api) GetToken() (Token, error) {
	var answer Token
	err := api.call("token.request", fields{}, &answer.APIResponse, &answer.Data)
	return answer, err
}

// ReceiptCancel cancels a payment. Mind that a price of 0 cancels ALL that is left, as in the official package: also a price that
// was never set, or came out as 0. CancelPayment refuses 0 and has All for that, and a cancel_id, a tax-free part and what was
// cancelled before, too.
func (api *Api) ReceiptCancel(receiptId string, price float64, name string, reason string, refund RefundData) (Cancel, error) {
	if price == 0 {
		price = All
	}
	return api.CancelPayment(CancelData{ReceiptId: receiptId, Price: price, Name: name, Reason: reason, Refund: refund})
}

// Verify reads a receipt. A payment is done only if its status is 1, the price is the one that you asked for and the order is
// yours: the receipt id came through the customer's browser. VerifyExpected compares them.
func (api *Api) Verify(receiptId string) (Verify, error) {
	var answer Verify
	err := api.call("receipt.get", fields{"receipt_id": receiptId}, &answer.APIResponse, &answer.Data)
	return answer, err
}

// Expected is what a receipt has to be. nil is not compared.
type Expected struct {
	// The price that you asked for, in won.
	Price *int `json:"expected_price"`
	// The order id that you issued.
	OrderId *string `json:"expected_order_id"`
	// The status, by number; nil: 1, paid. Before ServerSubmit it is 2.
	Status *int `json:"expected_status"`
}

// VerifyExpected reads a receipt and gives an error whenever it is not known to be the expected one: ErrMismatch if it differs,
// and whatever else goes wrong, a refusal too.
//
//	api.VerifyExpected(receiptId, bootpay.Expected{Price: bootpay.Ptr(3000), OrderId: bootpay.Ptr(order.Id)})
func (api *Api) VerifyExpected(receiptId string, expected Expected) (Verify, error) {
	if expected == (Expected{}) {
		err := refused("receipt.get", "expected", "says nothing, so nothing would be compared")
		return Verify{APIResponse: failedBy(err)}, err
	}
	var answer Verify
	params := struct {
		Id string `json:"receipt_id"`
		Expected
	}{receiptId, expected}
	err := api.call("receipt.get", params, &answer.APIResponse, &answer.Data)
	return answer, firstOf(err, answer.Err())
}
