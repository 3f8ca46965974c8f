"""From a row of somebody's table to a record that the operations will take, or to what is wrong with it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices

from fenbo.cases.operations.intake import LONGEST, PHONE, SHORTEST
from fenbo.cases.operations.texts import MAX_TEXT, clean
from fenbo.catalogue.kinds import Kind, Urgency
from fenbo.core.clock import SHANGHAI
from fenbo.importing import moments
from fenbo.importing.directory import Directory
from fenbo.importing.mapping import Rules
from fenbo.importing.tables import Line

EARLIEST = date(1990, 1, 1)
EXCERPT = 60
YES = ("1", "y", "yes", "true", "是", "同意", "公开")
NO = ("0", "n", "no", "false", "否", "不同意", "不公开", "保密")
MOST = {**{name: LONGEST[name] for name in ("origin", "title", "content", "place", "wish", "target")},
        "reply": MAX_TEXT, "basis": 500, "name": 60, "email": 120}  # fmt: skip
CHOICES: dict[str, tuple[type[TextChoices], TextChoices]] = {
    "kind": (Kind, Kind.HELP),
    "urgency": (Urgency, Urgency.ORDINARY),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be taken. `value` is the beginning of what the cell says."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A past case, ready to be taken through the operations. An empty `reply` is a case that is still open."""

    row: int
    texts: dict[str, str]
    received_at: datetime
    replied_at: datetime | None
    kind: Kind
    urgency: Urgency
    category: str | None
    region: str | None
    unit: str
    is_confidential: bool
    is_public: bool

    @property
    def digest(self) -> bytes:
        """The same for the same record in whatever file."""
        said = [self.texts[name] for name in ("origin", "title", "content", "reply")]
        return hashlib.sha256(json.dumps([*said, self.received_at.isoformat()]).encode()).digest()


class BadRow(Exception):
    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Checker:
    header: list[str]
    places: dict[str, int]
    rules: Rules
    directory: Directory
    now: datetime

    def record(self, line: Line) -> Record:
        """Raises BadRow with everything that is wrong with the row."""
        return _Row(self, line).record()


class _Row:
    """One row while it is looked at; problems are gathered, so that all of them are told at once."""

    def __init__(self, checker: Checker, line: Line) -> None:
        self.checker, self.line = checker, line
        self.problems: list[Problem] = []

    def record(self) -> Record:
        if len(self.line.cells) != len(self.checker.header):
            self._blame("", f"{len(self.line.cells)} cells, but the header has {len(self.checker.header)}")
            raise BadRow(self.problems)
        texts = {name: self._text(name) for name in MOST} | {"phone": self._phone()}
        self._need(texts)
        received_at, replied_at = self._moments(texts["reply"])
        day = received_at.astimezone(SHANGHAI).date()
        found = Record(
            row=self.line.number,
            texts=texts,
            received_at=received_at,
            replied_at=replied_at,
            kind=Kind(self._choice("kind")),
            urgency=Urgency(self._choice("urgency")),
            category=self._code("category") or None,
            region=self._code("region") or None,
            unit=self._unit(texts["reply"], day) if texts["reply"] else "",
            is_confidential=self._flag("confidential", default=False),
            is_public=self._flag("publish", default=True),
        )
        if self.problems:
            raise BadRow(self.problems)
        return found

    def _need(self, texts: dict[str, str]) -> None:
        if len(texts["content"]) < SHORTEST:
            self._blame("content", f"shorter than {SHORTEST} characters")

    def _cell(self, name: str) -> str | datetime:
        place = self.checker.places.get(name)
        return "" if place is None else self.line.cells[place]

    def _said(self, name: str) -> str:
        """A cell in one line, as its words are looked up."""
        return clean(str(self._cell(name)))

    def _text(self, name: str) -> str:
        text = clean(str(self._cell(name)), lines=name in ("content", "reply"))
        if len(text) > MOST[name]:
            self._blame(name, f"{len(text)} characters, at most {MOST[name]}")
        return text

    def _phone(self) -> str:
        phone = self._said("phone").replace(" ", "")
        if phone and not PHONE.fullmatch(phone):
            self._blame("phone", "not a telephone number")
        return phone

    def _moments(self, reply: str) -> tuple[datetime, datetime | None]:
        received_at = self._moment("received_at")
        replied_at = self._moment("replied_at") if self._cell("replied_at") != "" else None
        if reply and replied_at is None and not self._blamed("replied_at"):
            self._blame("replied_at", "a reply without its time")
        if replied_at and not reply:
            self._blame("reply", "a time of reply without a reply")
        if received_at and replied_at and replied_at < received_at:
            self._blame("replied_at", "earlier than received_at")
        return received_at or self.checker.now, replied_at

    def _moment(self, name: str) -> datetime | None:
        moment = moments.read(self._cell(name))
        if moment is None:
            self._blame(name, "not a date and time such as 2019-04-24 16:03:40")
        elif moment > self.checker.now:
            self._blame(name, "in the future")
        elif moment.date() < EARLIEST:
            self._blame(name, f"before {EARLIEST}")
        else:
            return moment
        return None

    def _choice(self, name: str) -> TextChoices:
        choices, usual = CHOICES[name]
        said = self._translated(name)
        for choice in choices:
            if said.lower() == choice.value or said == str(choice.label):
                return choice
        if said:
            self._blame(name, f"none of {', '.join(choices.values)}; map it in [values.{name}]")
        return usual

    def _code(self, name: str) -> str:
        """A region's or category's code, by code or name; a category of the second level is preferred."""
        said = self._translated(name)
        index = self.checker.directory.regions if name == "region" else self.checker.directory.categories
        codes = sorted(index.get(said, ()), key=len)
        if said and not codes:
            self._blame(name, f"not known; map it in [values.{name}]")
        elif len(codes) > 1 and len(codes[-1]) == len(codes[-2]):
            self._blame(name, f"may be any of {', '.join(codes)}; map it in [values.{name}]")
        return codes[-1] if codes else ""

    def _unit(self, reply: str, day: date) -> str:
        directory, said = self.checker.directory, self._translated("unit")
        slugs = directory.units.get(said, frozenset()) if said else {directory.author(reply, day)}
        if not slugs or slugs == {""}:
            self._blame("unit", "not known; map it in [values.unit] or give a default")
            return ""
        living = [slug for slug in sorted(slugs) if directory.exists(slug, day)]
        if len(living) != 1:
            several = f"may be any of {', '.join(living)}" if living else f"did not exist on {day}"
            self._blame("unit", f"{several}; map it in [values.unit]")
        return living[0] if living else ""

    def _flag(self, name: str, *, default: bool) -> bool:
        said = (self._said(name) or self.checker.rules.defaults.get(name, "")).lower()
        if said and said not in (*YES, *NO):
            self._blame(name, "neither yes nor no")
        return said in YES if said else default

    def _translated(self, name: str) -> str:
        said = self._said(name)
        said = self.checker.rules.values.get(name, {}).get(said, said)
        return said or self.checker.rules.defaults.get(name, "")

    def _blamed(self, name: str) -> bool:
        return any(problem.column == self._header(name) for problem in self.problems)

    def _header(self, name: str) -> str:
        place = self.checker.places.get(name)
        return name if place is None else self.checker.header[place]

    def _blame(self, name: str, reason: str) -> None:
        value = str(self._cell(name)) if name else " | ".join(map(str, self.line.cells))
        self.problems.append(Problem(self.line.number, self._header(name), clean(value)[:EXCERPT], reason))


class Repeats:
    """Which row said the same before, in this file or in another one that was taken already."""

    def __init__(self) -> None:
        self._rows: dict[bytes | str, int] = {}

    def problems(self, record: Record, header: str) -> Iterator[Problem]:
        origin = record.texts["origin"]
        for key, what in ((record.digest, "the whole row"), (origin, f"{header} “{origin}”")):
            if not key:
                continue
            if (first := self._rows.setdefault(key, record.row)) != record.row:
                value = origin or record.texts["content"][:EXCERPT]
                yield Problem(record.row, header, value, f"{what} is a repetition of row {first}")
                return
