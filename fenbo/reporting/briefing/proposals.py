"""What the figures propose to the meeting. Pure: each rule is a sentence with the numbers that it follows from."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from fenbo.reporting.briefing.gathering import Content

# From how many red clocks a unit, or how many dissatisfied people, are worth a sentence of their own.
MANY_RED, MANY_DISSATISFIED, RISING = 3, 2, 5


def proposals(content: Content) -> list[str]:
    """None where nothing stands out; a person decides whether to follow them."""
    return list(_all(content))


def _all(content: Content) -> Iterator[str]:
    undecided = [one for one in content.complex if one.lines[-1] == _("决定：还没有")]
    if undecided:
        numbers = "、".join(one.number for one in undecided[:5])
        yield _("%(count)s件疑难诉求还没有决定，请会上逐件定办法和时限：%(numbers)s。") % {
            "count": len(undecided),
            "numbers": numbers,
        }
    for unit, _open, _amber, red in content.overdue:
        if red >= MANY_RED:
            yield _("%(unit)s有%(red)s个环节超时，建议督办。") % {"unit": unit, "red": red}
    for name, now, before in content.hot:
        if now - before >= RISING:
            about = {"name": name, "now": now, "before": before}
            yield _("“%(name)s”近七天%(now)s件，前七天%(before)s件，建议准备集中解答。") % about
    for one in content.returns.repeated:
        yield _("%(number)s已退单%(times)s次，建议由分拨中心裁定，并补充分拨目录。") % {
            "number": one.number,
            "times": one.note,
        }
    if len(content.dissatisfied) >= MANY_DISSATISFIED:
        yield _("回访不满意%(count)s件，建议逐件复查是否需要二次办理。") % {
            "count": len(content.dissatisfied)
        }
    if content.received > content.closed and content.received - content.closed > content.closed_before:
        yield _("受理比办结多%(more)s件，在办在增加，建议调配人手。") % {
            "more": content.received - content.closed
        }
