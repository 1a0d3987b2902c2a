"""Identity verification in FastAPI: a dependency that gives the person. Importing it needs FastAPI."""

from collections.abc import Callable, Coroutine
from typing import Any, Literal

from fastapi import Body, Depends, HTTPException

from bootpay._async_client import AsyncBootpay
from bootpay.errors import IdentityError
from bootpay.once import AsyncOnce, Once
from bootpay.person import Person

__all__ = ["verified"]


def verified(
    client: AsyncBootpay,
    *,
    session: Callable[..., Any],
    once: Once | AsyncOnce,
    purpose: str | None = None,
    language: Literal["ko", "en"] = "ko",
) -> Callable[..., Coroutine[Any, Any, Person]]:
    """A dependency: the person whom the request proves by ``receipt_id`` and ``token`` in its JSON body,
    confirmed for this session, once.

    What is not to be believed becomes an ``HTTPException`` with the status that fits and the detail
    ``{"reason": …, "error": …}``, a sentence for the customer. Other errors pass as they are.

    Args:
        client: The project's client.
        session: A dependency of your own that gives what ``begin`` was told as the visitor's session.
        once: Where it is noted that a verification was used; see :mod:`bootpay.once`.
        purpose: What the person must have been verified for. Default: whatever ``begin`` was told.
        language: Of the sentence. Default: Korean.

    Example::

        from typing import Annotated

        from fastapi import Depends, FastAPI, Request

        from bootpay import AsyncBootpay, Person, once
        from bootpay.fastapi import verified

        app, client = FastAPI(), AsyncBootpay()

        def session(request: Request) -> str:
            return str(request.session["id"])

        adult = verified(client, session=session, once=once.Memory(), purpose="주류 구매")

        @app.post("/identity")
        async def identity(person: Annotated[Person, Depends(adult)]) -> dict[str, bool]:
            return {"adult": person.is_adult("youth_protection")}
    """

    async def person(
        receipt_id: str = Body(), token: str = Body(), session_id: str = Depends(session)
    ) -> Person:
        try:
            return await client.identity.confirm(
                receipt_id, token, session=session_id, once=once, purpose=purpose
            )
        except IdentityError as error:
            detail = {"reason": error.reason, "error": error.customer_message(language)}
            raise HTTPException(error.http_status, detail) from error

    return person
