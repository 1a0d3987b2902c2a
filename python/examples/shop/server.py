"""A small shop in Flask: an identity verification and a card payment in the browser, both checked here, and
webhooks.

    pip install flask dist/bootpay-*.whl
    PORT=3000 python python/examples/shop/server.py

Its settings stand in environment.py; port 0 takes a free one. Behind a proxy: `gunicorn server:app`.
"""

import os
import secrets
from typing import Any

from environment import PAGE_FOLDER, SCRIPT_ORIGIN, TRUSTED_PROXIES, WEB_APPLICATION_ID
from flask import Flask, Response, abort, render_template, request, session
from orders import PURPOSES, Orders
from refusals import NO_ORDER, NO_PURPOSE, OTHER_RECEIPT, OTHER_SITE, MinorError, answer_to
from werkzeug.exceptions import HTTPException
from werkzeug.serving import make_server

from bootpay import Bootpay, BootpayError
from bootpay.once import Memory

client = Bootpay()
orders = Orders()
app = Flask(__name__, static_folder=PAGE_FOLDER / "public", static_url_path="", template_folder=PAGE_FOLDER)
app.secret_key = secrets.token_bytes(32)  # sessions end with the process, as the orders do
app.config.update(
    SESSION_COOKIE_SAMESITE="Lax", MAX_CONTENT_LENGTH=1024 * 1024
)  # behind https: …_SECURE=True


@app.get("/")
def page() -> str:
    return render_template("page.html", origin=SCRIPT_ORIGIN)


@app.post("/orders")
def issue() -> dict[str, Any]:
    sent()
    order = orders.issue(owner())
    return {
        "order_id": order.id,
        "price": order.price,
        "name": order.name,
        "application_id": WEB_APPLICATION_ID,
    }


@app.get("/orders")
def states() -> dict[str, str]:
    return orders.states_of(owner())


# identity
once = Memory()  # of one process: behind several workers, take another one of bootpay.once


@app.post("/identity/begin")
def begin() -> dict[str, Any]:
    begun = client.identity.begin(purpose=purpose(), session=owner())
    return {"token": begun.token, "request": begun.request(WEB_APPLICATION_ID)}


@app.post("/identity")
def identity() -> dict[str, Any]:
    person = client.identity.confirm(sent("receipt_id"), sent("token"), session=owner(), once=once)
    if not person.is_adult(PURPOSES[person.purpose].law):
        raise MinorError(person.purpose)
    orders.verified(person, owner())
    return {"ok": True, "name": str(person.name), "purpose": person.purpose}


# end of identity


@app.post("/payment")
def payment() -> dict[str, Any]:
    order = orders.issued_to(owner(), sent("order_id"))
    if order is None:
        abort(404, NO_ORDER)
    receipt = client.verify(sent("receipt_id", ""), expected_price=order.price, expected_order_id=order.id)[
        "data"
    ]
    if not orders.advance(order, receipt["receipt_id"], "paid"):
        abort(409, OTHER_RECEIPT)
    return {"ok": True, "price": order.price}


@app.post("/webhook")
def webhook() -> Response:
    event = client.webhook.verify(
        request.get_data(),
        remote_address=request.remote_addr,  # empty over a Unix socket
        content_type=request.content_type,
        forwarded_for=request.headers.get("x-forwarded-for"),
        trusted_proxies=TRUSTED_PROXIES,
    )
    receipt = client.webhook.reverify(event)["data"]
    if not orders.act(receipt):
        app.logger.error(
            "receipt %s pays for none of our orders, or again: look at it", receipt["receipt_id"]
        )
    return Response(client.webhook.ANSWER, mimetype="text/plain")


def sent(name: str = "", default: Any = None) -> Any:
    """A field of what the browser's page has sent. Another site's page can neither send JSON with our cookie
    nor hide where it comes from."""
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        abort(403, OTHER_SITE)
    fields = request.get_json(silent=True)
    if not isinstance(fields, dict):
        abort(400, "send a JSON object")
    return fields.get(name, default)


def purpose() -> str:
    wish = sent("purpose")
    if not isinstance(wish, str) or wish not in PURPOSES:
        abort(400, NO_PURPOSE)
    return wish


def owner() -> str:
    return str(session.setdefault("owner", secrets.token_hex(16)))


@app.errorhandler(HTTPException)
def refused(error: HTTPException) -> tuple[dict[str, Any], int]:
    return {"ok": False, "error": error.description}, error.code or 500


@app.errorhandler(MinorError)
def too_young(error: MinorError) -> tuple[dict[str, Any], int]:
    return answer_to(error)


@app.errorhandler(BootpayError)
def unconfirmed(error: BootpayError) -> tuple[dict[str, Any], int]:
    app.logger.error("%s: %s", type(error).__name__, error)  # quotes nobody's data
    return answer_to(error)


if __name__ == "__main__":
    server = make_server("127.0.0.1", int(os.environ.get("PORT", "3000")), app, threaded=True)
    print(f"listening on http://127.0.0.1:{server.port}", flush=True)
    server.serve_forever()
