"""The call that is to be settled."""

from __future__ import annotations

from typing import Any

from bootpay._answer import Answer
from bootpay._wire import AsItStands
from bootpay.errors import BootpayError, InvalidRequestError


def lost_call(failure: BootpayError | Answer[Any]) -> AsItStands:
    """What this error, or this refusal, says of its call. Whether that can be settled, the core says."""
    if not isinstance(failure, (BootpayError, Answer)):
        raise InvalidRequestError(
            f"settle takes the error or the answer of a call, not {type(failure).__name__}; "
            "where only your books are left, use settle_cancel; nothing was sent",
            operation="receipt.settle",
        )
    call = failure.meta if isinstance(failure, Answer) else failure
    return AsItStands(
        effect=call.effect,
        operation=call.operation,
        receipt_id=call.receipt_id,
        cancel_price=call.cancel_price,
    )
