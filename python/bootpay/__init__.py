"""Bootpay's server API: read receipts and identity verifications (본인인증).

A replacement of the official package of the same name: same class, methods, arguments and answers.

>>> from bootpay import Bootpay
>>> client = Bootpay("5b8f6a4d396fa665fdc2b5ea", "…private key…")
>>> client.certificate("612e09260d681b0021e61ab9")["data"]["certificate"]["username"]
'홍길동'
"""

from bootpay._client import Bootpay
from bootpay._native import VERSION
from bootpay.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    BootpayError,
    CanceledError,
    ConfigError,
    DecodeError,
    InternalError,
    InvalidRequestError,
)

__version__ = VERSION

__all__ = [
    "APIConnectionError",
    "APIError",
    "APITimeoutError",
    "Bootpay",
    "BootpayError",
    "CanceledError",
    "ConfigError",
    "DecodeError",
    "InternalError",
    "InvalidRequestError",
    "__version__",
]
