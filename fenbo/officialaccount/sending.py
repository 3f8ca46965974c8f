"""What the account says to people unasked: by template, by a subscription they gave, or within 48 hours of their message."""

from collections.abc import Mapping
from datetime import datetime

from fenbo.officialaccount.client import call

# Bytes of one answer, as WeChat counts them.
LONGEST_TEXT = 2048


def send_template(
    *, openid: str, template: str, values: Mapping[str, str], url: str, key: str, now: datetime
) -> str:
    """A template message (模板消息); `key` keeps WeChat from sending it twice. Returns its number. Raises Declined."""
    said = {
        "touser": openid,
        "template_id": template,
        "url": url,
        "client_msg_id": key,
        "data": {name: {"value": value} for name, value in values.items()},
    }
    return str(call("/cgi-bin/message/template/send", said, now=now).get("msgid", ""))


def send_subscription(
    *, openid: str, template: str, values: Mapping[str, str], page: str, now: datetime
) -> None:
    """A subscription notice (订阅通知), of which each consent allows one. Raises Declined."""
    data = {name: {"value": value} for name, value in values.items()}
    said = {"touser": openid, "template_id": template, "page": page, "data": data}
    call("/cgi-bin/message/subscribe/bizsend", said, now=now)


def send_answer(*, openid: str, text: str, now: datetime) -> None:
    """A customer service message (客服消息): within 48 hours of what they wrote last. Raises Declined."""
    said = {"touser": openid, "msgtype": "text", "text": {"content": shortened(text)}}
    call("/cgi-bin/message/custom/send", said, now=now)


def shortened(text: str) -> str:
    """No longer than WeChat takes it, cut between two signs."""
    raw = text.encode()
    if len(raw) <= LONGEST_TEXT:
        return text
    return raw[: LONGEST_TEXT - 3].decode(errors="ignore") + "…"
