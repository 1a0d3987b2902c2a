"""What the package has for Django and FastAPI."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import django.conf
import pytest
from django.http import JsonResponse
from django.test import RequestFactory
from fastapi import HTTPException
from people import PURPOSE, SESSION, WHO, begun_and_verified
from servers import APPLICATION_ID, PRIVATE_KEY, Sandbox

from bootpay import AsyncBootpay, Bootpay, Person
from bootpay.django import IdentityView
from bootpay.fastapi import verified
from bootpay.once import Memory


def test_fastapi_has_a_dependency_for_it(sandbox: Sandbox) -> None:
    client = AsyncBootpay(APPLICATION_ID, PRIVATE_KEY, base_url=sandbox.url)
    begun, receipt_id = begun_and_verified(client, sandbox)
    person: Callable[..., Awaitable[Person]] = verified(
        client, session=lambda: SESSION, once=Memory(), purpose=PURPOSE, language="en"
    )

    async def ask(token: str) -> Person:
        return await person(receipt_id=receipt_id, token=token, session_id=SESSION)

    assert asyncio.run(ask(begun.token)).order_id == begun.order_id
    for token, status, reason in ((begun.token, 409, "used"), ("x", 400, "bad_token")):
        with pytest.raises(HTTPException) as caught:
            asyncio.run(ask(token))
        assert caught.value.status_code == status
        detail: Any = caught.value.detail
        assert detail["reason"] == reason
        assert detail["error"].endswith(".")


def test_django_has_a_view_for_it(client: Bootpay, sandbox: Sandbox) -> None:
    if not django.conf.settings.configured:
        django.conf.settings.configure(USE_I18N=False)
    met: list[Person] = []

    class Identity(IdentityView):
        once = Memory()
        purposes = (PURPOSE,)
        web_application_id = "web"

        def verified(self, request: Any, person: Person) -> Any:
            met.append(person)
            return JsonResponse({"ok": True})

    Identity.client = client
    sessions: dict[str, dict[str, Any]] = {}

    def post(visitor: str, view: Any, fields: Any, content_type: str = "application/json") -> tuple[int, Any]:
        is_text = content_type != "application/json" or isinstance(fields, str)
        body = fields if is_text else json.dumps(fields)
        request = RequestFactory().post("/", body, **({"content_type": content_type} if content_type else {}))
        request.session = sessions.setdefault(visitor, {})
        answer = view(request)
        return answer.status_code, json.loads(answer.content)

    begin, finish = Identity.as_view(begins=True), Identity.as_view()
    wrong: object
    for wrong in ({"purpose": "무엇이든"}, {"purpose": ["주류 구매"]}, {}, []):
        assert post("me", begin, wrong) == (400, {"ok": False, "error": "no such purpose"})
    status, begun = post("me", begin, {"purpose": PURPOSE})
    assert (status, begun["request"]["application_id"]) == (200, "web")
    made = {**WHO, "order_id": begun["request"]["order_id"]}
    receipt_id = sandbox.control("POST", "/sandbox/identities", made)["receipt_id"]
    brought = {"receipt_id": receipt_id, "token": begun["token"]}
    status, refused = post("somebody", finish, brought)
    assert (status, refused["ok"], refused["reason"]) == (403, False, "other_session")
    assert post("me", finish, brought) == (200, {"ok": True})
    assert met[0].order_id == made["order_id"]
    status, refused = post("me", finish, brought, "")  # as a form
    assert (status, refused["reason"]) == (409, "used")
    for wrong in (
        {},
        [],
        "[" * 100_000,
        '{"token": "\\ud800"}',
        {"token": 1},
        {**brought, "receipt_id": {"a": 1}},
        {**brought, "token": None},
    ):
        assert post("me", finish, wrong)[0] == 400
    assert Identity.as_view()(RequestFactory().get("/")).status_code == 405


def test_the_pieces_for_frameworks_are_loaded_by_who_wants_them() -> None:
    text = "import bootpay, sys; print([m for m in sys.modules if m.split('.')[0] in ('django', 'fastapi')])"
    out = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True).stdout
    assert out == "[]\n"
