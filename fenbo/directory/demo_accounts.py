"""The demo's published accounts. Nothing here asks the database, so that a greeting can tell them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fenbo.core import tables

FILE = Path(__file__).parent / "seeds" / "demo_staff.csv"
PASSWORD = "Fenbo-demo-2020"
# One for each role, in the order in which a case meets them.
ONE_PER_ROLE = (
    "agent1",
    "support_trade",
    "dispatcher1",
    "reviewer1",
    "group_finance",
    "justice1",
    "prisons1",
    "followup1",
    "supervisor1",
    "leader1",
    "editor1",
    "admin1",
    "secadmin1",
    "auditor1",
)


@dataclass(frozen=True, slots=True)
class Account:
    """`posts` are pairs of a duty and a unit's slug, as the file writes them."""

    username: str
    full_name: str
    title: str
    posts: tuple[tuple[str, str], ...]


def named() -> Iterator[Account]:
    """Everybody in the file."""
    for row in tables.rows(FILE):
        posts = tuple((duty, unit) for duty, unit in (post.split("@") for post in row["posts"].split()))
        yield Account(row["username"], row["full_name"], row["title"], posts)


def one_per_role() -> list[Account]:
    people = {account.username: account for account in named()}
    return [people[username] for username in ONE_PER_ROLE]
