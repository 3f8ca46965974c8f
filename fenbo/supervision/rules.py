"""How often one may remind, and what brings a card. Pure; change here, docs/decisions say why."""

from collections.abc import Mapping

from fenbo.supervision.models import Colour, FaultKind

# A requester who presses again and again is heard, but the unit's inbox is not drowned.
REMINDERS_A_DAY = 2
MOST_AT_ONCE = 50

WEIGHS: Mapping[FaultKind, Colour] = {
    FaultKind.LATE_ANSWER: Colour.YELLOW,
    FaultKind.REPEATED_DISSATISFACTION: Colour.YELLOW,
    FaultKind.LATE_SUPERVISION: Colour.RED,
}
# So many faults of a colour make a card of it; so many yellow cards within a month make a red one.
FAULTS_FOR_A_CARD: Mapping[Colour, int] = {Colour.YELLOW: 1, Colour.RED: 1}
YELLOWS_FOR_RED = 3
MONTH_DAYS = 30


def colour_due(faults: Mapping[FaultKind, int], yellow_cards: int) -> Colour | None:
    """The card that a unit's uncarded faults and its yellow cards of the last month call for."""
    weight = {colour: sum(n for kind, n in faults.items() if WEIGHS[kind] == colour) for colour in Colour}
    if weight[Colour.RED] >= FAULTS_FOR_A_CARD[Colour.RED]:
        return Colour.RED
    if weight[Colour.YELLOW] < FAULTS_FOR_A_CARD[Colour.YELLOW]:
        return None
    return Colour.RED if yellow_cards + 1 >= YELLOWS_FOR_RED else Colour.YELLOW
