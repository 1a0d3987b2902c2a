"""Identity verification in Django: a view that begins it and confirms it. Importing it needs Django."""

from __future__ import annotations

import json
import secrets
from collections.abc import Container, Mapping, Sequence
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.views import View

from bootpay._client import Bootpay
from bootpay.errors import IdentityError
from bootpay.identity import Begun
from bootpay.once import Once
from bootpay.person import Person

__all__ = ["IdentityView"]


class IdentityView(View):  # type: ignore[misc]  # Django is not typed
    """``POST`` of the fields ``receipt_id`` and ``token``, as a form or as JSON, confirms a verification of
    this session, once, and hands the person to :meth:`verified`. With ``as_view(begins=True)``, ``POST`` of
    ``purpose`` begins one and answers ``{"token": …, "request": …}``: the token, and what ``BootPay.request``
    takes.

    What is not to be believed is answered with the status that fits and ``{"ok": false, "reason": …, "error":
    …}``, a sentence in the visitor's language.

    Example::

        from bootpay import Bootpay, Person, once
        from bootpay.django import IdentityView
        from django.core.cache import cache
        from django.http import HttpRequest, HttpResponse, JsonResponse

        class Identity(IdentityView):
            client = Bootpay()
            once = once.DjangoCache(cache)
            purposes = {"주류 구매"}

            def verified(self, request: HttpRequest, person: Person) -> HttpResponse:
                return JsonResponse({"ok": True, "adult": person.is_adult("youth_protection")})

        # path("identity/begin", Identity.as_view(begins=True)), path("identity", Identity.as_view())
    """

    client: Bootpay
    """The project's client."""
    once: Once
    """Where it is noted that a verification was used; see :mod:`bootpay.once`."""
    purposes: Container[str] = ()
    """What a person may be verified for: the page says which."""
    web_application_id: str | None = None
    """The project's application id for web. Default: none, for a page that has it already."""
    begins = False
    http_method_names: Sequence[str] = ("post", "options")

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            return self._begun(request) if self.begins else self.verified(request, self._person(request))
        except IdentityError as error:
            return self.refused(request, error)

    def verified(self, request: HttpRequest, person: Person) -> HttpResponse:
        """What to do with a person who may be believed, and what to answer. Yours to write."""
        raise NotImplementedError

    def refused(self, request: HttpRequest, error: IdentityError) -> HttpResponse:
        """What to answer when nobody is to be believed."""
        language: Literal["ko", "en"] = "ko" if (get_language() or "ko").startswith("ko") else "en"
        told = {"ok": False, "reason": error.reason, "error": error.customer_message(language)}
        return JsonResponse(told, status=error.http_status)

    def session(self, request: HttpRequest) -> str:
        """What tells this visitor from all others. Default: a random value in the session, since Django's key
        of a session is not there before it is saved, and is another one after a login."""
        session: Any = request.session
        return str(session.setdefault("bootpay_identity", secrets.token_hex(16)))

    def _begun(self, request: HttpRequest) -> HttpResponse:
        purpose = self._sent(request).get("purpose")
        if not isinstance(purpose, str) or purpose not in self.purposes:
            return JsonResponse({"ok": False, "error": "no such purpose"}, status=400)
        begun: Begun = self.client.identity.begin(purpose=purpose, session=self.session(request))
        return JsonResponse({"token": begun.token, "request": begun.request(self.web_application_id)})

    def _person(self, request: HttpRequest) -> Person:
        sent = self._sent(request)
        receipt_id, token = sent.get("receipt_id", ""), sent.get("token", "")
        session = self.session(request)
        return self.client.identity.confirm(receipt_id, token, session=session, once=self.once)

    def _sent(self, request: HttpRequest) -> Mapping[str, Any]:
        fields: Any = request.POST
        if request.content_type == "application/json":
            try:
                fields = json.loads(request.body)
            except (ValueError, RecursionError):
                fields = None
        return fields if isinstance(fields, Mapping) else {}
