"""Every attempt as a span of OpenTelemetry and in a counter of Prometheus: python observed.py RECEIPT_ID

    pip install opentelemetry-sdk prometheus-client

The keys and the address come from BOOTPAY_APPLICATION_ID, BOOTPAY_PRIVATE_KEY and BOOTPAY_BASE_URL.
"""

import sys
import time

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from prometheus_client import Counter, generate_latest

from bootpay import Attempt, Bootpay

# A shop has its own provider, with an exporter to its collector.
exporter = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))
tracer = provider.get_tracer("shop")

attempts = Counter("bootpay_attempts", "Attempts of calls of Bootpay's API", ["operation", "status"])


def observe(attempt: Attempt) -> None:
    """Runs in the thread or task that made the call, so that the span hangs beneath the current one.

    It is told when the call is over: of an attempt that was repeated the span is as long as the attempt, and
    ends later than the attempt did.
    """
    status = attempt["status"]
    attempts.labels(attempt["operation"], str(status)).inc()
    ended = time.time_ns()
    span = tracer.start_span(
        f"{attempt['method']} {attempt['path']}",
        kind=SpanKind.CLIENT,
        start_time=ended - attempt["duration_ms"] * 1_000_000,
        attributes={
            "http.request.method": attempt["method"],
            "url.template": attempt["path"],
            "http.request.resend_count": attempt["attempt"] - 1,
            "bootpay.operation": attempt["operation"],
            "bootpay.request_id": attempt["request_id"],
        },
    )
    if isinstance(status, int):
        span.set_attribute("http.response.status_code", status)
    if isinstance(status, str) or status >= 400:
        span.set_attribute("error.type", str(status))
        span.set_status(StatusCode.ERROR)
    span.end(ended)


client = Bootpay(on_attempt=observe)
with tracer.start_as_current_span("who is it"):
    client.certificate(sys.argv[1]).unwrap()

for span in exporter.get_finished_spans():
    status = (span.attributes or {}).get("error.type", "ok")
    print(f"{span.name}: {status}" + (", beneath another" if span.parent else ""))
print(generate_latest().decode())
