"""订阅 and 退订: what somebody wants to hear of, said in words; new policies then come here by themselves."""

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from fenbo.catalogue.models import Category
from fenbo.catalogue.queries import categories
from fenbo.core.errors import InvalidInput
from fenbo.knowledge.models import Subscription
from fenbo.knowledge.operations import subscribing
from fenbo.notices.models import By
from fenbo.notices.sending import connected
from fenbo.notices.texts import Text
from fenbo.wechat.asking import region_in
from fenbo.wechat.links import address, link, plain

EVERYTHING = ("全部", "所有", "都要")
# More than these nobody reads through.
SHOWN = 8
SHORTEST = 2


class Unclear(ValueError):
    """The message says what was not understood."""


class Wish(NamedTuple):
    """The code of a place and of a subject, where they were named."""

    region: str | None
    category: str | None


def subscribe(openid: str, text: str, now: datetime) -> str:
    """`text` names a place, a subject, both, or everything; without it one hears what one has and how to ask."""
    if By.WECHAT not in connected(Text.POLICY):
        where = link(_("网站"), address("website:subscribe"))
        return _("现在还不能发到微信，请到%(link)s用邮箱订阅。") % {"link": where}
    if not text:
        return _what_there_is(openid)
    try:
        wish = read(text)
        made = subscribing.subscribe_wechat(
            openid=openid, region=wish.region, category=wish.category, now=now
        )
    except Unclear as problem:
        return str(problem)
    except InvalidInput as refusal:
        return str(refusal.message)
    return _("已订阅：%(what)s。有新政策就发到这里。不想再收到，发“退订”。") % {"what": plain(named(made))}


def end(openid: str, text: str) -> str:
    """All of them, or the one with the number that was said."""
    if text and not text.isdecimal():
        return _what_there_is(openid)
    ended = subscribing.end_wechat(openid=openid, place=int(text) if text else None)
    return _("已退订 %(count)s 项。") % {"count": ended} if ended else _("没有这一项订阅。")


def read(text: str) -> Wish:
    """Words in any order; raises Unclear for one that is neither place nor subject, or too many subjects."""
    region = category = None
    for word in text.replace("，", " ").replace(",", " ").replace("、", " ").split():
        if word in EVERYTHING:
            continue
        if code := region_in(word):
            region = code
        else:
            category = _category(word).pk
    return Wish(region, category)


def _category(word: str) -> Category:
    if len(word) < SHORTEST:
        raise Unclear(_not_understood(word))
    active = list(categories())
    exact = [one for one in active if one.name == word]
    found = exact or [one for one in active if word in one.name]
    if not found:
        raise Unclear(_not_understood(word))
    # A chapter stands for all that is in it.
    chapters = [one for one in found if one.parent_id is None]
    if len(found) > 1 and len(chapters) != 1:
        names = "、".join(one.name for one in found[:SHOWN])
        raise Unclear(
            _("“%(word)s”有好几类：%(names)s。请写全其中一个。") % {"word": plain(word), "names": names}
        )
    return chapters[0] if chapters else found[0]


def _not_understood(word: str) -> str:
    return _("没有看懂“%(word)s”。") % {"word": plain(word)} + _how()


def _how() -> str:
    chapters = "、".join(one.name for one in categories() if one.parent_id is None)
    return _("请发“订阅”加地区或主题，例如：订阅 西宁市；订阅 全部。主题有：%(names)s。") % {
        "names": chapters
    }


def _what_there_is(openid: str) -> str:
    rows = subscribing.wechat_subscriptions(openid)
    if not rows:
        return _("您还没有订阅新政策。") + _how()
    lines = [f"{number} {plain(named(row))}" for number, row in enumerate(rows, 1)]
    return "\n".join([_("您订阅了："), *lines, _("发“退订”全部取消，“退订 1”只取消第 1 项。")])


def named(wish: Subscription) -> str:
    """What somebody hears of."""
    words = [str(one) for one in (wish.region, wish.category) if one is not None]
    return " · ".join(words) or _("全部新政策")
