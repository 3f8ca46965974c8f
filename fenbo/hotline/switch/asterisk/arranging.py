"""Asterisk set up as Fenbo wants it now: what is so already is left alone."""

import json
from collections.abc import Mapping

from fenbo.hotline.switch.asterisk.ami import Connection
from fenbo.hotline.switch.asterisk.conferring import TECHNOLOGY
from fenbo.hotline.switch.asterisk.configuration import PHONES
from fenbo.hotline.switch.interface import Member


def members(line: Connection, wanted: frozenset[Member]) -> None:
    there = {
        Member(row["Queue"], row["Location"].removeprefix(TECHNOLOGY), row["Paused"] == "1")
        for row in line.listed("QueueStatus")
        if row.get("Event") == "QueueMember"
    }
    known = {(one.queue, one.seat) for one in there}
    wished = {(one.queue, one.seat) for one in wanted}
    for queue, seat in known - wished:
        line.action("QueueRemove", Queue=queue, Interface=TECHNOLOGY + seat)
    for member in sorted(wanted - there):
        interface, paused = TECHNOLOGY + member.seat, str(member.paused).lower()
        if (member.queue, member.seat) in known:
            line.action("QueuePause", Queue=member.queue, Interface=interface, Paused=paused)
        else:
            line.action(
                "QueueAdd", Queue=member.queue, Interface=interface, Paused=paused, MemberName=member.seat
            )


def phones(line: Connection, wanted: Mapping[str, str]) -> None:
    """Passwords of browsers, as objects that Asterisk's SIP looks up there (sorcery.conf)."""
    family = f"{PHONES}/auth"
    there = {
        row["Key"].rpartition("/")[2]: row.get("Val", "")
        for row in line.listed("DBGetTree", Family=family)
        if "Key" in row
    }
    objects = {
        seat: json.dumps({"auth_type": "userpass", "username": seat, "password": key})
        for seat, key in wanted.items()
    }
    for seat in there.keys() - objects.keys():
        line.action("DBDel", Family=family, Key=seat)
    for seat, value in sorted(objects.items()):
        if there.get(seat) != value:
            line.action("DBPut", Family=family, Key=seat, Val=value)


def keys(line: Connection, family: str, wanted: frozenset[str]) -> None:
    rows = line.listed("DBGetTree", Family=family)
    there = {row["Key"].rpartition("/")[2] for row in rows if "Key" in row}
    for key in there - wanted:
        line.action("DBDel", Family=family, Key=key)
    for key in sorted(wanted - there):
        line.action("DBPut", Family=family, Key=key, Val="1")
