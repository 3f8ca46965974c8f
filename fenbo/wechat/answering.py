"""What the account says to whoever asks something: the answer if there is one, and always a way to a person."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fenbo.cases import opened
from fenbo.cases.models import Case
from fenbo.cases.opening import cases_of, open_with_code, own_case, own_cases
from fenbo.cases.operations import linking
from fenbo.cases.standing import standing
from fenbo.core.errors import InvalidInput, OutOfScope
from fenbo.core.ids import read_public_number, show_public_number
from fenbo.core.limiting import Rate, take
from fenbo.directory.actors import Actor
from fenbo.knowledge.models import ItemKind
from fenbo.knowledge.operations import readers
from fenbo.knowledge.search import cases, engine
from fenbo.look.components.clocks import show
from fenbo.notices.models import Address, By
from fenbo.notices.people import person_of
from fenbo.wechat.links import address, known_page, link, plain
from fenbo.wechat.models import WechatCase, WechatUser

# Somebody who tries one query code after another is a program.
GUESSES = Rate(10, 3600)
OWN_SHOWN = 5
EXCERPT = 220
# With less than this nobody can tell what it is about.
SHORTEST = 2


def welcome() -> str:
    return _(
        "您好，这里是 12345 诉求分拨中心。\n直接写下您的问题，我先找现成的答复。\n"
        "要我们办理，请发“我要反映”；查办理情况，请发“进度”；找人说话，请拨 12345 转 0。"
    )


def to_a_person() -> str:
    return _("请拨打 12345 转 0，有人接听。也可以发“我要反映”，写下来由单位办理，24 小时内答复。")


def answer(text: str, now: datetime) -> str:
    """The best entry or policy with its beginning, what else may help, and what to do if it does not."""
    found = list(_found(text))
    if not found:
        readers.note_miss(text=text, now=now)
        return _("没有找到现成的答复。发“我要反映”，写下来由单位办理；急事请拨 12345 转 0。")
    return "\n\n".join([*found, _("没有解决？发“我要反映”，或者拨打 12345 转 0。")])


def before_you_ask(text: str) -> str:
    """What may answer it already, while somebody is still writing; empty where there is nothing."""
    found = list(_found(text, excerpt=False))
    return "\n".join([_("也许已有答复："), *found]) if found else ""


def _found(text: str, *, excerpt: bool = True) -> Iterator[str]:
    """Links open a page that counts whether it sufficed, as those of the website do."""
    if len(text) < SHORTEST:
        return
    for place, item in enumerate(engine.suggest(text)):
        told = link(item.title, address("website:open_suggestion", item.kind, item.pk))
        if excerpt and place == 0 and item.kind == ItemKind.ENTRY:
            told += f"\n{plain(_beginning(item.body))}"
        yield told
    for row in cases.like(text, most=2):
        label = _("已答复的诉求：%(title)s") % {"title": row.title}
        yield link(label, address("website:open_suggestion", cases.KIND, row.pk))


def _beginning(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= EXCERPT else f"{flat[:EXCERPT]}…"


def progress(user: WechatUser, text: str, now: datetime) -> str:
    """Where a case is: `text` may name a number, and the query code of a case that was submitted elsewhere."""
    number, code = _number_and_code(text)
    mine = own_cases(_wherever(user))
    if not number:
        return _all_of(mine) if not text else _("看不懂这个编号。请发“进度 编号”，例如：进度 200309-000127-5")
    if code and not _opened(user, number, code, now):
        return _("编号或查询码不对，请对照短信或回执再发一次。")
    try:
        return _standing(own_case(_wherever(user), number), now)
    except OutOfScope:
        return _("这件诉求不是从这里提交的。请发“进度 编号 查询码”，查询码在短信或回执上。")


def _number_and_code(text: str) -> tuple[str, str]:
    """The two may stand apart by blanks or commas, the number with its strokes or without."""
    words = text.replace("，", " ").replace(",", " ").split()
    for count in range(len(words), 0, -1):
        if number := read_public_number("".join(words[:count])):
            return number, "".join(words[count:])
    return "", ""


def _opened(user: WechatUser, number: str, code: str, now: datetime) -> bool:
    who = bytes(user.openid_index).hex()
    if not (take("open by wechat", who, GUESSES) and take("open case", number, GUESSES)):
        return False
    case_id = open_with_code(number, code)
    if case_id is None:
        return False
    keep(user, case_id, now)
    return True


def join(user: WechatUser, code: str, now: datetime) -> str:
    """Whoever was shown the code on the website is the same person from now on."""
    if not take("join by wechat", bytes(user.openid_index).hex(), GUESSES):
        return _("试的次数太多，请过一会儿再试。")
    try:
        linking.join_wechat(openid=user.openid, code=code, now=now)
    except InvalidInput as refusal:
        return str(refusal.message)
    return _("已关联。诉求的进展也会发到这里；要取消，请到%(link)s。") % {
        "link": link(_("我的诉求"), address("website:mine"))
    }


def keep(user: WechatUser, case_id: UUID, now: datetime) -> None:
    """From now on the user may ask after this case."""
    WechatCase.objects.get_or_create(user=user, case_id=case_id, defaults={"since": now})


def _actor(user: WechatUser) -> Actor:
    return Actor.requester(user.cases.values_list("case_id", flat=True))


def _wherever(user: WechatUser) -> Actor:
    """With what the same person brought elsewhere, as long as their telephone is linked."""
    person = person_of(By.WECHAT, bytes(user.openid_index))
    linked = cases_of(person).values_list("pk", flat=True) if person else ()
    return Actor.requester({*user.cases.values_list("case_id", flat=True), *linked})


def own(user: WechatUser) -> QuerySet[Case]:
    """What the user may see and go on with, the newest first."""
    return own_cases(_actor(user))


def everything(user: WechatUser) -> list[Case]:
    """The same, with what the person brought by a telephone that they linked, the newest first."""
    rows = own_cases(_wherever(user)).only("number", "title", "state", "received_at", "channel")
    return list(rows[: opened.MOST])


def linked_phone(user: WechatUser) -> Address | None:
    """The telephone of the same person, if they linked one."""
    person = person_of(By.WECHAT, bytes(user.openid_index))
    return person.addresses.filter(by=By.SMS).first() if person else None


def keys(user: WechatUser) -> list[UUID]:
    return list(own(user).values_list("pk", flat=True)[: opened.MOST])


def _all_of(mine: QuerySet[Case]) -> str:
    rows = list(mine[:OWN_SHOWN])
    if not rows:
        return _(
            "您还没有从这里提交过诉求。在别处提交的，请发“进度 编号 查询码”，例如：进度 200309-000127-5 ABCD2345"
        )
    lines = [
        f"{show_public_number(row.number)} {row.get_state_display()}\n{plain(row.title)}" for row in rows
    ]
    return "\n\n".join([*lines, _("发“进度 编号”看详情。")])


def _standing(case: Case, now: datetime) -> str:
    found = standing(case)
    lines = [
        f"{show_public_number(case.number)} {plain(case.title)}",
        f"{found.word}：{plain(found.sentence)}",
    ]
    if found.until:
        lines.append(_("预计 %(time)s 前有结果。") % {"time": show(found.until, now)})
    if said := next(iter(case.answers.all()), None):
        lines.append(_("答复：%(text)s") % {"text": plain(_beginning(said.text))})
    lines.append(link(_("看全部、补充或评价"), known_page("website:case", case.number)))
    return "\n".join(lines)
