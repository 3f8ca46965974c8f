"""How an event is hashed and how events make a chain and a tree. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from fenbo.core.clock import SHANGHAI

EMPTY = bytes(32)


@dataclass(frozen=True, slots=True)
class Link:
    """Where a stream stands: its last event's number and hash."""

    seq: int = 0
    hash: bytes = EMPTY


@dataclass(frozen=True, slots=True)
class Entry:
    """What an event says, apart from its hashes."""

    stream: UUID
    seq: int
    move: str
    at: datetime
    actor_kind: str
    actor_id: int | None
    actor_name: str
    unit_id: int | None
    on_behalf_of: str
    facts: Mapping[str, Any]


def event_hash(entry: Entry, prev: bytes) -> bytes:
    """SHA-256 over the previous hash and the entry as JSON with sorted keys, UTC instants and no spaces."""
    text = json.dumps(
        [
            str(entry.stream),
            entry.seq,
            entry.move,
            entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
            entry.actor_kind,
            entry.actor_id,
            entry.actor_name,
            entry.unit_id,
            entry.on_behalf_of,
            entry.facts,
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(prev + text.encode()).digest()


def leaf_hash(event: bytes, at: datetime, move: str) -> bytes:
    """What is public of an event, day and move, bound to its hash; so outsiders can count what the head stands for.

    RFC 9162, 2.1.1: leaves and nodes are told apart by a first byte, so neither can pose as the other.
    """
    return hashlib.sha256(b"\x00" + event + f"{public_day(at)} {move}".encode()).digest()


def public_day(at: datetime) -> str:
    """The day of an event, Asia/Shanghai: as much of its time as is published."""
    return at.astimezone(SHANGHAI).date().isoformat()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """The Merkle tree of RFC 9162 kept as its frontier: appending n leaves costs O(n), memory O(log size)."""

    def __init__(self, size: int = 0, frontier: Iterable[bytes] = ()) -> None:
        self.size = size
        self.frontier = list(frontier)

    def append(self, leaf: bytes) -> None:
        node, size = leaf, self.size
        while size & 1:
            node = node_hash(self.frontier.pop(), node)
            size >>= 1
        self.frontier.append(node)
        self.size += 1

    def root(self) -> bytes:
        if not self.frontier:
            return hashlib.sha256(b"").digest()
        root = self.frontier[-1]
        for left in reversed(self.frontier[:-1]):
            root = node_hash(left, root)
        return root
