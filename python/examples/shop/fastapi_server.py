"""The same shop in FastAPI, with the client for asyncio.

    pip install fastapi itsdangerous jinja2 uvicorn dist/bootpay-*.whl
    cd python/examples/shop && uvicorn --port 3000 --no-proxy-headers fastapi_server:app

Its settings stand in environment.py. `--no-proxy-headers`: uvicorn would put what `X-Forwarded-For` says in
the place of the peer's address (with `--forwarded-allow-ips='*'` whatever anybody wrote there). The webhook's
check reads that header itself, and believes the proxies in BOOTPAY_TRUSTED_PROXIES only.
"""

import logging
import secrets
from typing import Annotated, Any

from environment import PAGE_FOLDER, SCRIPT_ORIGIN, TRUSTED_PROXIES, WEB_APPLICATION_ID
from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse
from fastapi.templating import Jinja2Templates
from orders import PURPOSES, Orders
from pydantic import BaseModel
from refusals import NO_ORDER, NO_PURPOSE, OTHER_RECEIPT, OTHER_SITE, MinorError, answer_to
from starlette.middleware.sessions import SessionMiddleware

from bootpay import AsyncBootpay, BootpayError, Person
from bootpay.fastapi import verified
from bootpay.once import Memory

client = AsyncBootpay()
orders = Orders()
pages = Jinja2Templates(PAGE_FOLDER)
log = logging.getLogger("uvicorn.error")
app = FastAPI(openapi_url=None)
# Sessions end with the process, as the orders do. Behind https: https_only=True.
app.add_middleware(SessionMiddleware, secret_key=secrets.token_hex(32), same_site="lax")


class Wish(BaseModel):
    purpose: str


class Paid(BaseModel):
    receipt_id: str
    order_id: str


def same_site(sec_fetch_site: Annotated[str, Header()] = "same-origin") -> None:
    """Another site's page can neither send JSON with our cookie nor hide where it comes from."""
    if sec_fetch_site != "same-origin":
        raise HTTPException(403, OTHER_SITE)


def owner(request: Request) -> str:
    return str(request.session.setdefault("owner", secrets.token_hex(16)))


Owner = Annotated[str, Depends(owner)]


@app.get("/")
async def page(request: Request) -> Response:
    return pages.TemplateResponse(request, "page.html", {"origin": SCRIPT_ORIGIN})


@app.get("/shop.js")
async def script() -> FileResponse:
    return FileResponse(PAGE_FOLDER / "public/shop.js")


@app.post("/orders", dependencies=[Depends(same_site)])
async def issue(_nothing: dict[str, Any], owner: Owner) -> dict[str, Any]:
    order = orders.issue(owner)
    return {
        "order_id": order.id,
        "price": order.price,
        "name": order.name,
        "application_id": WEB_APPLICATION_ID,
    }


@app.get("/orders")
async def states(owner: Owner) -> dict[str, str]:
    return orders.states_of(owner)


# identity
confirmed = verified(client, session=owner, once=Memory())  # of one process: see bootpay.once for others


@app.post("/identity/begin", dependencies=[Depends(same_site)])
async def begin(wish: Wish, owner: Owner) -> dict[str, Any]:
    begun = client.identity.begin(purpose=offered(wish.purpose), session=owner)
    return {"token": begun.token, "request": begun.request(WEB_APPLICATION_ID)}


@app.post("/identity", dependencies=[Depends(same_site)])
async def identity(person: Annotated[Person, Depends(confirmed)], owner: Owner) -> dict[str, Any]:
    if not person.is_adult(PURPOSES[person.purpose].law):
        raise MinorError(person.purpose)
    orders.verified(person, owner)
    return {"ok": True, "name": str(person.name), "purpose": person.purpose}


# end of identity


@app.post("/payment", dependencies=[Depends(same_site)])
async def payment(paid: Paid, owner: Owner) -> dict[str, Any]:
    order = orders.issued_to(owner, paid.order_id)
    if order is None:
        raise HTTPException(404, NO_ORDER)
    answer = await client.verify(paid.receipt_id, expected_price=order.price, expected_order_id=order.id)
    if not orders.advance(order, answer["data"]["receipt_id"], "paid"):
        raise HTTPException(409, OTHER_RECEIPT)
    return {"ok": True, "price": order.price}


@app.post("/webhook")
async def webhook(request: Request) -> PlainTextResponse:
    event = client.webhook.verify(
        await request.body(),
        remote_address=request.client.host if request.client else None,  # none over a Unix socket
        content_type=request.headers.get("content-type"),
        # All of them: `get` gives the first, which may be the forger's.
        forwarded_for=", ".join(request.headers.getlist("x-forwarded-for")),
        trusted_proxies=TRUSTED_PROXIES,
    )
    receipt = (await client.webhook.reverify(event))["data"]
    if not orders.act(receipt):
        log.error("receipt %s pays for none of our orders, or again: look at it", receipt["receipt_id"])
    return PlainTextResponse(client.webhook.ANSWER)


def offered(purpose: str) -> str:
    if purpose not in PURPOSES:
        raise HTTPException(400, NO_PURPOSE)
    return purpose


@app.exception_handler(HTTPException)
async def refused(_request: Request, error: HTTPException) -> JSONResponse:
    told: Any = error.detail  # of `verified` a dict
    return JSONResponse(
        {"ok": False, **(told if isinstance(told, dict) else {"error": told})}, error.status_code
    )


@app.exception_handler(RequestValidationError)
async def unreadable(_request: Request, _error: RequestValidationError) -> JSONResponse:
    return JSONResponse({"ok": False, "error": "send the fields as JSON"}, 400)


@app.exception_handler(MinorError)
async def too_young(_request: Request, error: MinorError) -> JSONResponse:
    return JSONResponse(*answer_to(error))


@app.exception_handler(BootpayError)
async def unconfirmed(_request: Request, error: BootpayError) -> JSONResponse:
    log.error("%s: %s", type(error).__name__, error)  # quotes nobody's data
    return JSONResponse(*answer_to(error))
