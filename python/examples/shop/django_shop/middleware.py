"""What is told to whoever asked when something is refused."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from refusals import MinorError, answer_to

from bootpay import BootpayError

log = logging.getLogger(__name__)


class RefusalError(Exception):
    """Whoever asked may read the message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class RefusalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, _request: HttpRequest, error: Exception) -> HttpResponse | None:
        match error:
            case RefusalError():
                return JsonResponse({"ok": False, "error": str(error)}, status=error.status)
            case BootpayError() | MinorError():
                if isinstance(error, BootpayError):
                    log.error("%s: %s", type(error).__name__, error)  # quotes nobody's data
                told, status = answer_to(error)
                return JsonResponse(told, status=status)
        return None
