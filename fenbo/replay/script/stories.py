"""The ways that cases take, each told by one function: who does what, when, with which words."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from fenbo.replay.script import places, texts
from fenbo.replay.script.model import Act, Story
from fenbo.replay.script.places import CENTRE, Rule
from fenbo.replay.script.teller import Teller

# Which sub-units know about which subjects.
SUITED: Mapping[str, tuple[str, ...]] = {
    "-housing": ("02", "0303", "0901", "0902", "0903"),
    "-urban": ("0903",),
    "-labour": ("08",),
    "-transport": ("05",),
    "-market": ("04", "0907", "0908"),
}


def answered_at_once(t: Teller) -> None:
    t.after(3, 16)
    t.add(Act.ANSWER_AT_ONCE, **t.answer())


def ordinary(t: Teller) -> None:
    t.dispatch(t.rule.lead)
    t.take(t.rule.lead)
    t.work(t.rule.lead)
    t.review()


def not_accepted(t: Teller) -> None:
    t.after(4, 40)
    legal_way = t.talk.one_of(t.topic.legal_ways)
    t.add(Act.NOT_ACCEPT, text=legal_way, reason=t.talk.one_of(texts.sayings()["refusal"]))


def returned(t: Teller) -> None:
    """It went to the wrong unit, which says so; the centre agrees and sends it on."""
    wrong = t.rng.choice(strangers(t.rule))
    t.dispatch(wrong)
    if t.rng.random() < 0.5:
        t.after(10, 70)
        t.add(Act.SIGN_IN, unit=wrong)
    t.after(15, 90)
    t.add(Act.ASK_RETURN, "return_reason", unit=wrong, to=t.rule.lead)
    t.after(8, 60)
    t.add(Act.AGREE_RETURN, "return_agreed", unit=wrong, to=t.rule.lead)
    t.take(t.rule.lead)
    t.work(t.rule.lead)
    t.review()


def delegated(t: Teller) -> None:
    """Down one or two levels, and the reply back up the same way."""
    lead = t.rule.lead
    line = line_below(t, lead)
    if not line:
        ordinary(t)
        return
    t.dispatch(lead)
    t.take(lead)
    for giver, helper in zip([lead, *line], line, strict=False):
        t.help(helper, giver, "delegate")
    answer = t.answer()
    for number, helper in enumerate(reversed(line)):
        t.work(helper, 25, 150 if number == 0 else 45, answer)
    t.work(lead, 8, 40, answer)
    t.review()


def co_handled(t: Teller) -> None:
    """Others help; the lead replies when all of them have."""
    lead, helpers = t.rule.lead, t.rule.co_units
    if not helpers:
        ordinary(t)
        return
    chosen = tuple(t.rng.sample(helpers, min(len(helpers), t.rng.choice((1, 1, 2)))))
    t.dispatch(lead, chosen)
    given = t.now
    for helper in chosen:
        t.now = given
        t.after(6, 100)
        t.add(Act.SIGN_IN, unit=helper)
        t.after(30, 130)
        t.awake()
        t.add(Act.REPLY, "co_reply", unit=helper)
    t.now = given
    t.take(lead)
    t.now = max(t.now, *(step.at for step in t.steps))
    t.work(lead, 15, 100)
    t.review()


def more_info(t: Teller) -> None:
    """Something is missing: the centre asks before it sends the case out, or the unit afterwards."""
    if t.rng.random() < 0.4:
        t.after(4, 25)
        t.add(Act.ASK_INFO, "ask_info")
        supplied(t)
        ordinary(t)
        return
    t.dispatch(t.rule.lead)
    t.take(t.rule.lead)
    t.after(5, 60)
    t.add(Act.ASK_INFO, "ask_info", unit=t.rule.lead)
    supplied(t)
    t.work(t.rule.lead, 20, 150)
    t.review()


def supplied(t: Teller) -> None:
    t.after(15, 200)
    t.awake()
    t.add(Act.SUPPLY_INFO, "give_info")


def handed_off(t: Teller) -> None:
    """Another province's matter: a letter goes there, and what was answered is brought back."""
    t.after(8, 30)
    t.add(Act.HAND_OFF, "hand_off", to=t.rule.lead)
    t.after(150, 600)
    t.awake()
    t.add(Act.BRING_BACK, **t.answer())
    t.review()


def sent_back(t: Teller) -> None:
    t.dispatch(t.rule.lead)
    t.take(t.rule.lead)
    t.work(t.rule.lead, 25, 150)
    t.after(8, 50)
    t.add(Act.SEND_BACK, "send_back")
    t.work(t.rule.lead, 15, 90)
    t.review()


def complex_case(t: Teller) -> None:
    """The morning meeting takes it up: an interim answer within a day, the final one within working days."""
    lead = t.rule.lead
    t.dispatch(lead)
    t.take(lead)
    t.morning(hour=8)
    t.add(Act.MARK_COMPLEX, "mark_complex")
    t.after(1, 10)
    t.add(Act.DECIDE, "decide", days=t.rng.randint(2, 4))
    t.after(5, 40)
    t.add(Act.REPLY_INTERIM, "interim", unit=lead)
    t.after(8, 50)
    t.add(Act.ISSUE_INTERIM)
    t.morning(days=t.rng.randint(1, 3))
    t.work(lead, 10, 300)
    t.review()


def extension(t: Teller) -> None:
    lead = t.rule.lead
    t.dispatch(lead)
    t.take(lead)
    t.after(60, 240)
    t.awake()
    t.add(Act.ASK_EXTENSION, "ask_extension", unit=lead, days=t.rng.randint(2, 5))
    t.after(15, 120)
    t.add(Act.GRANT_EXTENSION, "grant_extension", unit=lead)
    t.morning(days=t.rng.randint(1, 3))
    t.work(lead, 10, 300)
    t.review()


def late(t: Teller) -> None:
    """The limit passes: a reminder, often a supervision order, and only then a reply."""
    lead = t.rule.lead
    t.dispatch(lead)
    given = t.now
    t.take(lead)
    t.now = max(t.now, given + timedelta(hours=18))
    t.awake()
    t.add(Act.REMIND, "remind")
    t.now = max(t.now, given + timedelta(hours=24, minutes=10))
    t.awake()
    if t.rng.random() < 0.6:
        t.add(Act.SUPERVISE, "supervise", days=2)
    t.work(lead, 60, 400)
    t.review()


def withdrawn(t: Teller) -> None:
    """The requester takes it back, before or after it was sent out."""
    if t.rng.random() < 0.6 and t.rule.lead != CENTRE:
        t.dispatch(t.rule.lead)
        t.after(6, 85)
        t.add(Act.SIGN_IN, unit=t.rule.lead)
    t.after(6, 120)
    t.awake()
    t.add(Act.WITHDRAW, "withdraw")


TOLD_BY: Mapping[Story, Callable[[Teller], None]] = {
    Story.ANSWERED_AT_ONCE: answered_at_once,
    Story.ORDINARY: ordinary,
    Story.RETURNED: returned,
    Story.DELEGATED: delegated,
    Story.CO_HANDLED: co_handled,
    Story.COMPLEX: complex_case,
    Story.EXTENSION: extension,
    Story.SENT_BACK: sent_back,
    Story.MORE_INFO: more_info,
    Story.HANDED_OFF: handed_off,
    Story.NOT_ACCEPTED: not_accepted,
    Story.WITHDRAWN: withdrawn,
    Story.DISSATISFIED: ordinary,
    Story.LATE: late,
    Story.WITHHELD: ordinary,
    Story.TAKEN_DOWN: ordinary,
}


def strangers(rule: Rule) -> list[str]:
    """Units at home that have nothing to do with it."""
    involved = {rule.lead, *rule.co_units}
    kinds = ("department", "central_body", "county")
    return [unit.slug for unit in places.units().values() if unit.kind in kinds and unit.slug not in involved]


def line_below(t: Teller, lead: str) -> list[str]:
    """Whom the lead passes the work to, and whom that unit may pass it to; empty where nobody is suited."""
    if lead.startswith("group-"):
        first = t.rng.choice(t.rule.co_units or ("",))
    else:
        first = t.rng.choice(suited(lead, t.category) or ("",))
    if not first:
        return []
    below = suited(first, t.category)
    return [first, t.rng.choice(below)] if below and t.rng.random() < 0.5 else [first]


def suited(unit: str, category: str) -> tuple[str, ...]:
    """The units right beneath it that know about the subject."""
    return tuple(
        child
        for child in places.children(unit)
        if any(child.endswith(end) and category.startswith(subjects) for end, subjects in SUITED.items())
    )
