"""How often one may remind, and what brings a card: the rules are rows of card_rules.csv."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fenbo.core import tables
from fenbo.supervision.models import Colour, FaultKind

# A requester who presses again and again is heard, but the unit's inbox is not drowned.
REMINDERS_A_DAY = 2
MOST_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class CardRule:
    """So many faults of this kind, none of them carded yet, make a card of this colour."""

    fault: FaultKind
    colour: Colour
    number: int


# The table is data: whoever runs the service changes the file, and the tests check that every kind has its row.
RULES: tuple[CardRule, ...] = tuple(
    CardRule(FaultKind(row["fault"]), Colour(row["colour"]), int(row["faults_for_a_card"]))
    for row in tables.rows(Path(__file__).parent / "card_rules.csv")
)
# So many yellow cards within a month make a red one.
YELLOWS_FOR_RED = 3
MONTH_DAYS = 30


def colour_due(faults: Mapping[FaultKind, int], yellow_cards: int) -> Colour | None:
    """The card that a unit's uncarded faults and its yellow cards of the last month call for."""
    earned = {rule.colour for rule in RULES if faults.get(rule.fault, 0) >= rule.number}
    if Colour.RED in earned:
        return Colour.RED
    if Colour.YELLOW not in earned:
        return None
    return Colour.RED if yellow_cards + 1 >= YELLOWS_FOR_RED else Colour.YELLOW
