"""What the script says of every case and call of the founding month. Plain data: nothing here touches a database."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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


class Act(StrEnum):
    """One thing somebody does to a case. The comments name who, and what `Step.text` holds."""

    ANSWER_AT_ONCE = "answer_at_once"  # agent or centre: the answer; settles the case
    NOT_ACCEPT = "not_accept"  # agent or centre: the legal way; settles
    MERGE = "merge"  # centre: the reason; joins `CaseScript.merged_into`
    DISPATCH = "dispatch"  # centre: instruction
    SIGN_IN = "sign_in"  # the unit in `party`
    CONTACT = "contact"  # the unit in `party`: what was said to the requester
    RETURN = "return"  # lead: reason
    AGREE_RETURN = "agree_return"  # centre: decision
    DELEGATE = "delegate"  # lead, or child for the second level: instruction
    ASK_INFO = "ask_info"  # lead: question
    GIVE_INFO = "give_info"  # requester: what is added
    ASK_EXTENSION = "ask_extension"  # lead: reason; `days` asked for
    GRANT_EXTENSION = "grant_extension"  # centre: decision
    MARK_COMPLEX = "mark_complex"  # centre, at the morning meeting: decision
    INTERIM = "interim"  # lead: interim answer, told to the requester
    HAND_OFF = "hand_off"  # centre, to the other province's hotline in `unit`: the letter
    BRING_BACK = "bring_back"  # centre: the other hotline's answer
    REPLY = "reply"  # the unit in `party`: the reply; travels up when party is child or grandchild
    SEND_BACK = "send_back"  # centre: what the reply lacks
    APPROVE = "approve"  # centre: review passed
    ISSUE = "issue"  # centre: the requester gets the answer
    CLOSE = "close"  # centre; settles
    WITHDRAW = "withdraw"  # requester: why; settles
    REMIND = "remind"  # centre: 催办
    SUPERVISE = "supervise"  # centre: 督办, with `days` to its date
    REDACT = "redact"  # centre: first person prepares the public text
    PUBLISH = "publish"  # centre: second person agrees
    WITHHOLD = "withhold"  # centre: why it is not made public
    TAKE_DOWN = "take_down"  # centre: why it is taken from the public pages
    FOLLOW_UP = "follow_up"  # follow-up desk: the requester's remark; see `FollowUp`
    REOPEN = "reopen"  # centre: second handling, one level up; un-settles


SETTLING = frozenset({Act.ANSWER_AT_ONCE, Act.NOT_ACCEPT, Act.CLOSE, Act.WITHDRAW})


class Party(StrEnum):
    AGENT = "agent"
    CENTRE = "centre"
    LEAD = "lead"
    CO = "co"  # the co-handling unit number `Step.ordinal`
    CHILD = "child"  # the unit the lead delegated to
    GRANDCHILD = "grandchild"
    REQUESTER = "requester"
    FOLLOW_UP = "follow_up"


class FollowUp(StrEnum):
    SATISFIED = "satisfied"
    DISSATISFIED = "dissatisfied"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class Step:
    """An act with its instant. A target is `unit` by name, or the unit serving `region`, else the catalogue's choice."""

    at: datetime
    act: Act
    party: Party = Party.CENTRE
    text: str = ""
    basis: str = ""
    unit: str = ""
    region: str = ""
    co_units: tuple[str, ...] = ()
    ordinal: int = 0
    days: int = 0
    outcome: FollowUp | None = None
    solved: bool | None = None


@dataclass(frozen=True, slots=True)
class RequesterScript:
    name: str
    called: str  # 马先生, 才让卓玛女士: what an answer may call them
    phone: str
    firm: str = ""
    uscc: str = ""
    anonymous: bool = False
    confidential: bool = False
    consents: bool = True  # to publication


@dataclass(frozen=True, slots=True)
class CaseScript:
    index: int
    told: str  # "a", "b", "c" for the three cases of the domain facts, else empty
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
    group: str  # the special group of the centre that dispatches it
    requester: RequesterScript
    story: Story
    steps: tuple[Step, ...]
    merged_into: int | None = None
    closings: tuple[datetime, ...] = ()
    reopened_at: datetime | None = None

    @property
    def closed_at(self) -> datetime | None:
        """The settling that lasted, or None for a case open at the end of the script."""
        last = self.closings[-1] if self.closings else None
        return None if last is None or (self.reopened_at and self.reopened_at > last) else last

    def is_closed(self, at: datetime) -> bool:
        """Whether its latest settling by `at` has not been undone by then."""
        settled = [closing for closing in self.closings if closing <= at]
        if not settled:
            return False
        return self.reopened_at is None or not settled[-1] < self.reopened_at <= at


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
