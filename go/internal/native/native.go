//go:build cgo && (((linux || darwin) && (amd64 || arm64)) || (windows && amd64))

// Package native is the C library, which is linked into the program. Whoever calls it sees Go's own types. A file for each
// platform says which archive that is.
package native

// #include "bootpay.h"
import "C"

import "unsafe"

// ABI is the version of the C interface that this package was written for.
const ABI = 1

// Client is one configuration. It is never closed: the library has one for each configuration of a process.
type Client C.bootpay_client

// Queue is where the replies of calls arrive.
type Queue C.bootpay_queue

// Reply is what a call came to.
type Reply struct {
	Tag  uint64
	OK   bool
	Body []byte // nil: no answer
	Meta []byte
	Log  []byte
}

// Version is what the linked library says of its C interface.
func Version() int { return int(C.bootpay_abi()) }

// Open gives a client, or the reply that says why not.
func Open(config []byte) (*Client, *Reply) {
	text, length := c(config)
	var failed *C.bootpay_reply
	if client := C.bootpay_open(text, length, &failed); client != nil {
		return (*Client)(client), nil
	}
	return nil, taken(failed)
}

// Ask is answered at once, and sends nothing.
func Ask(client *Client, what string, body, question []byte) *Reply {
	whatText, whatLength := c([]byte(what))
	bodyText, bodyLength := c(body)
	text, length := c(question)
	return taken(C.bootpay_ask((*C.bootpay_client)(client), whatText, whatLength, bodyText, bodyLength, text, length))
}

// Start begins a call. With a queue its reply arrives there under the tag, without one Wait gives it. Number 0: it was
// over at once, and this is the reply.
func Start(client *Client, operation string, params, options []byte, queue *Queue, tag uint64) (uint64, *Reply) {
	operationText, operationLength := c([]byte(operation))
	paramsText, paramsLength := c(params)
	text, length := c(options)
	var over *C.bootpay_reply
	number := C.bootpay_start((*C.bootpay_client)(client), operationText, operationLength, paramsText, paramsLength,
		text, length, (*C.bootpay_queue)(queue), C.uint64_t(tag), &over)
	if number != 0 {
		return uint64(number), nil
	}
	return 0, taken(over)
}

// Wait carries a call out that was started without a queue.
func Wait(call uint64) *Reply { return taken(C.bootpay_wait(C.uint64_t(call), -1)) }

// Cancel gives a call up; its reply still comes.
func Cancel(call uint64) { C.bootpay_cancel(C.uint64_t(call)) }

// OpenQueue makes a queue.
func OpenQueue() *Queue { return (*Queue)(C.bootpay_queue_open()) }

// Next waits for a reply.
func (queue *Queue) Next() *Reply {
	return taken(C.bootpay_queue_next((*C.bootpay_queue)(queue), -1))
}

func c(text []byte) (*C.char, C.size_t) {
	return (*C.char)(unsafe.Pointer(unsafe.SliceData(text))), C.size_t(len(text))
}

func taken(reply *C.bootpay_reply) *Reply {
	if reply == nil {
		return nil
	}
	defer C.bootpay_reply_free(reply)
	return &Reply{
		Tag:  uint64(reply.tag),
		OK:   reply.ok != 0,
		Body: copied(reply.body, reply.body_len),
		Meta: copied(reply.meta, reply.meta_len),
		Log:  copied(reply.log, reply.log_len),
	}
}

func copied(text *C.char, length C.size_t) []byte {
	if text == nil {
		return nil
	}
	return append([]byte{}, unsafe.Slice((*byte)(unsafe.Pointer(text)), int(length))...)
}
