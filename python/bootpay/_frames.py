"""No error of this package takes a call's arguments along.

Error reporters print the local variables of every frame of a traceback, and here these are private keys, card
numbers and names.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import wraps
from types import FunctionType
from typing import Any, TypeVar

Class = TypeVar("Class", bound=type)

_COROUTINE = 0x80
"""`inspect.CO_COROUTINE`: loading `inspect` takes longer than loading the rest of this package."""


def private_frames(cls: Class) -> Class:
    """For a class that users call: what leaves its public methods, its constructor and its properties as an
    exception, of whatever kind, has frames without local variables. Files and lines stay in the traceback."""
    for name, member in list(vars(cls).items()):
        if isinstance(member, property):
            setattr(cls, name, property(_emptying(member.fget), _emptying(member.fset), doc=member.__doc__))
        elif isinstance(member, FunctionType) and (name == "__init__" or not name.startswith("_")):
            setattr(cls, name, _emptying(member))
    return cls


def _emptying(method: Callable[..., Any] | None) -> Callable[..., Any] | None:
    """The method, in a frame of its own that has `self` only by the time that it is left by an exception."""
    if method is None:
        return None
    if is_coroutine_function(method):

        @wraps(method)
        async def call(self: object, /, *args: Any, **kwargs: Any) -> Any:
            before = sys.exc_info()[1]
            try:
                return await method(self, *args, **kwargs)
            except BaseException as error:
                _empty(error, before)
                raise
            finally:
                del args, kwargs, before

    else:

        @wraps(method)
        def call(self: object, /, *args: Any, **kwargs: Any) -> Any:
            before = sys.exc_info()[1]
            try:
                return method(self, *args, **kwargs)
            except BaseException as error:
                _empty(error, before)
                raise
            finally:
                del args, kwargs, before

    return call


def is_coroutine_function(method: Callable[..., Any]) -> bool:
    """Of a plain function, whether it is an `async def`."""
    return isinstance(method, FunctionType) and bool(method.__code__.co_flags & _COROUTINE)


def _empty(error: BaseException, before: BaseException | None) -> None:
    """Empties the frames of the error and of all beneath it, up to what the caller was handling already."""
    for one in with_all_beneath(error, before):
        entry = one.__traceback__
        while entry is not None:
            with suppress(RuntimeError):  # it still runs
                entry.tb_frame.clear()
            entry = entry.tb_next


def with_all_beneath(error: BaseException, before: BaseException | None) -> Iterator[BaseException]:
    seen = {id(before)}
    left: list[BaseException | None] = [error]
    while left:
        one = left.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            yield one
            left += one.__cause__, one.__context__
