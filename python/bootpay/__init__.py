"""Bootpay's server API: payments, billing keys and identity verification (본인인증).

A replacement of the official package of the same name: same class, methods, arguments and answers; and the
same again for asyncio.

>>> from bootpay import Bootpay
>>> client = Bootpay(mode="sandbox")  # without it: the project of the environment
>>> client.certificate("612e09260d681b0021e61ab9")["data"]["certificate"]["username"]
'홍길동'
"""

from bootpay import bankcode, once
from bootpay._async_client import AsyncBootpay
from bootpay._client import Bootpay
from bootpay._log import Attempt
from bootpay._native import VERSION
from bootpay.answers import Answer, Meta, Settlement
from bootpay.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    BootpayError,
    CanceledError,
    ConfigError,
    DecodeError,
    IdentityError,
    InternalError,
    InvalidRequestError,
    ReceiptMismatchError,
    WebhookError,
)
from bootpay.generated.constants import Bank, Gateway, Method, ReceiptStatus
from bootpay.person import Person
from bootpay.webhooks import WebhookEvent

__version__ = VERSION

__all__ = [
    "APIConnectionError",
    "APIError",
    "APITimeoutError",
    "Answer",
    "AsyncBootpay",
    "Attempt",
    "Bank",
    "Bootpay",
    "BootpayError",
    "CanceledError",
    "ConfigError",
    "DecodeError",
    "Gateway",
    "IdentityError",
    "InternalError",
    "InvalidRequestError",
    "Meta",
    "Method",
    "Person",
    "ReceiptMismatchError",
    "ReceiptStatus",
    "Settlement",
    "WebhookError",
    "WebhookEvent",
    "__version__",
    "bankcode",
    "once",
]
