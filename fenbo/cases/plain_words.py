"""What the requester reads of each move. Remarks, instructions and names of staff are never among it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fenbo.cases.lifecycle import Move
from fenbo.core.clock import SHANGHAI

Facts = Mapping[str, Any]
Words = Callable[[Facts], str]


def moment(text: str) -> str:
    """An ISO instant of a fact, as `3月9日 12:00`."""
    at = datetime.fromisoformat(text).astimezone(SHANGHAI)
    return _("%(month)s月%(day)s日 %(time)s") % {"month": at.month, "day": at.day, "time": f"{at:%H:%M}"}


def _received(facts: Facts) -> str:
    return _("我们收到了您的诉求，正在确定由哪个单位办理。")


def _sent(facts: Facts) -> str:
    text = _("交给“%(unit)s”办理。") % {"unit": facts.get("to_unit", "")}
    if helpers := facts.get("co_units"):
        text += _("请%(units)s配合。") % {"units": "、".join(f"“{name}”" for name in helpers)}
    return text


def _changed_hands(facts: Facts) -> str:
    return _("由“%(old)s”改为“%(new)s”办理。") % {
        "old": facts.get("from_unit", ""),
        "new": facts.get("to_unit", ""),
    }


def _taken_back(facts: Facts) -> str:
    return _("从“%(unit)s”收回，重新确定由哪个单位办理。") % {"unit": facts.get("from_unit", "")}


def _not_ours(facts: Facts) -> str:
    text = _("“%(unit)s”表示不属于本单位职责。理由：%(reason)s") % {
        "unit": facts.get("from_unit") or facts.get("unit", ""),
        "reason": facts.get("reason", ""),
    }
    if better := facts.get("to_unit"):
        text += _("建议由“%(unit)s”办理，正在裁定。") % {"unit": better}
    return text


def _let_go(facts: Facts) -> str:
    values = {"old": facts.get("from_unit", ""), "new": facts.get("to_unit", "")}
    if values["new"]:
        return _("经核实，不属于“%(old)s”职责，转由“%(new)s”办理。") % values
    return _("经核实，不属于“%(old)s”职责，由分拨中心另行安排。") % values


def _theirs_after_all(facts: Facts) -> str:
    return _("经核实，仍由“%(unit)s”办理。") % {"unit": facts.get("to_unit") or facts.get("unit", "")}


def _passed_on(facts: Facts) -> str:
    return _("“%(old)s”交给“%(new)s”具体办理。") % {
        "old": facts.get("from_unit", ""),
        "new": facts.get("to_unit", ""),
    }


def _helper_asked(facts: Facts) -> str:
    return _("“%(old)s”请“%(new)s”配合办理。") % {
        "old": facts.get("from_unit", ""),
        "new": facts.get("to_unit", ""),
    }


def _signed(facts: Facts) -> str:
    return _("“%(unit)s”已签收。") % {"unit": facts.get("unit", "")}


def _contacted(facts: Facts) -> str:
    unit = {"unit": facts.get("unit", "")}
    if facts.get("reached"):
        return _("“%(unit)s”与您取得了联系。") % unit
    return _("“%(unit)s”尝试联系您，没有接通。") % unit


def _longer(facts: Facts) -> str:
    until = moment(str(facts["until"])) if facts.get("until") else ""
    return _("办理时限延长 %(days)s 个工作日，至 %(until)s。") % {
        "days": facts.get("working_days", ""),
        "until": until,
    }


def _asked(facts: Facts) -> str:
    return _("需要您补充：%(question)s") % {"question": facts.get("question", "")}


def _refused(facts: Facts) -> str:
    return _("不予受理。原因：%(reason)s\n您可以：%(way)s") % {
        "reason": facts.get("reason", ""),
        "way": facts.get("legal_way", ""),
    }


def _abroad(facts: Facts) -> str:
    return _("事项不在本省，已转给“%(unit)s”。他们的答复由我们带回给您。") % {
        "unit": facts.get("to_unit", "")
    }


def _back_home(facts: Facts) -> str:
    return _("“%(unit)s”已答复，正在核对。") % {"unit": facts.get("from_unit", "")}


def _again(facts: Facts) -> str:
    return _("重新办理（第 %(round)s 次），交给“%(unit)s”。") % {
        "round": facts.get("round", ""),
        "unit": facts.get("to_unit", ""),
    }


def _joined(facts: Facts) -> str:
    return _("有人反映了同一件事，两件合并办理，答复会同时发给您。")


def _rated(facts: Facts) -> str:
    solved = _("已解决") if facts.get("solved") else _("未解决")
    return _("您评价 %(score)s 分，%(solved)s。") % {"score": facts.get("score", ""), "solved": solved}


def _called(facts: Facts) -> str:
    return _("我们回访了您。") if facts.get("reached") else _("我们给您打过回访电话，没有接通。")


def _taken_down(facts: Facts) -> str:
    text = _("公示内容已撤下。")
    if reason := facts.get("reason"):
        text += _("理由：%(reason)s") % {"reason": reason}
    return text


def _kept_public(facts: Facts) -> str:
    return _("您申请撤下的公示内容维持不变。理由：%(reason)s") % {"reason": facts.get("reason", "")}


def _plain(text: object) -> Words:
    return lambda facts: str(text)


PLAIN: Mapping[Move, Words] = {
    Move.RECEIVE: _received,
    Move.ANSWER_AT_ONCE: _plain(gettext_lazy("分拨中心直接答复了您。")),
    Move.NOT_ACCEPT: _refused,
    Move.ASK_INFO: _asked,
    Move.SUPPLY_INFO: _plain(gettext_lazy("收到您补充的情况。")),
    Move.LAPSE_INFO: _plain(gettext_lazy("没有等到您的补充，先按现有情况继续办理。")),
    Move.DISPATCH: _sent,
    Move.REDISPATCH: _changed_hands,
    Move.RECALL: _taken_back,
    Move.INTERIM: _plain(gettext_lazy("办理单位告知了目前的进展，见下方答复。")),
    Move.REPLY: _plain(gettext_lazy("办理单位已提交答复，正在审核。")),
    Move.SEND_BACK: _plain(gettext_lazy("答复还不够清楚，已请办理单位重新办理。")),
    Move.ISSUE: _plain(gettext_lazy("已答复您。")),
    Move.CLOSE: _plain(gettext_lazy("办结。如果没有解决，请告诉我们。")),
    Move.FOLLOW_UP: _called,
    Move.RATE: _rated,
    Move.SECOND_HANDLING: _again,
    Move.HAND_OFF: _abroad,
    Move.BRING_BACK: _back_home,
    Move.MERGE: _joined,
    Move.SPLIT: _plain(gettext_lazy("不再与另一件合并，单独办理。")),
    Move.WITHDRAW: _plain(gettext_lazy("诉求已撤回。")),
    Move.REOPEN: _plain(gettext_lazy("重新打开，继续办理。")),
    Move.MARK_COMPLEX: _plain(gettext_lazy("情况复杂，会先告知进展，再给最终答复。")),
    Move.REMIND: _plain(gettext_lazy("已催促办理单位加快办理。")),
    Move.SUPERVISE: _plain(gettext_lazy("已由督办人员跟进。")),
    Move.SIGN_IN: _signed,
    Move.CONTACT: _contacted,
    Move.DELEGATE: _passed_on,
    Move.ASK_CO_UNIT: _helper_asked,
    Move.ASK_RETURN: _not_ours,
    Move.AGREE_RETURN: _let_go,
    Move.REFUSE_RETURN: _theirs_after_all,
    Move.GRANT_EXTENSION: _longer,
    Move.PUBLISH: _plain(gettext_lazy("隐去个人信息后已公示。")),
    Move.TAKE_DOWN: _taken_down,
    Move.ASK_TAKE_DOWN: _plain(gettext_lazy("收到您撤下公示的申请，正在处理。")),
    Move.KEEP_PUBLIC: _kept_public,
}
# What goes on inside, or says again what another line says.
INTERNAL = frozenset(
    {
        Move.DRAFT, Move.DISCARD, Move.START, Move.JOIN, Move.ARCHIVE, Move.CORRECT, Move.NOTE, Move.DECIDE,
        Move.REVEAL, Move.ASK_MACHINE, Move.ASK_EXTENSION, Move.REFUSE_EXTENSION, Move.REPLY_INTERIM, Move.REPLY_ORDER,
        Move.SEND_BACK_ORDER, Move.ACCEPT_REPLY, Move.CANCEL_ORDER, Move.PROPOSE, Move.WITHHOLD,
    }
)  # fmt: skip
# A return that was agreed to says where the case goes; what it brings with it would say so twice.
FOLLOWS = {Move.AGREE_RETURN: (Move.REDISPATCH, Move.RECALL)}
