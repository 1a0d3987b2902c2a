"""The call that is to be settled."""

from __future__ import annotations

from typing import Any

from bootpay.answers import Answer
from bootpay.errors import BootpayError, InvalidRequestError


def lost_call(failure: BootpayError | Answer[Any]) -> dict[str, object]:
    """What to ask about the call that failed with this error, or was refused with this answer."""
    if not isinstance(failure, (BootpayError, Answer)):
        raise _refused(
            f"settle takes the error or the answer of a call, not {type(failure).__name__}; "
            "where only your books are left, use settle_cancel"
        )
    call = failure.meta if isinstance(failure, Answer) else failure
    if call.effect is None:
        raise _refused("there is nothing to settle: the call succeeded")
    return {
        "receipt_id": call.receipt_id or "",
        "operation": call.operation,
        "effect": call.effect,
        "cancel_price": call.cancel_price,
    }


def _refused(why: str) -> InvalidRequestError:
    return InvalidRequestError(f"{why}; nothing was sent", operation="receipt.settle")
