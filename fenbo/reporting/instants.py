"""Reading an instant as people write it: for the counts page and the command line."""

from datetime import date, datetime, time

from django.utils.translation import gettext as _

from fenbo.core.clock import SHANGHAI
from fenbo.core.errors import InvalidInput

# The service began with the founding document; there is nothing before it to count.
EARLIEST = datetime(2020, 2, 22, tzinfo=SHANGHAI)


def read_instant(text: str, *, now: datetime) -> datetime:
    """`2020-03-23T18:00` or `2020-03-23 18:00` is Shanghai's; a day alone means its last moment.

    InvalidInput when it cannot be read or has not come yet.
    """
    at = _parsed(text.strip())
    if at is None:
        raise InvalidInput(_("看不懂这个时间。请写成 2020-03-23T18:00 或 2020-03-23。"), field="at")
    if at > now:
        raise InvalidInput(_("这个时间还没有到。"), field="at")
    return max(at, EARLIEST)


def _parsed(text: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(text), time.max, tzinfo=SHANGHAI)
    except ValueError:
        pass
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)
