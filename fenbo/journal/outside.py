#!/usr/bin/env python3
"""Checks the published record of a Fenbo installation. Needs Python 3.9 or newer and nothing else.

    python3 verify.py journal.txt.gz
    python3 verify.py journal.txt.gz --head 2020-03-09=ab12…   (a head that you wrote down, or read in a newspaper)
    python3 verify.py journal.txt.gz --json

The file has a line for every event of the journal, in the order in which they were sealed: the event's hash, its day
and what was done. The hash covers everything else that the event says, which is not public. A line for each day's head
says how many events there were then, and the root of the Merkle tree (RFC 9162, 2.1.1) over all of them. If a line is
changed, taken out, added or moved, the roots no longer come out. From the same lines the published counts are added up.
"""

import argparse
import gzip
import hashlib
import json
import sys

FORMAT = "fenbo-journal-1"
SETTLING = ("close", "not_accept", "withdraw")
UNSETTLING = ("second_handling", "reopen")


class Wrong(Exception):
    """Something that the file says does not hold."""


class Tree:
    """The Merkle tree as the roots of its perfect subtrees, biggest first."""

    def __init__(self):
        self.size, self.frontier = 0, []

    def append(self, leaf):
        node, size = leaf, self.size
        while size & 1:
            node, size = hashlib.sha256(b"\x01" + self.frontier.pop() + node).digest(), size >> 1
        self.frontier.append(node)
        self.size += 1

    def root(self):
        if not self.frontier:
            return hashlib.sha256(b"").hexdigest()
        root = self.frontier[-1]
        for left in reversed(self.frontier[:-1]):
            root = hashlib.sha256(b"\x01" + left + root).digest()
        return root.hex()


def verify(lines, known=None):
    """What the record says, if all of it holds; `known` are roots by day that were seen elsewhere. Raises Wrong."""
    known, tree, heads = dict(known or {}), Tree(), []
    # By day what no head has counted yet, and what the heads so far have counted.
    waiting, made = {}, {}
    for number, line in enumerate(lines, 1):
        words = line.split()
        if number == 1:
            if words != [FORMAT]:
                raise Wrong(f"line 1: not a record of this kind (expected {FORMAT})")
        elif words[:1] == ["event"] and len(words) == 4:
            tree.append(_leaf(number, *words[1:]))
            day = waiting.setdefault(words[2], {})
            day[words[3]] = day.get(words[3], 0) + 1
        elif words[:1] == ["head"] and len(words) == 4:
            _count(waiting, made, words[1])
            heads.append(_head(number, tree, made, heads, *words[1:]))
        else:
            raise Wrong(f"line {number}: cannot be read")
    if not heads:
        raise Wrong("there is no head in it")
    if heads[-1]["events"] != tree.size:
        raise Wrong(f"{tree.size - heads[-1]['events']} events stand after the last head")
    for day, root in known.items():
        _compare(day, root.lower(), heads)
    return heads


def _leaf(number, digest, day, move):
    try:
        return hashlib.sha256(b"\x00" + bytes.fromhex(digest) + f"{day} {move}".encode()).digest()
    except ValueError:
        raise Wrong(f"line {number}: the hash cannot be read") from None


def _count(waiting, made, last):
    """What was done until the end of that day; a head may stand over some events of the next one already."""
    for day in [day for day in waiting if day <= last]:
        for move, number in waiting.pop(day).items():
            made[move] = made.get(move, 0) + number


def _head(number, tree, made, heads, day, size, root):
    if size != str(tree.size):
        raise Wrong(f"line {number}: the head of {day} is over {size} events, the file has {tree.size}")
    if root != tree.root():
        raise Wrong(f"line {number}: the events before it do not give the head of {day}")
    if heads and day <= heads[-1]["day"]:
        raise Wrong(f"line {number}: the head of {day} stands after that of {heads[-1]['day']}")
    received = made.get("receive", 0)
    closed = sum(made.get(one, 0) for one in SETTLING) - sum(made.get(one, 0) for one in UNSETTLING)
    published = made.get("publish", 0) - made.get("take_down", 0)
    return {
        "day": day, "events": tree.size, "root": root, "received": received, "closed": closed, "published": published
    }  # fmt: skip


def _compare(day, root, heads):
    found = [head["root"] for head in heads if head["day"] == day]
    if not found:
        raise Wrong(f"there is no head of {day} in it")
    if found != [root]:
        raise Wrong(f"the head of {day} is {found[0]}, not the one that you know")


def read(file):
    with open(file, "rb") as start:
        packed = start.read(2) == b"\x1f\x8b"
    with gzip.open(file, "rt", encoding="ascii") if packed else open(file, encoding="ascii") as lines:
        yield from lines


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="verify", description=__doc__.split("\n")[0])
    parser.add_argument("file")
    parser.add_argument(
        "--head", action="append", default=[], metavar="DAY=ROOT", help="a head that you know"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    try:
        heads = verify(read(options.file), dict(one.split("=", 1) for one in options.head))
    except (Wrong, OSError, EOFError, UnicodeDecodeError, ValueError) as problem:
        print(f"does not hold: {problem}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps({"holds": True, "heads": heads}))
        return 0
    for head in heads:
        print("{day}  {events:>9} events  received {received:>8}  closed {closed:>8}  {root}".format(**head))
    print("all of it holds")
    return 0


if __name__ == "__main__":
    sys.exit(main())
