"""A panic on either side of the door is an InternalError, and the same client works on."""

import asyncio

import bootpay
import bootpay._project
from bootpay import _native

IDENTITY = "612e09260d681b0021e61ab9"


class Handle:
    """The native handle, which asks for a panic instead of the next call's operation."""

    panic = None

    def __init__(self, config):
        self._handle = _native.Handle(config)
        self.base_url = self._handle.base_url
        self.webhook = self._handle.webhook

    def call(self, operation, *arguments):
        return self._handle.call(self._next(operation), *arguments)

    def start(self, operation, *arguments):
        return self._handle.start(self._next(operation), *arguments)

    def _next(self, operation):
        panic, Handle.panic = Handle.panic, None
        return panic or operation


bootpay._project.Handle = Handle
nowhere = {"application_id": "a", "private_key": "k", "base_url": "http://127.0.0.1:1", "max_retries": 0}
client = bootpay.Bootpay(**nowhere)
twin = bootpay.AsyncBootpay(**nowhere)


async def awaited():
    return await twin.certificate(IDENTITY)


for call in (lambda: client.certificate(IDENTITY), lambda: asyncio.run(awaited())):
    for panic in ("panic.inside", "panic.outside"):
        for Handle.panic, expected in ((panic, bootpay.InternalError), (None, bootpay.APIConnectionError)):
            try:
                call()
            except Exception as error:
                assert type(error) is expected, repr(error)
            else:
                raise AssertionError(f"{panic}: somebody answers on port 1")

def opened():
    bootpay.Bootpay("panic.open", "k").certificate(IDENTITY)


def webhook():
    client.webhook.verify("panic.webhook", remote_address="127.0.0.1")


for call in (opened, webhook):
    try:
        call()
    except bootpay.InternalError as error:
        assert error.effect == "none", repr(error)
    else:
        raise AssertionError(f"{call.__name__} did not panic")
print("Python: a panic is an InternalError, and the client works on")
