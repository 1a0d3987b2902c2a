package bootpay

import (
	"encoding/json"
	"errors"
	"log/slog"
)

// Outcome is what became of a call whose answer was lost.
type Outcome string

// The outcomes.
const (
	// It took effect.
	OutcomeDone Outcome = "done"
	// It did not take effect up to now; a request that is still on its way may yet. Settle again after the deadline of the
	// lost call, or repeat a cancel with the same CancelId, which cannot cancel twice.
	OutcomeNotDone Outcome = "not_done"
	// The payment gateway is still at it. Settle again later.
	OutcomePending Outcome = "pending"
	// The receipt does not tell. With what was cancelled before it may.
	OutcomeUnclear Outcome = "unclear"
)

// Settlement is what became of a lost call, and the receipt that says so.
type Settlement struct {
	Outcome Outcome
	Receipt Verify
}

// LogValue prints it as fmt does, with personal data masked, for log/slog.
func (settlement Settlement) LogValue() slog.Value { return printed(settlement) }

// Settle finds out what became of a cancel or an approval whose answer was lost, by reading its receipt. It sends nothing that
// could take effect. lost is the error of the call, with EffectUnknown, or the answer's Err.
//
// A receipt says how much was cancelled so far, and not by which request. What became of a cancel of a part follows from
// cancelledBefore, what was cancelled of this payment before it, in won and by your own books; nil if you do not know. A charge
// has no receipt to read and is refused: look for its order in the admin page, or wait for its webhook.
func (api *Api) Settle(lost error, cancelledBefore *int) (Settlement, error) {
	var failed *Error
	if !errors.As(lost, &failed) {
		return Settlement{}, refused("receipt.settle", "lost", "must be the error of a call, or the Err of its answer")
	}
	// in full: what is null says something here, and what is absent something else
	said := map[string]any{
		"effect": failed.Effect, "operation": orNull(failed.Operation), "receipt_id": orNull(failed.ReceiptId),
	}
	if failed.CancelPrice != nil || failed.saysPrice {
		said["cancel_price"] = failed.CancelPrice
	}
	text, err := json.Marshal(map[string]any{"failure": said, "cancelled_before": cancelledBefore})
	if err != nil {
		return Settlement{}, refused("receipt.settle", "lost", "has no form in JSON")
	}
	return api.settled(json.RawMessage(text))
}

// LostCancel is what your books know of a cancel.
type LostCancel struct {
	// The receipt that was to be cancelled.
	ReceiptId string `json:"receipt_id"`
	// How much the lost cancel asked for, in won; nil: all that was left.
	CancelPrice *int `json:"cancel_price"`
	// What was cancelled of this payment before it, in won; nil: not known.
	CancelledBefore *int `json:"cancelled_before"`
}

// SettleCancel does for a cancel what Settle does, when only your books are left of it. Store receipt id, price and a CancelId
// of your own before you cancel: with them a cancel that is OutcomeNotDone can be repeated.
func (api *Api) SettleCancel(lost LostCancel) (Settlement, error) { return api.settled(lost) }

func (api *Api) settled(params any) (Settlement, error) {
	var receipt Verify
	err := api.call("receipt.settle", params, &receipt.APIResponse, &receipt.Data)
	if err := firstOf(err, receipt.Err()); err != nil {
		return Settlement{}, err
	}
	outcome := receipt.Meta().Outcome
	if outcome == "" {
		outcome = OutcomeUnclear
	}
	return Settlement{outcome, receipt}, nil
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
