import json
import logging
import secrets
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from environment import SCRIPT_ORIGIN, TRUSTED_PROXIES, WEB_APPLICATION_ID
from orders import PURPOSES
from refusals import NO_ORDER, OTHER_RECEIPT, MinorError

from bootpay import Bootpay, Person
from bootpay.django import IdentityView
from bootpay.once import DjangoCache
from django_shop.middleware import RefusalError
from django_shop.models import Order, Verification, act

client = Bootpay()
log = logging.getLogger(__name__)


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "page.html", {"origin": SCRIPT_ORIGIN})


def orders(request: HttpRequest) -> JsonResponse:
    if request.method == "POST":
        return issue(request)
    states = {order.id: order.get_state_display() for order in Order.objects.filter(owner=owner(request))}
    verified = Verification.objects.filter(owner=owner(request)).values_list("order_id", flat=True)
    return JsonResponse(states | dict.fromkeys(verified, "verified"))


def issue(request: HttpRequest) -> JsonResponse:
    sent(request)
    order = Order.issue(owner(request))
    return JsonResponse(
        {
            "order_id": order.id,
            "price": order.price,
            "name": order.name,
            "application_id": WEB_APPLICATION_ID,
        }
    )


# identity
class Identity(IdentityView):
    client, web_application_id = client, WEB_APPLICATION_ID
    once = DjangoCache(cache)
    purposes = PURPOSES

    def verified(self, request: HttpRequest, person: Person) -> JsonResponse:
        if not person.is_adult(PURPOSES[person.purpose].law):
            raise MinorError(person.purpose)
        Verification.keep(person, owner(request))
        return JsonResponse({"ok": True, "name": str(person.name), "purpose": person.purpose})


# end of identity


@require_POST
def payment(request: HttpRequest) -> JsonResponse:
    fields = sent(request)
    order_id = fields.get("order_id")
    order = None
    if isinstance(order_id, str):
        order = Order.objects.filter(pk=order_id, owner=owner(request)).first()
    if order is None:
        raise RefusalError(404, NO_ORDER)
    receipt = client.verify(
        fields.get("receipt_id", ""), expected_price=order.price, expected_order_id=order.id
    )["data"]
    if not order.advance(receipt["receipt_id"], Order.State.PAID):
        raise RefusalError(409, OTHER_RECEIPT)
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


def owner(request: HttpRequest) -> str:
    return str(request.session.setdefault("owner", secrets.token_hex(16)))
