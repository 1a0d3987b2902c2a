package bootpay

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/bootpay/backend-go/internal/native"
)

const (
	// What waits on a card company may take so long, unless somebody says how long. Other calls have less: those a context may
	// give more, up to this.
	longestUsual = 2 * time.Minute
	// The Code of a failure that has none, or whose code is no number.
	noNumber = -1
)

// call makes a call and reads its answer. A refusal is an answer too, and no error unless it may have acted. Every other failure
// is an error.
func (api *Api) call(operation string, params any, response *APIResponse, data any) error {
	reply, err := api.replied(operation, params)
	if err != nil {
		*response = failedBy(err)
		return err
	}
	about := &answer{raw: reply.Body, meta: reply.Meta}
	response.answer = about
	var envelope struct {
		Status  int             `json:"status"`
		Code    int             `json:"code"`
		Message string          `json:"message"`
		Data    json.RawMessage `json:"data"`
	}
	decode(reply.Body, &envelope)
	response.Status, response.Code, response.Message = envelope.Status, envelope.Code, envelope.Message
	decode(envelope.Data, data)
	if reply.OK {
		if response.Status == 0 {
			response.Status = response.Meta().Status
		}
		return nil
	}
	about.failed = failure(reply, operation)
	var failed *Error
	if errors.As(about.failed, &failed) {
		response.Status = failed.Status
	}
	// a caller who looks only at Status and Code must not take it for a success
	if response.Code == 0 {
		response.Code = noNumber
	}
	if failed != nil && failed.Kind == KindApi && failed.Effect == EffectNone {
		return nil
	}
	return about.failed
}

// replied makes a call in the context of the client. The error is one of a call that was never made, or that ctx ended.
func (api *Api) replied(operation string, params any) (*native.Reply, error) {
	core, err := api.ready()
	if err != nil {
		return nil, err
	}
	ctx := api.ctx()
	if ended := ctx.Err(); ended != nil {
		message := operation + ": the context had ended; nothing was sent"
		return nil, &Error{Kind: KindCanceled, Message: message, Operation: operation, Effect: EffectNone, ended: ends(ctx)}
	}
	text, err := encode(operation, KindInvalidRequest, params)
	if err != nil {
		return nil, err
	}
	least := core.log.least(ctx)
	options, heldBack := api.optionsOf(ctx, least)
	optionsText, err := encode(operation, KindInvalidRequest, options)
	if err != nil {
		return nil, err
	}
	reply := carriedOut(ctx, core.client, operation, text, optionsText)
	core.log.tell(ctx, reply.Log)
	if reply.OK {
		return reply, nil
	}
	var told struct {
		Kind            Kind `json:"kind"`
		EndedByDeadline bool `json:"ended_by_deadline"` // and not the time limit of an attempt
	}
	_ = json.Unmarshal(reply.Meta, &told)
	isTimeUp := heldBack > 0 && told.EndedByDeadline
	if told.Kind != KindCanceled && !isTimeUp {
		return reply, nil
	}
	if isTimeUp {
		awaitEnd(ctx, heldBack)
	}
	err = failure(reply, operation)
	if whole, ok := err.(*Error); ok {
		if whole.ended = ends(ctx); whole.ended == nil && isTimeUp {
			whole.ended = []error{context.DeadlineExceeded}
		}
	}
	return nil, err
}

// awaitEnd waits for the little that the core was not told of, so that the context's error and its cause are known. A cancel that
// was ended earlier, to be settled, waits for nothing: what is left may be wanted to settle it.
func awaitEnd(ctx context.Context, heldBack time.Duration) {
	if end, ok := ctx.Deadline(); ok && time.Until(end) <= heldBack {
		select {
		case <-ctx.Done():
		case <-time.After(2 * heldBack): // a context of somebody's own may never say so
		}
	}
}

// ready gives what the copies of a client share, or why it cannot be used.
func (api *Api) ready() (*core, error) {
	if api == nil || api.core == nil {
		return nil, &Error{Kind: KindConfig, Message: "the client was made without New or Open", Effect: EffectNone}
	}
	return api.core, api.core.failed
}

func (api *Api) ctx() context.Context {
	if api.context == nil {
		return context.Background()
	}
	return api.context
}

// ends gives why a context ended.
func ends(ctx context.Context) []error {
	ended := ctx.Err()
	if cause := context.Cause(ctx); cause != nil && cause != ended {
		return []error{ended, cause}
	}
	if ended == nil {
		return nil
	}
	return []error{ended}
}

// optionsOf gives the options of a call, and how much of a context's deadline the core is not told of; 0 if it is told none of it.
// A context's deadline is told if it is shorter than what the call might have, so that a cancel whose answer is lost is settled
// within it; and a little earlier, so that the core's own answer to that comes before the context gives the call up.
func (api *Api) optionsOf(ctx context.Context, least string) (map[string]any, time.Duration) {
	options := map[string]any{"log": least}
	timeout, deadline := api.options.Timeout, api.options.Deadline
	if timeout == 0 {
		timeout = api.core.timeout
	}
	if deadline == 0 {
		deadline = api.core.deadline
	}
	longest := deadline
	if longest == 0 {
		longest = max(longestUsual, 2*timeout)
	}
	limits := map[string]time.Duration{"timeout_ms": api.options.Timeout, "deadline_ms": api.options.Deadline}
	heldBack := time.Duration(0)
	if end, ok := ctx.Deadline(); ok {
		left := time.Until(end)
		if held := min(left/50, time.Second); left > held && left-held < longest {
			limits["deadline_ms"], heldBack = left-held, max(held, 1)
		}
	}
	times(options, limits)
	if api.options.MaxRetries != nil {
		options["max_retries"] = *api.options.MaxRetries
	}
	if api.options.Token != "" {
		options["token"] = api.options.Token
	}
	return options, heldBack
}

// A call or two at once are carried out by the goroutines that wait for them, each on a thread of its own: that is the quickest
// way. Of more, their threads would take turns; those share one goroutine that takes replies from a queue, so that a thousand need
// no more threads.
var direct = make(chan struct{}, 2)

func carriedOut(ctx context.Context, client *native.Client, operation string, params, options []byte) *native.Reply {
	select {
	case direct <- struct{}{}:
		defer func() { <-direct }()
		call, over := native.Start(client, operation, params, options, nil, 0)
		if over != nil {
			return over
		}
		stop := context.AfterFunc(ctx, func() { native.Cancel(call) })
		defer stop()
		return native.Wait(call)
	default:
		return replies.carriedOut(ctx, client, operation, params, options)
	}
}

// replies are those of all calls that wait at the queue.
var replies inbox

type inbox struct {
	lock     sync.Mutex
	queue    *native.Queue
	last     uint64
	awaited  map[uint64]chan *native.Reply
	inFlight int  // calls whose replies the queue will have
	isRead   bool // by a goroutine, which ends when no call is in flight
}

func (inbox *inbox) carriedOut(ctx context.Context, client *native.Client, operation string, params, options []byte) *native.Reply {
	tag, arrives, queue := inbox.expect()
	// the tag is known before the call starts: its reply may be there first
	call, over := native.Start(client, operation, params, options, queue, tag)
	if over != nil {
		inbox.lock.Lock()
		delete(inbox.awaited, tag)
		inbox.lock.Unlock()
		return over
	}
	inbox.started()
	select {
	case reply := <-arrives:
		return reply
	case <-ctx.Done():
		native.Cancel(call)
		return <-arrives
	}
}

func (inbox *inbox) expect() (uint64, chan *native.Reply, *native.Queue) {
	inbox.lock.Lock()
	defer inbox.lock.Unlock()
	if inbox.queue == nil {
		inbox.queue, inbox.awaited = native.OpenQueue(), map[uint64]chan *native.Reply{}
	}
	inbox.last++
	arrives := make(chan *native.Reply, 1)
	inbox.awaited[inbox.last] = arrives
	return inbox.last, arrives, inbox.queue
}

func (inbox *inbox) started() {
	inbox.lock.Lock()
	defer inbox.lock.Unlock()
	if inbox.inFlight++; !inbox.isRead && inbox.inFlight > 0 {
		inbox.isRead = true
		go inbox.read()
	}
}

func (inbox *inbox) read() {
	for {
		reply := inbox.queue.Next()
		if reply == nil {
			continue
		}
		inbox.lock.Lock()
		arrives := inbox.awaited[reply.Tag]
		delete(inbox.awaited, reply.Tag)
		inbox.inFlight--
		isLast := inbox.inFlight <= 0
		if isLast {
			inbox.isRead = false
		}
		inbox.lock.Unlock()
		if arrives != nil {
			arrives <- reply
		}
		if isLast {
			return
		}
	}
}
