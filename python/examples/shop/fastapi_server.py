"""The same shop in FastAPI, with the client for asyncio.

    pip install fastapi itsdangerous jinja2 uvicorn dist/bootpay-*.whl
    cd python/examples/shop && uvicorn --port 3000 --no-proxy-headers fastapi_server:app

Its settings stand in environment.py. `--no-proxy-headers`: uvicorn would put what `X-Forwarded-For` says in
the place of the peer's address (with `--forwarded-allow-ips='*'` whatever anybody wrote there). The webhook's
check reads that header itself, and believes the proxies in BOOTPAY_TRUSTED_PROXIES only.
"""

import logging
import secrets
from typing import Annotated, Any, Literal

from environment import PAGE_FOLDER, SCRIPT_ORIGIN, TRUSTED_PROXIES, WEB_APPLICATION_ID
from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse
from fastapi.templating import Jinja2Templates
from orders import Order, Orders
from person import is_adult, masked
from pydantic import BaseModel
from refusals import OTHER_RECEIPT, OTHER_SITE, UNCONFIRMED, status_of
from starlette.middleware.sessions import SessionMiddleware

from bootpay import AsyncBootpay, BootpayError

client = AsyncBootpay()
orders = Orders()
pages = Jinja2Templates(PAGE_FOLDER)
log = logging.getLogger("uvicorn.error")
app = FastAPI(openapi_url=None)
# Sessions end with the process, as the orders do. Behind https: https_only=True.
app.add_middleware(SessionMiddleware, secret_key=secrets.token_hex(32), same_site="lax")


class Wish(BaseModel):
    kind: Literal["identity", "payment"]


class Done(BaseModel):
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
async def issue(wish: Wish, owner: Owner) -> dict[str, Any]:
    order = orders.issue(wish.kind, owner)
    return {
        "order_id": order.id,
        "price": order.price,
        "name": order.name,
        "application_id": WEB_APPLICATION_ID,
    }


@app.get("/orders")
async def states(owner: Owner) -> dict[str, str]:
    return orders.states_of(owner)


@app.post("/identity", dependencies=[Depends(same_site)])
async def identity(done: Done, owner: Owner) -> dict[str, Any]:
    order = own_order("identity", done, owner)
    answer = await client.certificate(done.receipt_id)
    if answer["status"] != 200:
        raise HTTPException(404 if answer["status"] == 404 else 503, UNCONFIRMED)
    certificate = answer["data"]
    # A certificate says who somebody is, and not that it is who sits there.
    if certificate.get("order_id") != order.id:
        raise HTTPException(409, "this certificate is of another order")
    person = certificate["certificate"]
    adult = is_adult(person.get("birth"))
    if adult is None:
        raise HTTPException(422, "this certificate has no date of birth")
    advance(order, certificate["receipt_id"], "verified")
    return {"ok": True, "name": masked(person["username"]), "adult": adult}


@app.post("/payment", dependencies=[Depends(same_site)])
async def payment(done: Done, owner: Owner) -> dict[str, Any]:
    order = own_order("payment", done, owner)
    answer = await client.verify(done.receipt_id, expected_price=order.price, expected_order_id=order.id)
    advance(order, answer["data"]["receipt_id"], "paid")
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


def own_order(kind: str, done: Done, owner: str) -> Order:
    order = orders.issued_to(owner, kind, done.order_id)
    if order is None:
        raise HTTPException(404, "this session has no such order")
    return order


def advance(order: Order, receipt_id: str, state: str) -> None:
    if not orders.advance(order, receipt_id, state):
        raise HTTPException(409, OTHER_RECEIPT)


@app.exception_handler(HTTPException)
async def refused(_request: Request, error: HTTPException) -> JSONResponse:
    return JSONResponse({"ok": False, "error": error.detail}, error.status_code)


@app.exception_handler(RequestValidationError)
async def unreadable(_request: Request, _error: RequestValidationError) -> JSONResponse:
    return JSONResponse({"ok": False, "error": "send the fields as JSON"}, 400)


@app.exception_handler(BootpayError)
async def unconfirmed(_request: Request, error: BootpayError) -> JSONResponse:
    log.error("%s: %s", type(error).__name__, error)  # quotes nobody's data
    return JSONResponse({"ok": False, "error": UNCONFIRMED}, status_of(error))
