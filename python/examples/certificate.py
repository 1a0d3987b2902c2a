"""Reads an identity verification: python certificate.py RECEIPT_ID

The keys and the address come from BOOTPAY_APPLICATION_ID, BOOTPAY_PRIVATE_KEY and BOOTPAY_BASE_URL.
"""

import sys

from bootpay import Bootpay

answer = Bootpay().certificate(sys.argv[1])
if answer["status"] != 200:
    sys.exit(f"{answer['status']}: {answer.get('message', '')}")
print(answer["data"]["certificate"])  # prints masked
