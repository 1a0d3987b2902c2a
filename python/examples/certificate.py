"""Reads an identity verification: python certificate.py RECEIPT_ID

The keys and the address come from BOOTPAY_APPLICATION_ID, BOOTPAY_PRIVATE_KEY and BOOTPAY_BASE_URL.
"""

import sys

from bootpay import Bootpay, BootpayError

try:
    data = Bootpay().certificate(sys.argv[1]).unwrap()
except BootpayError as error:
    sys.exit(str(error))
print(data["certificate"])  # prints masked
