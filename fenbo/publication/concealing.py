"""What a requester wrote, for readers who may not learn who it is: the matter stays, what tells the writer goes.

Less is taken out than for the public: plates, addresses and the firms that are reported are what is to be looked into.
"""

import re
from collections.abc import Iterable

from django.db.models import prefetch_related_objects

from fenbo.cases.models import Case, Requester
from fenbo.cases.scope import Action, may, sees_all_cases
from fenbo.directory.actors import Actor
from fenbo.publication.drafting import known
from fenbo.publication.marks import Mark
from fenbo.publication.redaction import Piece, pieces

# Whosever these are: in the words of somebody who reports they mostly are their own.
TELLING = frozenset(
    {Mark.MOBILE, Mark.ID_NUMBER, Mark.BANK_CARD, Mark.PASSPORT, Mark.EMAIL, Mark.CHAT, Mark.FIRM_CODE}
)
INTRODUCED = re.compile("(?:我叫|我是|本人|联系人|反映人|举报人|姓名)[ ：:是为]*$")
GONE = "（已隐去）"


def prepare(actor: Actor, cases: Iterable[Case]) -> None:
    """Load for a list what `as_read_by` asks of its secret cases: one query, or none."""
    if secret := [case for case in cases if case.is_secret and not sees_all_cases(actor)]:
        prefetch_related_objects(secret, "requester")


def knows_requester(actor: Actor, case: Case) -> bool:
    """Whether nothing about the requester is kept from this actor but by masking."""
    return not case.is_secret or may(actor, Action.READ_REQUESTER, case)


def as_read_by(actor: Actor, case: Case, text: str) -> str:
    """The text as this actor may read it."""
    if not text or knows_requester(actor, case):
        return text
    return conceal(text, case.requester)


def conceal(text: str, who: Requester) -> str:
    """The text without what tells who wrote it."""
    for secret in (who.phone, who.id_number, who.firm_code, who.email):
        if secret:
            text = text.replace(secret, GONE)
    shown, before = "", ""
    for piece in pieces(text, known(who.name, who.firm_name)):
        shown += piece.shown if piece.mark and _tells(piece, before, who) else piece.text
        before = piece.text
    return shown


def _tells(piece: Piece, before: str, who: Requester) -> bool:
    if piece.mark == Mark.NAME:
        return piece.text == who.name or bool(INTRODUCED.search(before))
    if piece.mark == Mark.FIRM:
        return piece.text == who.firm_name
    if piece.mark == Mark.LANDLINE:
        return re.sub(r"\D", "", piece.text) == re.sub(r"\D", "", who.phone)
    return piece.mark in TELLING
