"""The way of a call through Asterisk, written from Fenbo's lines and queues.

Every step that counts is told twice by one routine: as an event to whoever listens, and as a note in Asterisk's own
database, which stays until Fenbo has taken it. So the way works, and is told afterwards, while Fenbo is away.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from fenbo.hotline.models import Line, Queue, Said
from fenbo.hotline.switch.asterisk.engine import secret

# How long a caller may think after the welcome before a person is called anyway.
THINKING_SECONDS = 3
# Beyond this many, nobody is told how many there are ahead.
MOST_AHEAD = 10

TELL = """\
[fenbo-tell]
; Gosub(fenbo-tell,s,1(happened,detail,seat,queue)): what happened to the caller's leg, now.
exten = s,1,Set(AT=${STRFTIME(,,%s.%3q)})
 same = n,Set(ID=${CHANNEL(linkedid)})
 same = n,Set(WHO=${IF($["${ARG1}" = "arrived"]?${CALLERID(num)})})
 same = n,Set(DB(call/${ID}/${AT}-${ARG1})=${ARG2}|${ARG3}|${ARG4}|${WHO})
 same = n,UserEvent(Fenbo,Call: ${ID},At: ${AT},Happened: ${ARG1},Detail: ${ARG2},Seat: ${ARG3},Queue: ${ARG4},Phone: ${WHO})
 same = n,Return()

[fenbo-ended]
exten = s,1,Gosub(fenbo-tell,s,1(ended))
 same = n,Return()

[fenbo-answered]
exten = s,1,Gosub(fenbo-tell,s,1(answered,,${CHANNEL(endpoint)}))
 same = n,Return()
"""

LINE = """\
exten = {number},1,Set(CHANNEL(hangup_handler_push)=fenbo-ended,s,1)
 same = n,Gosub(fenbo-tell,s,1(arrived,{number}))
 same = n,Answer()
 same = n,GotoIf(${{DB_EXISTS(barred/${{SHA1({barred}${{CALLERID(num)}})}})}}?barred)
 same = n,GotoIf(${{DB_EXISTS(closed/{number})}}?closed)
 same = n,Read(KEY,{welcome},1,,1,{thinking})
 same = n,ExecIf($["${{KEY}}" != ""]?Gosub(fenbo-tell,s,1(key,${{KEY}})))
 same = n,Goto(fenbo-queues,{queue},1)
 same = n(barred),Gosub(fenbo-tell,s,1(barred))
 same = n,Playback({barred_words})
 same = n,Hangup()
 same = n(closed),Gosub(fenbo-tell,s,1(closed))
 same = n,Playback({closed_words})
 same = n,Hangup()
"""

QUEUE = """\
exten = {slug},1,Set(AHEAD=${{QUEUE_WAITING_COUNT({slug})}})
 same = n,Gosub(fenbo-tell,s,1(queued,$[${{AHEAD}} + 1],,{slug}))
 same = n,ExecIf($[${{AHEAD}} > {most}]?Playback({many}))
 same = n,ExecIf($[${{AHEAD}} > 0 & ${{AHEAD}} <= {most}]?Playback({ahead}-${{AHEAD}}))
 same = n,MixMonitor(${{UNIQUEID}}.wav,b)
 same = n,Queue({slug},r,,,{longest},,fenbo-answered)
 same = n,Goto(fenbo-owed,1,1)
"""

REST = """\
[fenbo-owed]
; Key 1 while waiting, or nobody free for too long: somebody calls back.
exten = 1,1,Gosub(fenbo-tell,s,1(callback))
 same = n,Playback({noted})
 same = n,Hangup()

[fenbo-transfer]
exten = _[a-z].,1,Gosub(fenbo-tell,s,1(transferred,${{EXTEN}},,${{EXTEN}}))
 same = n,Goto(fenbo-queues,${{EXTEN}},1)

[fenbo-seat]
; Seats dial nobody by themselves: calls out are begun by Fenbo.
exten = _X.,1,Hangup(21)

[fenbo-out]
exten = _X.,1,Dial(PJSIP/${{EXTEN}}@fenbo-trunk,60)
 same = n,Hangup()
"""


def dialplan(lines: Iterable[Line], queues: Iterable[Queue], sounds: Path) -> str:
    """extensions.conf; the names of sounds are those that `voices` writes."""
    return "\n".join(_sections(list(lines), list(queues), sounds))


def _sections(lines: list[Line], queues: list[Queue], sounds: Path) -> Iterator[str]:
    yield TELL
    yield "[fenbo-trunk]"
    for line in lines:
        yield LINE.format(
            number=line.number,
            queue=line.queue.slug,
            barred=secret("barred"),
            thinking=THINKING_SECONDS,
            welcome=sounds / Said.WELCOME,
            barred_words=sounds / Said.BARRED,
            closed_words=sounds / Said.CLOSED,
        )
    yield "[fenbo-queues]"
    for queue in queues:
        yield QUEUE.format(
            slug=queue.slug,
            longest=queue.longest_seconds,
            most=MOST_AHEAD,
            ahead=sounds / Said.AHEAD,
            many=sounds / Said.MANY_AHEAD,
        )
    yield REST.format(noted=sounds / Said.NOTED)
