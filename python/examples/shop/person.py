"""What a shop shows, or asks, of a person; the rest of a certificate is nobody's business."""

import re
from datetime import datetime, timedelta, timezone

KOREA = timezone(timedelta(hours=9))


def masked(name: str) -> str:
    """홍길동 as 홍*동."""
    last = len(name) - 1
    return "".join(letter if at == 0 or (at > 1 and at == last) else "*" for at, letter in enumerate(name))


def is_adult(birth: str | None, now: datetime | None = None) -> bool | None:
    """Is 19 or older today in Korea (만 나이). `birth` is YYYY-MM-DD or YYYYMMDD; None if it is neither."""
    born = re.fullmatch(r"[0-9]{8}", (birth or "").replace("-", ""))
    today = (now or datetime.now(KOREA)).astimezone(KOREA).strftime("%Y%m%d")
    return int(today) - int(born[0]) >= 19_0000 if born else None
