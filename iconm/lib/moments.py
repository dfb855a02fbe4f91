"""Moments as pages print them, in Japan's time: docs/entry.md, Days and moments."""

from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import get_language

from iconm.lib.wareki import date_long, date_short


def moment(at: datetime, *, has_seconds: bool = False) -> str:
    """Return R8.2.10 12:00, on a page in another language 2026-02-10 12:00; with seconds where they tell what came first."""
    local = timezone.localtime(at)
    day = date_short(local.date()) if get_language() == "ja" else formats.date_format(local, "Y-m-d")
    return f"{day} {local:%H:%M:%S}" if has_seconds else f"{day} {local:%H:%M}"


def moment_long(at: datetime) -> str:
    """Return 令和8年2月10日12時00分 for a sentence, in another language 10 February 2026, 12:00."""
    local = timezone.localtime(at)
    return f"{date_long(local.date())}{local:%H時%M分}" if get_language() == "ja" else formats.date_format(local, "DATETIME_FORMAT")
