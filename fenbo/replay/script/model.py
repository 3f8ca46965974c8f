"""What the script says of every case and call of the founding month. Plain data: nothing here touches a database."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from fenbo.core.clock import SHANGHAI

BEGINS = datetime(2020, 2, 24, tzinfo=SHANGHAI)
ENDS = datetime(2020, 3, 23, 18, tzinfo=SHANGHAI)


class Channel(StrEnum):
    HOTLINE = "hotline"
    WEBSITE = "website"
    WECHAT = "wechat"
    API = "api"
    OTHER_HOTLINE = "other_hotline"
    WALK_IN = "walk_in"


class Kind(StrEnum):
    CONSULTATION = "consultation"
    HELP = "help"
    COMPLAINT = "complaint"
    REPORT = "report"
    SUGGESTION = "suggestion"
    PRAISE = "praise"


class Urgency(StrEnum):
    ORDINARY = "ordinary"
    URGENT = "urgent"


class Story(StrEnum):
    """Which way a case takes; each is told by one function of `stories`."""

    ANSWERED_AT_ONCE = "answered_at_once"
    ORDINARY = "ordinary"
    RETURNED = "returned_then_redispatched"
    DELEGATED = "delegated"
    CO_HANDLED = "co_handled"
    COMPLEX = "complex"
    EXTENSION = "extension"
    SENT_BACK = "sent_back_by_review"
    MORE_INFO = "more_info"
    HANDED_OFF = "handed_off"
    MERGED = "merged"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"
    DISSATISFIED = "dissatisfied"
    LATE = "late"
    WITHHELD = "withheld"
    TAKEN_DOWN = "taken_down"
    TOLD = "told"


class Act(StrEnum):
    """One thing somebody does to a case. The comments name who, and what `Step.text` holds."""

    ANSWER_AT_ONCE = "answer_at_once"  # agent or centre: the answer; settles the case
    NOT_ACCEPT = "not_accept"  # centre: the legal way, with `reason`; settles
    MERGE = "merge"  # centre: why; joins `CaseScript.merged_into`
    DISPATCH = "dispatch"  # centre, to the unit `to`: instruction
    SIGN_IN = "sign_in"  # unit
    CONTACT = "contact"  # unit: what was said to the requester, when `reached`
    ASK_RETURN = "ask_return"  # unit: why it is not theirs; `to` is whom it suggests
    AGREE_RETURN = "agree_return"  # centre, of the order of `unit`: decision; goes to `to`
    DELEGATE = "delegate"  # unit, to `to`: instruction
    ASK_INFO = "ask_info"  # unit, or the centre when none is named: question
    SUPPLY_INFO = "supply_info"  # requester: what is added
    ASK_EXTENSION = "ask_extension"  # unit: reason; `days` asked for
    GRANT_EXTENSION = "grant_extension"  # centre, of the order of `unit`: decision
    MARK_COMPLEX = "mark_complex"  # centre, at the morning meeting: why
    DECIDE = "decide"  # leader, at the morning meeting: decision, to be done within `days`
    REPLY_INTERIM = "reply_interim"  # unit: how far it has come
    ISSUE_INTERIM = "issue_interim"  # centre: passes that on
    HAND_OFF = "hand_off"  # centre, to the other hotline `to`: the letter
    BRING_BACK = "bring_back"  # centre: the other hotline's answer
    REPLY = "reply"  # unit: the reply; the lead's goes to review
    SEND_BACK = "send_back"  # centre: what the lead's reply lacks
    ISSUE = "issue"  # centre: the requester gets the answer; settles the case and those merged into it
    WITHDRAW = "withdraw"  # requester: why; settles
    REMIND = "remind"  # centre: 催办
    SUPERVISE = "supervise"  # supervisor: 督办, with `days` to its date
    PROPOSE = (
        "propose"  # centre: the public text anew, after a second round; the first the system prepares itself
    )
    PUBLISH = "publish"  # centre: a second person agrees to it
    WITHHOLD = "withhold"  # centre: why it is not made public
    TAKE_DOWN = "take_down"  # centre: why it is taken from the public pages
    FOLLOW_UP = (
        "follow_up"  # follow-up desk: the requester's remark; a `reason` begins second handling, one level up
    )
    RATE = "rate"  # requester: a remark; `score`


SETTLING = frozenset({Act.ANSWER_AT_ONCE, Act.NOT_ACCEPT, Act.ISSUE, Act.WITHDRAW})


@dataclass(frozen=True, slots=True)
class Step:
    """An act with its instant. Units are named by their slugs; `unit` is the one that acts or whose order it is."""

    at: datetime
    act: Act
    text: str = ""
    basis: str = ""
    reason: str = ""
    unit: str = ""
    to: str = ""
    co_units: tuple[str, ...] = ()
    days: int = 0
    score: int = 0
    reached: bool = True
    solved: bool = True
    satisfied: bool = True

    @property
    def settles(self) -> bool:
        return self.act in SETTLING

    @property
    def unsettles(self) -> bool:
        """A follow-up that ends in second handling."""
        return self.act == Act.FOLLOW_UP and bool(self.reason)


@dataclass(frozen=True, slots=True)
class RequesterScript:
    """Invented. A requester without a phone is anonymous."""

    name: str = ""
    phone: str = ""
    firm: str = ""
    firm_code: str = ""
    confidential: bool = False
    consents: bool = True  # to publication

    @property
    def anonymous(self) -> bool:
        return not self.phone


@dataclass(frozen=True, slots=True)
class CaseScript:
    index: int
    told: str  # "a", "b", "c" for the three cases of the founding report, else empty
    received_at: datetime
    channel: Channel
    kind: Kind
    urgency: Urgency
    title: str
    content: str
    wish: str
    category: str
    region: str
    place: str
    group: str  # slug of the special group that leads it, else empty
    requester: RequesterScript
    story: Story
    steps: tuple[Step, ...]
    merged_into: int | None = None
    closings: tuple[datetime, ...] = ()
    reopenings: tuple[datetime, ...] = ()

    def is_closed(self, at: datetime) -> bool:
        """Whether its latest settling by `at` has not been undone by then."""
        return _until(self.closings, at) > _until(self.reopenings, at)


def _until(instants: tuple[datetime, ...], at: datetime) -> int:
    return sum(instant <= at for instant in instants)


class CallOutcome(StrEnum):
    ANSWERED_AT_ONCE = "answered_at_once"
    WORK_ORDER = "work_order"


@dataclass(frozen=True, slots=True)
class CallScript:
    began_at: datetime
    rang_for: int  # seconds
    talked_for: int  # seconds
    category: str
    outcome: CallOutcome
    case_index: int | None
    phone: str

    @property
    def over_at(self) -> datetime:
        return self.began_at + timedelta(seconds=self.rang_for + self.talked_for)
