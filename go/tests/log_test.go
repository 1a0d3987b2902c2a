package tests

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"

	bootpay "github.com/bootpay/backend-go"
)

func logger(level slog.Level) (*slog.Logger, *bytes.Buffer) {
	var lines bytes.Buffer
	return slog.New(slog.NewTextHandler(&lines, &slog.HandlerOptions{Level: level})), &lines
}

func TestALoggerGetsALineForEachAttempt(t *testing.T) {
	fresh(t)
	debug, lines := logger(slog.LevelDebug)
	type key struct{}
	var attempts []bootpay.Attempt
	var seen any
	api := clientOf(t, bootpay.Config{Logger: debug, OnAttempt: func(ctx context.Context, attempt bootpay.Attempt) {
		seen = ctx.Value(key{})
		attempts = append(attempts, attempt)
	}})
	must2(api.WithContext(context.WithValue(context.Background(), key{}, "of the request")).Certificate(identityId))
	equal(t, strings.Count(lines.String(), "\n"), 2)
	holds(t, lines.String(), "bootpay certificate.get GET /certificate/{receipt_id} status=200 attempt=1")
	equal(t, strings.Contains(lines.String(), identityId), false)
	equal(t, seen, "of the request")
	equal(t, len(attempts), 2)
	last := attempts[1]
	equal(t, [5]any{last.Operation, last.Method, last.Path, last.Status, last.Attempt},
		[5]any{"certificate.get", "GET", "/certificate/{receipt_id}", "200", 1})
	holds(t, last.Message, last.RequestId)
}

func TestALoggerThatListensToWarningsGetsThose(t *testing.T) {
	fresh(t)
	warn, lines := logger(slog.LevelWarn)
	api := clientOf(t, bootpay.Config{Logger: warn})
	must2(api.Certificate(identityId))
	equal(t, lines.String(), "")
	if _, err := box.Fault("status", map[string]any{"status": 503}); err != nil {
		t.Fatal(err)
	}
	_, _ = api.Certificate(identityId)
	holds(t, lines.String(), "level=WARN")
	holds(t, lines.String(), "status=503")
}

type broken struct{ slog.Handler }

func (broken) Enabled(context.Context, slog.Level) bool  { return true }
func (broken) Handle(context.Context, slog.Record) error { panic("on purpose") }

func TestALoggerThatPanicsCostsNoAnswer(t *testing.T) {
	fresh(t)
	api := clientOf(t, bootpay.Config{Logger: slog.New(broken{}), OnAttempt: func(context.Context, bootpay.Attempt) { panic("on purpose") }})
	equal(t, must2(api.Certificate(identityId)).Data.ReceiptId, identityId)
}
