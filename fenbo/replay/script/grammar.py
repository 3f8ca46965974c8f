"""The little grammar of the texts: `[a|b]` one of them, `{slot}` a bound word, `{3..12}` a number."""

import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from random import Random

CHOICE = re.compile(r"\[([^\[\]]*)\]")
NUMBER = re.compile(r"\{(\d+)\.\.(\d+)\}")
SLOT = re.compile(r"\{([a-z_]+)\}")

Words = Sequence[str] | Callable[[Random], str]


class Speech:
    """Speaks templates for one case: a slot once bound keeps its word, so that the reply speaks of the same shop."""

    def __init__(
        self, rng: Random, words: Mapping[str, Words], bound: Mapping[str, str] | None = None
    ) -> None:
        self.rng = rng
        self.words = words
        self.bound: MutableMapping[str, str] = dict(bound or {})

    def say(self, template: str) -> str:
        """One text of a template; raises KeyError for a slot that has no words."""
        while CHOICE.search(template):
            template = CHOICE.sub(lambda found: self.rng.choice(found[1].split("|")), template)
        text = NUMBER.sub(lambda found: str(self.rng.randint(int(found[1]), int(found[2]))), template)
        return SLOT.sub(lambda found: self.word(found[1]), text)

    def one_of(self, templates: Sequence[str]) -> str:
        return self.say(self.rng.choice(templates)) if templates else ""

    def word(self, slot: str) -> str:
        if slot not in self.bound:
            words = self.words[slot]
            self.bound[slot] = self.say(words(self.rng) if callable(words) else self.rng.choice(words))
        return self.bound[slot]
