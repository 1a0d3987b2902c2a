package bootpay

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
)

// Attempt is what is told of one attempt of a call. It holds no id but the request's own, no body and no key.
type Attempt struct {
	// The call, such as certificate.get; also token.request.
	Operation string
	// The HTTP method, and the path's template, such as /certificate/{receipt_id}.
	Method, Path string
	// The HTTP status, or no_connection, lost, timed_out, unreadable or abandoned.
	Status string
	// Counted from 1.
	Attempt    int
	DurationMs int
	// What was sent as X-Request-Id.
	RequestId string
	// slog.LevelDebug or slog.LevelWarn.
	Level slog.Level
	// The logger's line.
	Message string
}

// attemptLog tells of a call's attempts when it is over, in the goroutine that made it.
type attemptLog struct {
	logger    *slog.Logger
	toStderr  string // debug, warn or nothing
	onAttempt func(context.Context, Attempt)
}

func listening(logger *slog.Logger, onAttempt func(context.Context, Attempt)) attemptLog {
	log := attemptLog{logger: logger, onAttempt: onAttempt}
	if wanted := os.Getenv("BOOTPAY_LOG"); logger == nil && wanted != "" {
		if wanted == "debug" || wanted == "warn" {
			log.toStderr = wanted
		} else {
			warnOnce("BOOTPAY_LOG must be debug or warn; nothing is logged")
		}
	}
	return log
}

// least is the level from which on somebody listens.
func (log attemptLog) least(ctx context.Context) string {
	least := "none"
	guarded("the logger", func() {
		switch {
		case log.onAttempt != nil || log.logger != nil && log.logger.Enabled(ctx, slog.LevelDebug):
			least = "debug"
		case log.logger != nil && log.logger.Enabled(ctx, slog.LevelWarn):
			least = "warn"
		case log.toStderr != "":
			least = log.toStderr
		}
	})
	return least
}

func (log attemptLog) tell(ctx context.Context, records []byte) {
	if len(records) <= len("[]") {
		return
	}
	var told []struct {
		Operation string          `json:"operation"`
		Method    string          `json:"method"`
		Path      string          `json:"path"`
		Status    json.RawMessage `json:"status"`
		Attempt   int             `json:"attempt"`
		Duration  int             `json:"duration_ms"`
		RequestId string          `json:"request_id"`
		Level     string          `json:"level"`
		Message   string          `json:"message"`
	}
	if json.Unmarshal(records, &told) != nil {
		return
	}
	for _, record := range told {
		level := slog.LevelDebug
		if record.Level == "warn" {
			level = slog.LevelWarn
		}
		if log.logger != nil {
			guarded("the logger", func() { log.logger.Log(ctx, level, record.Message) })
		}
		if log.toStderr == "debug" || log.toStderr == "warn" && level == slog.LevelWarn {
			fmt.Fprintln(os.Stderr, record.Message)
		}
		if log.onAttempt != nil {
			status := strings.Trim(string(record.Status), `"`)
			guarded("OnAttempt", func() {
				log.onAttempt(ctx, Attempt{record.Operation, record.Method, record.Path, status, record.Attempt,
					record.Duration, record.RequestId, level, record.Message})
			})
		}
	}
}

// guarded keeps a panic of the user's own code from losing the answer of a call that moved money.
func guarded(who string, use func()) {
	defer func() {
		if recover() != nil {
			warnOnce(who + " panicked") // no more: what it panicked with may quote anything
		}
	}()
	use()
}

var warned sync.Map

func warnOnce(text string) {
	if _, again := warned.LoadOrStore(text, true); !again {
		fmt.Fprintln(os.Stderr, "bootpay: "+text)
	}
}
