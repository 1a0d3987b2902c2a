"""What an error of bootpay means to whoever asked."""

from bootpay import APIError, BootpayError, InvalidRequestError, ReceiptMismatchError, WebhookError

UNCONFIRMED = "this could not be confirmed"  # an error's own text is for the log
OTHER_RECEIPT = "this order has another receipt"
OTHER_SITE = "this came from another site"


def status_of(error: BootpayError) -> int:
    """The HTTP status; 503 says: try again later."""
    match error:
        case InvalidRequestError():
            return 400
        case WebhookError():
            return 403
        case APIError(status=404):
            return 404
        case ReceiptMismatchError():
            return 409
    return 503
