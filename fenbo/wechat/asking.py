"""Bringing a request in a conversation: what kind, what happened, where, whom to call; then the draft, then yes or no.

Pure: what was said so far and what is said now give what is said next. It can be left at every step.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from fenbo.cases.models import Channel
from fenbo.cases.operations.intake import LONGEST, PHONE, SHORTEST, WHO_LONGEST, Request, Who
from fenbo.catalogue.kinds import Kind
from fenbo.directory.models import Region
from fenbo.knowledge.search import terms
from fenbo.wechat.links import plain
from fenbo.wechat.models import Step

KINDS: Mapping[str, Kind] = {str(number): kind for number, kind in enumerate(Kind, start=1)}
# Of a draft, so much is shown again.
SHOWN = 300
DIGITS = re.compile(r"\+?[0-9][0-9 \-—()（）]{4,24}")


@dataclass(frozen=True, slots=True)
class Draft:
    """What was said so far. `key` makes of two confirmations one case."""

    key: str
    kind: str = ""
    content: str = ""
    place: str = ""
    region: str = ""
    name: str = ""
    phone: str = ""
    is_anonymous: bool = False
    # How many photos and voices go with it.
    files: int = 0

    @staticmethod
    def new() -> "Draft":
        return Draft(str(uuid4()))

    @staticmethod
    def read(text: str) -> "Draft":
        return Draft(**json.loads(text))

    def write(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @property
    def submission_key(self) -> UUID:
        return UUID(self.key)

    def request(self, *, may_publish: bool) -> Request:
        who = Who(name=self.name, phone=self.phone, is_anonymous=self.is_anonymous)
        return Request(
            kind=Kind(self.kind),
            title="",
            content=self.content,
            place=self.place,
            region=self.region or None,
            channel=Channel.WECHAT,
            who=who,
            may_publish=may_publish and Kind(self.kind) != Kind.REPORT,
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """What comes of something said: the next step, the draft, and what the account says."""

    step: Step
    draft: Draft
    says: str
    # Set when the draft is to be submitted; whether it may be published.
    may_publish: bool | None = None


def begin() -> Turn:
    draft = Draft.new()
    return Turn(Step.KIND, draft, question(Step.KIND, draft))


def go_on(step: Step, draft: Draft, text: str) -> Turn:
    return STEPS[step](draft, text.strip())


def question(step: Step, draft: Draft) -> str:
    """What is asked at a step."""
    asked: Mapping[Step, Callable[[], str]] = {
        Step.KIND: lambda: "\n".join(
            [
                _("您要反映的是？请回复数字："),
                *(f"{number} {kind.label}" for number, kind in KINDS.items()),
                _("随时可以发“取消”。"),
            ]
        ),
        Step.CONTENT: lambda: _("请写清发生了什么事：时间、经过、希望怎样解决。不要写身份证号、银行卡号。"),
        Step.PLACE: lambda: _("在哪里？写到县区和地点，也可以发位置；说不清请回复 0。"),
        Step.CONTACT: lambda: _("怎样称呼您，电话多少？例如：马女士 13912345678。不想留请回复“匿名”。"),
        Step.CONFIRM: lambda: shown(draft),
    }
    return asked[step]()


def shown(draft: Draft) -> str:
    """The draft as it will be sent, and what to say to it."""
    content = draft.content if len(draft.content) <= SHOWN else f"{draft.content[:SHOWN]}…"
    who = _("匿名") if draft.is_anonymous else " ".join(filter(None, (draft.name, draft.phone)))
    facts = [
        (_("类型"), Kind(draft.kind).label),
        (_("事情"), content),
        (_("地点"), draft.place or _("没有写")),
        (_("联系"), who),
    ]
    if draft.files:
        facts.append((_("附件"), _("%(count)s 个") % {"count": draft.files}))
    lines = [_("请核对："), *(f"{name}：{plain(said)}" for name, said in facts)]
    if draft.kind == Kind.REPORT:
        lines.append(_("举报为您保密，不公示。"))
        lines.append(_("回复 1 提交。再写一段就补充进去，发“取消”就作废。"))
    else:
        lines.append(
            _(
                "回复 1 提交，同意隐去个人信息后公示；回复 2 提交，不公示。再写一段就补充进去，发“取消”就作废。"
            )
        )
    return "\n".join(lines)


def _kind(draft: Draft, text: str) -> Turn:
    said = unicodedata.normalize("NFKC", text)
    kind = KINDS.get(said) or next((one for one in Kind if said == str(one.label)), None)
    if kind is None:
        return Turn(Step.KIND, draft, question(Step.KIND, draft))
    return _next(Step.CONTENT, replace(draft, kind=str(kind)))


def _content(draft: Draft, text: str) -> Turn:
    if len(text) < SHORTEST:
        return Turn(Step.CONTENT, draft, _("请写明发生了什么事，至少五个字。"))
    return _next(Step.PLACE, replace(draft, content=text[: LONGEST["content"]]))


def _place(draft: Draft, text: str) -> Turn:
    if unicodedata.normalize("NFKC", text) == "0":
        return _next(Step.CONTACT, draft)
    if len(text) > LONGEST["place"]:
        return Turn(Step.PLACE, draft, _("地点太长了，请用一句话写明。"))
    return _next(Step.CONTACT, replace(draft, place=text, region=region_in(text)))


def region_in(text: str) -> str:
    """The smallest region that a text names, by its code; empty where it names none that we know."""
    codes = sorted(terms.parse(text).places, key=lambda code: -len(code.rstrip("0")))
    return next((code for code in codes if Region.objects.filter(pk=code).exists()), "")


def _contact(draft: Draft, text: str) -> Turn:
    if text in ("匿名", _("匿名")):
        return _next(Step.CONFIRM, replace(draft, is_anonymous=True, name="", phone=""))
    found = DIGITS.search(unicodedata.normalize("NFKC", text))
    phone = re.sub(r"[^+0-9]", "", found[0]) if found else ""
    if not PHONE.fullmatch(phone):
        return Turn(
            Step.CONTACT, draft, _("没有看到电话。请写上电话，例如：马女士 13912345678；不想留请回复“匿名”。")
        )
    rest = DIGITS.sub(" ", unicodedata.normalize("NFKC", text))
    name = re.sub(r"[\s,，、;；:：.。]+|电话|手机", " ", rest).strip()[: WHO_LONGEST["name"]]
    return _next(Step.CONFIRM, replace(draft, name=name, phone=phone, is_anonymous=False))


def _confirm(draft: Draft, text: str) -> Turn:
    said = unicodedata.normalize("NFKC", text)
    if said in ("1", "2"):
        return Turn(Step.NOTHING, draft, "", may_publish=said == "1")
    if not text:
        return Turn(Step.CONFIRM, draft, shown(draft))
    more = replace(draft, content=f"{draft.content}\n{text}"[: LONGEST["content"]])
    return Turn(Step.CONFIRM, more, shown(more))


def _next(step: Step, draft: Draft) -> Turn:
    return Turn(step, draft, question(step, draft))


STEPS: Mapping[Step, Callable[[Draft, str], Turn]] = {
    Step.KIND: _kind,
    Step.CONTENT: _content,
    Step.PLACE: _place,
    Step.CONTACT: _contact,
    Step.CONFIRM: _confirm,
}
