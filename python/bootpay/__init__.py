"""Bootpay's server API: payments, billing keys and identity verification (본인인증).

A replacement of the official package of the same name: same class, methods, arguments and answers; and the
same again for asyncio.

>>> from bootpay import Bootpay
>>> client = Bootpay(mode="sandbox")  # without it: the project of the environment
>>> client.certificate("612e09260d681b0021e61ab9")["data"]["certificate"]["username"]
'홍길동'
"""

from __future__ import annotations

from importlib import import_module

from bootpay._native import VERSION

TYPE_CHECKING = False  # that of `typing`, which takes longer to load than this module
if TYPE_CHECKING:
    from bootpay import bankcode, once
    from bootpay._answer import Answer
    from bootpay._async_client import AsyncBootpay
    from bootpay._client import Bootpay
    from bootpay._log import Attempt
    from bootpay.answers import Meta, Settlement
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

_HOME = {
    "Answer": "_answer",
    "AsyncBootpay": "_async_client",
    "Attempt": "_log",
    "Bank": "generated.constants",
    "Bootpay": "_client",
    "Gateway": "generated.constants",
    "Meta": "answers",
    "Method": "generated.constants",
    "Person": "person",
    "ReceiptStatus": "generated.constants",
    "Settlement": "answers",
    "WebhookEvent": "webhooks",
}
_MODULES = ("answers", "arguments", "bankcode", "errors", "identity", "once", "person", "webhooks")


if not TYPE_CHECKING:  # which would take any name for one that is there

    def __getattr__(name):
        """Loads what a program uses when it is first asked for: the blocking client needs no asyncio, and
        who verifies nobody needs no persons."""
        if name in _MODULES:
            return import_module(f"bootpay.{name}")
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(f"bootpay.{_HOME.get(name, 'errors')}"), name)
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_MODULES})
