"""What somebody may know before they send a request: what of it will be public, and why if nothing."""

from dataclasses import dataclass

from fenbo.cases.models import Case
from fenbo.catalogue.kinds import Kind
from fenbo.publication.drafting import barred, known
from fenbo.publication.redaction import Piece, pieces, redact


@dataclass(frozen=True, slots=True)
class Preview:
    """`reason` says why it stays private, and is empty where it may be published."""

    title: str
    question: str
    reason: str
    cut: list[Piece]


def preview(
    *,
    kind: Kind,
    title: str,
    content: str,
    name: str = "",
    firm: str = "",
    is_confidential: bool = False,
    may_publish: bool = False,
) -> Preview:
    """The public wording as the system will propose it; `cut` is what was taken out of the content."""
    about = known(name, firm)
    case = Case(kind=kind, is_confidential=is_confidential, may_publish=may_publish)
    return Preview(
        title=redact(title, about),
        question=redact(content, about),
        reason=barred(case) or "",
        cut=[piece for piece in pieces(content, about) if piece.mark],
    )
