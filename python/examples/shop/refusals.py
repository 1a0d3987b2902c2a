"""What an error means to whoever asked."""

from typing import Any

from orders import PURPOSES

from bootpay import (
    APIError,
    BootpayError,
    IdentityError,
    InvalidRequestError,
    ReceiptMismatchError,
    WebhookError,
)

UNCONFIRMED = "this could not be confirmed"  # an error's own text is for the log
OTHER_RECEIPT = "this order has another receipt"
OTHER_SITE = "this came from another site"
NO_ORDER = "this session has no such order"
NO_PURPOSE = "no such purpose"


class MinorError(Exception):
    """Who was verified has not the age that the law asks for."""

    def __init__(self, purpose: str) -> None:
        super().__init__(purpose)
        self.law, self.refusal = PURPOSES[purpose]


def answer_to(error: BootpayError | MinorError) -> tuple[dict[str, Any], int]:
    """What is told, and the HTTP status; 503 says: try again later."""
    match error:
        case MinorError():
            return {"ok": False, "reason": "minor", "law": error.law, "error": error.refusal}, 403
        case IdentityError():
            told = {"ok": False, "reason": error.reason, "error": error.customer_message()}
            return told, error.http_status
        case InvalidRequestError():
            status = 400
        case WebhookError():
            status = 403
        case APIError(status=404):
            status = 404
        case ReceiptMismatchError():
            status = 409
        case _:
            status = 503
    return {"ok": False, "error": UNCONFIRMED}, status
