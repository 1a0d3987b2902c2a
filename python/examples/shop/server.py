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
from orders import GOODS, Order, Orders
from person import is_adult, masked
from refusals import OTHER_RECEIPT, OTHER_SITE, UNCONFIRMED, status_of
from werkzeug.exceptions import HTTPException
from werkzeug.serving import make_server

from bootpay import Bootpay, BootpayError

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
    kind = sent().get("kind")
    if not isinstance(kind, str) or kind not in GOODS:
        abort(400, "kind must be identity or payment")
    order = orders.issue(kind, owner())
    return {
        "order_id": order.id,
        "price": order.price,
        "name": order.name,
        "application_id": WEB_APPLICATION_ID,
    }


@app.get("/orders")
def states() -> dict[str, str]:
    return orders.states_of(owner())


@app.post("/identity")
def identity() -> dict[str, Any]:
    fields = sent()
    order = own_order("identity", fields)
    answer = client.certificate(fields.get("receipt_id", ""))
    if answer["status"] != 200:
        abort(404 if answer["status"] == 404 else 503, UNCONFIRMED)
    certificate = answer["data"]
    # A certificate says who somebody is, and not that it is who sits there.
    if certificate.get("order_id") != order.id:
        abort(409, "this certificate is of another order")
    person = certificate["certificate"]
    adult = is_adult(person.get("birth"))
    if adult is None:
        abort(422, "this certificate has no date of birth")
    advance(order, certificate["receipt_id"], "verified")
    return {"ok": True, "name": masked(person["username"]), "adult": adult}


@app.post("/payment")
def payment() -> dict[str, Any]:
    fields = sent()
    order = own_order("payment", fields)
    receipt = client.verify(
        fields.get("receipt_id", ""), expected_price=order.price, expected_order_id=order.id
    )["data"]
    advance(order, receipt["receipt_id"], "paid")
    return {"ok": True, "price": order.price}


@app.post("/webhook")
def webhook() -> Response:
    event = client.webhook.verify(
        request.get_data(),
        remote_address=request.remote_addr,  # over a Unix socket there is none
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


def sent() -> dict[str, Any]:
    """What the browser's page has sent. Another site's page can neither send JSON with our cookie nor hide
    where it comes from."""
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        abort(403, OTHER_SITE)
    fields = request.get_json(silent=True)
    if not isinstance(fields, dict):
        abort(400, "send a JSON object")
    return fields


def own_order(kind: str, fields: dict[str, Any]) -> Order:
    order = orders.issued_to(owner(), kind, fields.get("order_id"))
    if order is None:
        abort(404, "this session has no such order")
    return order


def owner() -> str:
    return str(session.setdefault("owner", secrets.token_hex(16)))


def advance(order: Order, receipt_id: str, state: str) -> None:
    if not orders.advance(order, receipt_id, state):
        abort(409, OTHER_RECEIPT)


@app.errorhandler(HTTPException)
def refused(error: HTTPException) -> tuple[dict[str, Any], int]:
    return {"ok": False, "error": error.description}, error.code or 500


@app.errorhandler(BootpayError)
def unconfirmed(error: BootpayError) -> tuple[dict[str, Any], int]:
    app.logger.error("%s: %s", type(error).__name__, error)  # quotes nobody's data
    return {"ok": False, "error": UNCONFIRMED}, status_of(error)


if __name__ == "__main__":
    server = make_server("127.0.0.1", int(os.environ.get("PORT", "3000")), app, threaded=True)
    print(f"listening on http://127.0.0.1:{server.port}", flush=True)
    server.serve_forever()
