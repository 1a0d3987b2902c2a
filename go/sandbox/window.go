package sandbox

import (
	"maps"
	"net/url"
)

// Window is that of an identity verification or a payment, open until it is approved, cancelled or failed.
type Window struct {
	// What becomes of it is read with this, once it was approved.
	ReceiptId string `json:"receipt_id"`
	OrderId   string `json:"order_id"`
	// identity or payment.
	Kind string `json:"kind"`
	// Where a browser shows it.
	URL string `json:"url"`

	control *control
}

// Window gives the window that the page opened for an order, or one that is opened for it without a browser. It is that of
// an identity verification, or of a payment if the fields have a price. The fields, which may be nil, are those of POST
// /sandbox/windows.
func (box *Sandbox) Window(orderId string, fields Fields) (*Window, error) {
	all := Fields{}
	if orderId != "" {
		all["order_id"] = orderId
	}
	maps.Copy(all, fields)
	window := &Window{control: box.control}
	if err := box.control.call("POST", "/sandbox/windows", all, window); err != nil {
		return nil, err
	}
	return window, nil
}

// State is waiting, approved, cancelled or failed. The sandbox is asked each time.
func (window *Window) State() (string, error) {
	var now struct{ State string }
	err := window.control.call("GET", window.route(""), nil, &now)
	return now.State, err
}

// Approval is what a window is approved with: a Person, or Fields, such as method and card of a payment.
type Approval interface{ given() Fields }

// Approve finishes it: as the person of an Approval, or as it is, if that is nil.
func (window *Window) Approve(as Approval) (Fields, error) {
	if as == nil {
		as = Fields{}
	}
	return window.decide("approve", as.given())
}

// Cancel closes it.
func (window *Window) Cancel() (Fields, error) { return window.decide("cancel", nil) }

// Fail lets the agency or the gateway refuse. The page is told the message; an empty one is the sandbox's own.
func (window *Window) Fail(message string) (Fields, error) {
	fields := Fields{}
	if message != "" {
		fields["message"] = message
	}
	return window.decide("fail", fields)
}

func (window *Window) decide(how string, fields Fields) (Fields, error) {
	return window.control.post(window.route("/"+how), fields)
}

func (window *Window) route(how string) string {
	return "/sandbox/windows/" + url.PathEscape(window.ReceiptId) + how
}
