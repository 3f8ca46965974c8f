"""What is looked for, in the order of its strength: where two overlap, the earlier one counts."""

from fenbo.publication.marks import Rule
from fenbo.publication.rules import numbers, people, places

RULES: tuple[Rule, ...] = (*numbers.RULES, *places.RULES, *people.RULES)
