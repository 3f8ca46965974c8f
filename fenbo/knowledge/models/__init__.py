"""What agents answer from and what people read."""

from fenbo.knowledge.models.collection import Collection, Flag, Source
from fenbo.knowledge.models.entry import Correction, CorrectionState, Entry, Version
from fenbo.knowledge.models.policy import (
    Condition,
    Extraction,
    FirmSize,
    Industry,
    Policy,
    PolicyQuestion,
)
from fenbo.knowledge.models.reading import Answered, Item, ItemKind, Miss, Opening, Visitors
from fenbo.knowledge.models.subscription import Contact, Subscription

__all__ = [
    "Answered",
    "Collection",
    "Condition",
    "Contact",
    "Correction",
    "CorrectionState",
    "Entry",
    "Extraction",
    "FirmSize",
    "Flag",
    "Industry",
    "Item",
    "ItemKind",
    "Miss",
    "Opening",
    "Policy",
    "PolicyQuestion",
    "Source",
    "Subscription",
    "Version",
    "Visitors",
]
