package tests

import (
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	bootpay "github.com/bootpay/backend-go"
	"github.com/bootpay/backend-go/sandbox"
)

// The documentation's public example keys, and records of a sandbox.
const (
	applicationId = "5b8f6a4d396fa665fdc2b5ea"
	privateKey    = "rm6EYECr6aroQVG2ntW0A6LpWnkTgP4uQ3H18sDDUYw="
	identityId    = "612e09260d681b0021e61ab9"
	paymentId     = "5df6e67d4f74b4002a77e0eb"
	toCancel      = "5df6e8034f74b4002177e0bb"
	toSubmit      = "5fffc0460c20b903e88a2d2c"
	billingKey    = "5b025b33e13f33310ce560fb"
)

// What never comes hangs a test; nothing else is measured in time.
const long = 24 * time.Hour

// One sandbox for all tests, which run one after the other and begin with a reset.
var box *sandbox.Sandbox

func TestMain(m *testing.M) {
	var err error
	if box, err = sandbox.Start(); err != nil {
		panic(err)
	}
	status := m.Run()
	box.Stop()
	os.Exit(status)
}

// fresh resets the sandbox and gives a client of it.
func fresh(t *testing.T) *bootpay.Api {
	t.Helper()
	if err := box.Reset(); err != nil {
		t.Fatal(err)
	}
	return clientOf(t, bootpay.Config{})
}

// Of an equal configuration a process has one client, with its token and its connections; a test wants its own.
var opened atomic.Int64

// clientOf gives a client of the sandbox, unless config says of whom, without retries.
func clientOf(t *testing.T, config bootpay.Config) *bootpay.Api {
	t.Helper()
	if config.BaseURL == "" {
		config.BaseURL = box.URL
	}
	if config.PrivateKey == "" {
		config.PrivateKey = privateKey
	}
	config.ApplicationId = applicationId
	config.ConnectTimeout = 5*time.Second + time.Duration(opened.Add(1))*time.Millisecond
	config.MaxRetries = bootpay.Ptr(0)
	api, err := bootpay.Open(config)
	if err != nil {
		t.Fatal(err)
	}
	return api
}

func must[T any](t *testing.T, value T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func equal(t *testing.T, found, wanted any) {
	t.Helper()
	if !reflect.DeepEqual(found, wanted) {
		t.Fatalf("found %#v, wanted %#v", found, wanted)
	}
}

func holds(t *testing.T, text, part string) {
	t.Helper()
	if !strings.Contains(text, part) {
		t.Fatalf("%q has no %q", text, part)
	}
}

// arrivals waits until so many requests for a path have arrived.
func arrivals(t *testing.T, path string, count int) {
	t.Helper()
	for {
		found := 0
		for _, request := range listed(box.Requests("")) {
			if request.Path == path {
				found++
			}
		}
		if found >= count {
			return
		}
	}
}

func listed(requests []sandbox.Request, err error) []sandbox.Request {
	if err != nil {
		panic(err)
	}
	return requests
}

// sent are the requests that have arrived as the shared cases write them.
func sent(t *testing.T) []any {
	t.Helper()
	seen := []any{}
	for _, request := range listed(box.Requests("")) {
		var authorization, body any
		if token, ok := request.Headers["authorization"]; ok {
			authorization = token
		}
		if request.Body != "" {
			body = parsed(t, []byte(request.Body))
		}
		seen = append(seen, map[string]any{
			"method": request.Method, "path": request.Path, "authorization": authorization, "body": body,
		})
	}
	return seen
}

func parsed(t *testing.T, text []byte) any {
	t.Helper()
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return value
}

var token = regexp.MustCompile(`^[0-9a-f]{64}$`)

// fits says whether found is what a case expects.
func fits(expected, found any) bool {
	switch expected := expected.(type) {
	case string:
		text, isText := found.(string)
		switch expected {
		case "$any":
			return found != nil
		case "$token":
			return isText && token.MatchString(text)
		}
		return isText && text == expected
	case map[string]any:
		fields, ok := found.(map[string]any)
		if !ok || len(fields) != len(expected) {
			return false
		}
		for name, value := range expected {
			if other, ok := fields[name]; !ok || !fits(value, other) {
				return false
			}
		}
		return true
	case []any:
		list, ok := found.([]any)
		if !ok || len(list) != len(expected) {
			return false
		}
		for at, value := range expected {
			if !fits(value, list[at]) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(expected, found)
}

// server answers what a sandbox would not. Its answer is a body, with a status of HTTP before it if that is not 200.
func server(t *testing.T, answer func(*http.Request) string) string {
	t.Helper()
	handler := http.HandlerFunc(func(writer http.ResponseWriter, request *http.Request) {
		writer.Header().Set("Content-Type", "application/json")
		if request.URL.Path == "/request/token" {
			now := strconv.FormatInt(time.Now().Unix(), 10)
			writer.Write([]byte(`{"status":200,"code":0,"data":{"token":"` + strings.Repeat("ab", 32) + `","server_time":` + now + `,"expired_at":9999999999}}`))
			return
		}
		body := answer(request)
		if status, rest, ok := strings.Cut(body, " "); ok && len(status) == 3 {
			if code, err := strconv.Atoi(status); err == nil {
				writer.WriteHeader(code)
				body = rest
			}
		}
		writer.Write([]byte(body))
	})
	running := httptest.NewServer(handler)
	t.Cleanup(running.Close)
	return running.URL
}

// silent is a server that takes connections and says nothing.
func silent(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	return "http://" + listener.Addr().String()
}
