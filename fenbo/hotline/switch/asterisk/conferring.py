"""Hold with music, and somebody whom the agent asks while the caller waits, by Asterisk's manager.

Neither leg of the call is moved: each is hushed towards the other, music is whispered to the caller, and whoever is
asked takes part at the agent's leg, as somebody who leads does. So whatever fails, the call itself is still there.
"""

import time

from fenbo.hotline.switch.asterisk.ami import Connection, Message
from fenbo.hotline.switch.interface import SwitchAway

TECHNOLOGY = "PJSIP/"
MUSIC = ("fenbo-holding", "fenbo-music")
# What comes from a leg is divided by this. MuteAudio would let nothing through at all: no music could be mixed in, and
# whoever is asked would not hear the agent.
HUSHED = "-32000"
CALLING, ASKED, ALL_THREE, HANDED = "fenbo-calling", "fenbo-consult", "fenbo-three", "fenbo-handed"
# How long a leg may take to leave what it does, in seconds.
PATIENCE, PAUSE = 2.0, 0.05


def callers_leg(line: Connection, call_id: str) -> str:
    for channel in line.listed("CoreShowChannels"):
        if channel.get("Uniqueid") == call_id:
            return channel["Channel"]
    raise SwitchAway("the call has ended")


def agents_leg(line: Connection, call_id: str) -> str:
    """Who speaks with the caller."""
    channels = line.listed("CoreShowChannels")
    bridge = next((one.get("BridgeId") for one in channels if one.get("Uniqueid") == call_id), "")
    for one in channels:
        if bridge and one.get("BridgeId") == bridge and one.get("Uniqueid") != call_id:
            return one["Channel"]
    raise SwitchAway("nobody speaks with the caller")


def hold(line: Connection, call_id: str) -> None:
    caller, agent = callers_leg(line, call_id), agents_leg(line, call_id)
    for leg in (caller, agent):
        _hush(line, leg, HUSHED)
    if _legs(line, call_id, *MUSIC):
        return
    line.action(
        "Originate",
        Channel="Local/s@fenbo-music/n",
        Context="fenbo-holding",
        Exten="s",
        Priority="1",
        Account=call_id,
        Variable=f"FENBO_CALLER={caller}",
        Async="true",
    )


def resume(line: Connection, call_id: str) -> None:
    """Whoever was asked is let go, and both hear each other again."""
    part(line, call_id)
    _unmute(line, call_id)


def _unmute(line: Connection, call_id: str) -> None:
    for leg in (callers_leg(line, call_id), agents_leg(line, call_id)):
        _hush(line, leg, "0")
    _end(line, call_id, *MUSIC)


def consult(line: Connection, call_id: str, *, at: str, by: str, whom: str, desk: str, seat: str) -> None:
    """Ring `at`, a seat or a number of the trunk `by`. `whom` and `desk` are told with what comes of it."""
    variables = {
        "__FENBO_CALL": call_id,
        "__FENBO_LEG": agents_leg(line, call_id),
        "__FENBO_WHOM": whom,
        "__FENBO_DESK": desk,
        "FENBO_BY": by,
    }
    part(line, call_id)
    line.action(
        "Originate",
        Channel=f"Local/{at}@{CALLING}/n",
        Application="Wait",
        Data="60",
        Account=call_id,
        CallerID=f"consult <{seat}>",
        Variable=",".join(f"{name}={value}" for name, value in variables.items()),
        Async="true",
    )


def join(line: Connection, call_id: str) -> None:
    """The caller hears whoever was asked, and is heard."""
    other = _asked(line, call_id)
    _unmute(line, call_id)
    line.action("Redirect", Channel=other, Context=ALL_THREE, Exten="s", Priority="1")


def part(line: Connection, call_id: str) -> None:
    _end(line, call_id, CALLING, ASKED, ALL_THREE)


def hand_over(line: Connection, call_id: str, *, seat: str) -> None:
    """Whoever was asked goes on with the caller; the agent is let go. The other leg is moved out of the way first."""
    caller, other = callers_leg(line, call_id), _asked(line, call_id)
    line.action("Redirect", Channel=other, Context=HANDED, Exten="s", Priority="1")
    _await_handed(line, call_id)
    line.action("Setvar", Channel=caller, Variable="FENBO_OTHER", Value=other)
    line.action("Redirect", Channel=caller, Context="fenbo-hand", Exten=seat, Priority="1")


def _hush(line: Connection, leg: str, by: str) -> None:
    line.action("Setvar", Channel=leg, Variable="VOLUME(RX)", Value=by)


def _asked(line: Connection, call_id: str) -> str:
    for leg in _legs(line, call_id, ASKED, ALL_THREE):
        return leg["Channel"]
    raise SwitchAway("nobody is asked")


def _await_handed(line: Connection, call_id: str) -> None:
    """Until it has left the agent's leg, with which it would end."""
    deadline = time.monotonic() + PATIENCE
    while not any(one.get("Application") == "Wait" for one in _legs(line, call_id, HANDED)):
        if time.monotonic() > deadline:
            raise SwitchAway("whoever was asked has gone")
        time.sleep(PAUSE)


def _legs(line: Connection, call_id: str, *contexts: str) -> list[Message]:
    """What was begun for this call: it bears the call's number as its account."""
    return [
        one
        for one in line.listed("CoreShowChannels")
        if one.get("AccountCode") == call_id and one.get("Context") in contexts
    ]


def _end(line: Connection, call_id: str, *contexts: str) -> None:
    for leg in _legs(line, call_id, *contexts):
        try:
            line.action("Hangup", Channel=leg["Channel"], Cause="16")
        except SwitchAway:
            # The two ends of one leg go together.
            continue
