"""Which lost calls a receipt can settle."""

from __future__ import annotations

from typing import Any

from bootpay.answers import Answer
from bootpay.errors import BootpayError, InvalidRequestError

_WITH_A_RECEIPT = ("payment.cancel", "payment.submit")


def lost_call(failure: BootpayError | Answer[Any]) -> dict[str, object]:
    """What to ask about the call that failed with this error, or was refused with this answer."""
    if not isinstance(failure, (BootpayError, Answer)):
        raise _refused(
            f"settle takes the error or the answer of a call, not {type(failure).__name__}; "
            "where only your books are left, use settle_cancel"
        )
    call = failure.meta if isinstance(failure, Answer) else failure
    if call.effect != "unknown":
        raise _refused("there is nothing to settle: the call had no effect")
    if call.operation not in _WITH_A_RECEIPT or call.receipt_id is None:
        raise _refused(
            f"{call.operation} cannot be settled by reading a receipt: "
            "look for the order in the admin page, or wait for its webhook"
        )
    return {
        "receipt_id": call.receipt_id,
        "operation": call.operation,
        "cancel_price": call.cancel_price,
    }


def _refused(why: str) -> InvalidRequestError:
    return InvalidRequestError(f"{why}; nothing was sent", operation="receipt.settle")
