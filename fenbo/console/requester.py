"""What a desk shows of a requester: masked, and in full only for a reason that the journal keeps."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from fenbo.cases import scope
from fenbo.cases.lifecycle import Move
from fenbo.cases.models import Case, Identity, RequesterKind
from fenbo.cases.scope import Action
from fenbo.directory.actors import Actor

STARS = "****"


@dataclass(frozen=True, slots=True)
class Masked:
    """`hidden` says why nothing is shown; `may_reveal` whether this actor can ask for all of it."""

    pairs: tuple[tuple[str, str], ...] = ()
    hidden: str = ""
    may_reveal: bool = False


def mask_name(name: str) -> str:
    return name[:1] + "*" * min(len(name) - 1, 3) if name else ""


def mask_phone(phone: str) -> str:
    """`138****1234`; of shorter numbers only the last two digits stay."""
    if len(phone) >= 11:
        return phone[:3] + STARS + phone[-4:]
    return STARS + phone[-2:] if phone else ""


def mask_firm(name: str) -> str:
    return name[:2] + STARS + name[-2:] if len(name) > 4 else mask_name(name)


def mask_code(code: str) -> str:
    return code[:2] + STARS + code[-2:] if code else ""


def mask_email(email: str) -> str:
    name, at, host = email.partition("@")
    return f"{name[:1]}{STARS}{at}{host}" if at else mask_name(email)


def masked(case: Case, actor: Actor) -> Masked:
    """The requester as this actor may see it at a glance. The case's requester must be loaded."""
    if not scope.may(actor, Action.READ_REQUESTER, case):
        return Masked(hidden=_("诉求人信息不向本岗位显示。"))
    who = case.requester
    if who.identity == Identity.ANONYMOUS:
        return Masked(hidden=_("匿名反映，没有留下联系方式。"))
    rows = [
        (_("类别"), f"{who.get_kind_display()} · {who.get_identity_display()}"),
        (_("姓名"), mask_name(who.name)),
        (_("电话"), mask_phone(who.phone)),
        (_("邮箱"), mask_email(who.email)),
        (_("证件"), mask_code(who.id_number)),
    ]
    if who.kind == RequesterKind.FIRM:
        rows += [(_("企业"), mask_firm(who.firm_name)), (_("信用代码"), mask_code(who.firm_code))]
    return Masked(
        pairs=tuple((label, text) for label, text in rows if text),
        may_reveal=scope.may(actor, Move.REVEAL, case),
    )
