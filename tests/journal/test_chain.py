"""Hashing, pure: chains and the Merkle tree against a naive reading of RFC 9162."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenbo.journal.chain import EMPTY, Entry, Tree, event_hash, leaf_hash, node_hash

ENTRY = Entry(
    stream=UUID(int=1),
    seq=1,
    move="receive",
    at=datetime(2020, 3, 9, 4, tzinfo=UTC),
    actor_kind="staff",
    actor_id=7,
    actor_name="分拨中心 王海青",
    unit_id=3,
    on_behalf_of="",
    facts={"remark": "请核实", "units": [1, 2]},
)
leaves = st.lists(st.binary(min_size=32, max_size=32), max_size=70)


def naive_root(items: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, word for word."""
    if not items:
        return hashlib.sha256(b"").digest()
    if len(items) == 1:
        return items[0]
    split = 1
    while split * 2 < len(items):
        split *= 2
    return hashlib.sha256(b"\x01" + naive_root(items[:split]) + naive_root(items[split:])).digest()


@given(leaves)
def test_the_tree_has_the_root_that_the_rfc_defines(items: list[bytes]) -> None:
    tree = Tree()
    for item in items:
        tree.append(item)
    assert tree.size == len(items)
    assert tree.root() == naive_root(items)


@given(leaves, st.integers(0, 70))
def test_a_tree_goes_on_from_its_frontier(items: list[bytes], cut: int) -> None:
    first = Tree()
    for item in items[:cut]:
        first.append(item)
    second = Tree(first.size, first.frontier)
    for item in items[cut:]:
        second.append(item)
    assert second.root() == naive_root(items)


@given(leaves.filter(bool), st.data())
def test_any_change_of_any_leaf_changes_the_root(items: list[bytes], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(items) - 1))
    changed = [*items[:at], bytes([items[at][0] ^ 1]) + items[at][1:], *items[at + 1 :]]
    assert naive_root(changed) != naive_root(items)


@given(st.integers(1, 5000))
def test_the_frontier_is_as_long_as_the_binary_number_has_ones(size: int) -> None:
    tree = Tree()
    for _ in range(size):
        tree.append(EMPTY)
    assert len(tree.frontier) == size.bit_count()


def test_a_leaf_cannot_pose_as_a_node() -> None:
    left, right = leaf_hash(b"a", ENTRY.at, ""), leaf_hash(b"b", ENTRY.at, "")
    assert leaf_hash(left + right, ENTRY.at, "") != node_hash(left, right)


@pytest.mark.parametrize(
    "changed",
    [
        {"stream": UUID(int=2)},
        {"seq": 2},
        {"move": "close"},
        {"at": ENTRY.at + timedelta(microseconds=1)},
        {"actor_kind": "system"},
        {"actor_id": 8},
        {"actor_id": None},
        {"actor_name": "别人"},
        {"unit_id": 4},
        {"on_behalf_of": "来电人"},
        {"facts": {"remark": "请核实。", "units": [1, 2]}},
        {"facts": {"remark": "请核实", "units": [2, 1]}},
        {"facts": {}},
    ],
)
def test_every_part_of_an_event_is_in_its_hash(changed: dict[str, Any]) -> None:
    assert event_hash(replace(ENTRY, **changed), EMPTY) != event_hash(ENTRY, EMPTY)


def test_the_event_before_is_in_its_hash() -> None:
    assert event_hash(ENTRY, b"\x01" * 32) != event_hash(ENTRY, EMPTY)


def test_the_order_of_facts_and_the_zone_of_the_clock_do_not_matter() -> None:
    turned = replace(ENTRY, facts={"units": [1, 2], "remark": "请核实"})
    moved = replace(ENTRY, at=ENTRY.at.astimezone(timezone(timedelta(hours=8))))
    assert event_hash(turned, EMPTY) == event_hash(ENTRY, EMPTY) == event_hash(moved, EMPTY)
