"""What the shops read from the environment, beside the keys, which the client reads by itself:

BOOTPAY_APPLICATION_ID, BOOTPAY_PRIVATE_KEY and BOOTPAY_WEB_APPLICATION_ID are the project's. BOOTPAY_BASE_URL
names a sandbox, BOOTPAY_TRUSTED_PROXIES your own proxies (10.0.0.0/8,…; unix for gunicorn or uvicorn on a
Unix socket).
"""

import os
from pathlib import Path

# One page for the shops of all languages.
PAGE_FOLDER = Path(__file__).resolve().parents[3] / "node/examples/page"
SCRIPT_ORIGIN = os.environ.get("BOOTPAY_BASE_URL") or "https://cdn.bootpay.co.kr"
WEB_APPLICATION_ID = os.environ.get("BOOTPAY_WEB_APPLICATION_ID")
TRUSTED_PROXIES = [proxy for proxy in os.environ.get("BOOTPAY_TRUSTED_PROXIES", "").split(",") if proxy]
