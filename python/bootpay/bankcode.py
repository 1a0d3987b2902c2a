"""The banks' codes, for the ``bankcode`` of a refund.

>>> from bootpay import bankcode
>>> bankcode.dictionary["국민은행"]
'004'
"""

from __future__ import annotations

from bootpay.generated.constants import BANKCODE

__all__ = ["dictionary"]

dictionary: dict[str, str] = BANKCODE
"""A bank's Korean name to its three digits. 국민은행 is missing in the official package."""
