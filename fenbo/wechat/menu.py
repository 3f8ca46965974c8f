"""The menu below the conversation (自定义菜单): data, published by command."""

import difflib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from fenbo.core.errors import InvalidInput
from fenbo.officialaccount.client import call
from fenbo.officialaccount.errors import Declined
from fenbo.wechat.links import address

FILE = Path(__file__).with_name("menu.toml")
MOST, MOST_BELOW = 3, 5
# Bytes of a name, as WeChat counts them (invalid button name size).
LONGEST, LONGEST_BELOW = 16, 60
NO_MENU = 46003
Button = Mapping[str, Any]


def document(text: str | None = None) -> Mapping[str, Any]:
    """The menu as WeChat takes it. Raises InvalidInput where the file has what WeChat would refuse."""
    rows = tomllib.loads(FILE.read_text() if text is None else text).get("button", [])
    buttons = list(_drawn(rows, LONGEST))
    if not 1 <= len(buttons) <= MOST:
        raise InvalidInput(_("菜单要有一到三个按钮。"))
    return {"button": buttons}


def _drawn(rows: Iterable[Button], longest: int) -> Iterator[Button]:
    for row in rows:
        name = str(row.get("name", ""))
        if not 1 <= len(name.encode()) <= longest:
            message = _("按钮“%(name)s”的名称太长或没有写。")
            raise InvalidInput(message % {"name": name})
        if "below" in row:
            below = list(_drawn(row["below"], LONGEST_BELOW))
            if not 1 <= len(below) <= MOST_BELOW:
                message = _("“%(name)s”下面要有一到五个按钮。")
                raise InvalidInput(message % {"name": name})
            yield {"name": name, "sub_button": below}
        elif does := _does(row, name):
            yield {"name": name, **does}


def _does(row: Button, name: str) -> Button | None:
    """What a button does; None for the mini program where there is none."""
    if says := row.get("says"):
        return {"type": "click", "key": says}
    if page := row.get("page"):
        return {"type": "view", "url": address(page)}
    if row.get("opens") != "mini program":
        message = _("按钮“%(name)s”什么也不做。")
        raise InvalidInput(message % {"name": name})
    app_id, _colon, path = settings.WECHAT["mini_program"].partition(":")
    if not app_id:
        return None
    # Where WeChat is too old for it, the page is opened instead.
    return {"type": "miniprogram", "url": address("website:home"), "appid": app_id, "pagepath": path}


def published(now: datetime) -> Mapping[str, Any] | None:
    """What WeChat shows now; None where it shows no menu. Raises Declined."""
    try:
        found = call("/cgi-bin/menu/get", now=now)
    except Declined as refusal:
        if refusal.code == NO_MENU:
            return None
        raise
    menu = found.get("menu")
    return menu if isinstance(menu, dict) else None


def publish(now: datetime) -> None:
    """Raises Declined or InvalidInput."""
    call("/cgi-bin/menu/create", document(), now=now)


def differences(now: datetime) -> list[str]:
    """The lines in which WeChat's menu differs from ours; none where both are the same. Raises Declined."""
    theirs, ours = _lines(published(now) or {"button": []}), _lines(document())
    return list(difflib.unified_diff(theirs, ours, "WeChat", "menu.toml", lineterm="", n=1))


def _lines(menu: Mapping[str, Any]) -> list[str]:
    """WeChat adds empty lists below, and orders as it likes."""
    return json.dumps(_bare(menu), ensure_ascii=False, indent=1, sort_keys=True).splitlines()


def _bare(menu: Any) -> Any:
    if isinstance(menu, Mapping):
        return {name: _bare(value) for name, value in menu.items() if value != []}
    return [_bare(one) for one in menu] if isinstance(menu, list) else menu
