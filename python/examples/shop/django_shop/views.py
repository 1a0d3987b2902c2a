import json
import logging
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from environment import SCRIPT_ORIGIN, TRUSTED_PROXIES, WEB_APPLICATION_ID
from orders import GOODS
from person import is_adult, masked
from refusals import OTHER_RECEIPT, UNCONFIRMED

from bootpay import Bootpay
from django_shop.middleware import RefusalError
from django_shop.models import Order, act

client = Bootpay()
log = logging.getLogger(__name__)


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "page.html", {"origin": SCRIPT_ORIGIN})


def orders(request: HttpRequest) -> JsonResponse:
    if request.method == "POST":
        return issue(request)
    own = Order.objects.filter(owner=owner(request))
    return JsonResponse({order.id: order.get_state_display() for order in own})


def issue(request: HttpRequest) -> JsonResponse:
    kind = sent(request).get("kind")
    if not isinstance(kind, str) or kind not in GOODS:
        raise RefusalError(400, "kind must be identity or payment")
    order = Order.issue(kind, owner(request))
    return JsonResponse(
        {
            "order_id": order.id,
            "price": order.price,
            "name": order.name,
            "application_id": WEB_APPLICATION_ID,
        }
    )


@require_POST
def identity(request: HttpRequest) -> JsonResponse:
    fields = sent(request)
    order = own_order(request, "identity", fields)
    answer = client.certificate(fields.get("receipt_id", ""))
    if answer["status"] != 200:
        raise RefusalError(404 if answer["status"] == 404 else 503, UNCONFIRMED)
    certificate = answer["data"]
    # A certificate says who somebody is, and not that it is who sits there.
    if certificate.get("order_id") != order.id:
        raise RefusalError(409, "this certificate is of another order")
    person = certificate["certificate"]
    adult = is_adult(person.get("birth"))
    if adult is None:
        raise RefusalError(422, "this certificate has no date of birth")
    advance(order, certificate["receipt_id"], Order.State.VERIFIED)
    return JsonResponse({"ok": True, "name": masked(person["username"]), "adult": adult})


@require_POST
def payment(request: HttpRequest) -> JsonResponse:
    fields = sent(request)
    order = own_order(request, "payment", fields)
    receipt = client.verify(
        fields.get("receipt_id", ""), expected_price=order.price, expected_order_id=order.id
    )["data"]
    advance(order, receipt["receipt_id"], Order.State.PAID)
    return JsonResponse({"ok": True, "price": order.price})


@csrf_exempt  # it comes from Bootpay's server, which has no cookie and no token; the check below is its own
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    event = client.webhook.verify(
        request.body,  # as it came: do not touch request.POST, which error reports would show
        remote_address=request.META["REMOTE_ADDR"],  # empty behind gunicorn on a Unix socket
        content_type=request.content_type,
        forwarded_for=request.headers.get("x-forwarded-for"),
        trusted_proxies=TRUSTED_PROXIES,
    )
    receipt = client.webhook.reverify(event)["data"]
    if not act(receipt):
        log.error("receipt %s pays for none of our orders, or again: look at it", receipt["receipt_id"])
    return HttpResponse(client.webhook.ANSWER, content_type="text/plain")


def sent(request: HttpRequest) -> dict[str, Any]:
    """What the browser's page has sent. Another site's page has no CSRF token for it."""
    try:
        fields = json.loads(request.body)
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        raise RefusalError(400, "send a JSON object")
    return fields


def own_order(request: HttpRequest, kind: str, fields: dict[str, Any]) -> Order:
    """The order that a browser names, if it was issued to this very session."""
    order_id = fields.get("order_id")
    order = None
    if isinstance(order_id, str):
        order = Order.objects.filter(pk=order_id, kind=kind, owner=owner(request)).first()
    if order is None:
        raise RefusalError(404, "this session has no such order")
    return order


def owner(request: HttpRequest) -> str:
    return str(request.session.setdefault("owner", secrets.token_hex(16)))


def advance(order: Order, receipt_id: str, state: Order.State) -> None:
    if not order.advance(receipt_id, state):
        raise RefusalError(409, OTHER_RECEIPT)
