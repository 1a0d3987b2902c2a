import json
import os

from bootpay import Bootpay

bootpay = Bootpay()  # keys and address from BOOTPAY_*
print(json.dumps(bootpay.certificate(os.environ["RECEIPT_ID"])))
