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
# How long an emergency number may ring before the caller comes back to the queue.
PASSING_SECONDS = 30
# How long one may think after the question for a rating.
RATING_SECONDS = 5
# Beyond this many, nobody is told how many there are ahead.
MOST_AHEAD = 10
# How long the seat of whoever takes a call over rings, and of whoever was lost and is back.
TAKING_SECONDS = 15
# Why a seat's telephone is gone although nobody hung up (Q.850): it cannot be reached, the network failed, or a
# closing browser said so; 44 is Asterisk's own when no sound came any more.
LOST_FOR = "18|19|20|27|38|41|42|44|102"

TELL = """\
[fenbo-tell]
; Gosub(fenbo-tell,s,1(happened,detail,seat,queue)): what happened to the caller's leg, now. Whoever attends a call
; has a leg of their own, which names the call.
exten = s,1,Set(AT=${STRFTIME(,,%s.%3q)})
 same = n,Set(ID=${IF($["${FENBO_CALL}" != ""]?${FENBO_CALL}:${CHANNEL(linkedid)})})
 same = n,Set(WHO=${IF($["${ARG1}" = "arrived"]?${CALLERID(num)})})
 same = n,Set(DB(call/${ID}/${AT}-${ARG1})=${ARG2}|${ARG3}|${ARG4}|${WHO})
 same = n,UserEvent(Fenbo,Call: ${ID},At: ${AT},Happened: ${ARG1},Detail: ${ARG2},Seat: ${ARG3},Queue: ${ARG4},Phone: ${WHO})
 same = n,Return()

[fenbo-ended]
exten = s,1,Gosub(fenbo-tell,s,1(ended))
 same = n,Return()

[fenbo-left]
exten = s,1,Gosub(fenbo-tell,s,1(left,,${CHANNEL(endpoint)}))
 same = n,Return()

[fenbo-attend]
exten = s,1,Set(CHANNEL(hangup_handler_push)=fenbo-left,s,1)
 same = n,Goto(again,1)
exten = again,1,Gosub(fenbo-tell,s,1(attended,${FENBO_HOW},${CHANNEL(endpoint)}))
 same = n,ChanSpy(${FENBO_LEG},${FENBO_SPY})
 same = n,Hangup()

[fenbo-answered]
; On the leg of the telephone that lifted. When it ends it leaves word for the caller's leg, and why.
exten = s,1,Gosub(fenbo-tell,s,1(answered,,${CHANNEL(endpoint)}))
 same = n,Set(MASTER_CHANNEL(FENBO_GONE)=)
 same = n,Set(MASTER_CHANNEL(FENBO_SEAT)=${CHANNEL(endpoint)})
 same = n,Set(CHANNEL(hangup_handler_push)=fenbo-gone,s,1)
 same = n,Return()

[fenbo-gone]
exten = s,1,GotoIf($["${MASTER_CHANNEL(FENBO_SEAT)}" = "${CHANNEL(endpoint)}"]?:over)
 same = n,Set(MASTER_CHANNEL(FENBO_GONE)=${HANGUPCAUSE})
 same = n(over),Return()

[fenbo-hear]
; Whatever held the caller is over.
exten = s,1,Set(VOLUME(RX)=0)
 same = n,ExecIf($["${FENBO_MUSIC}" != ""]?SoftHangup(${FENBO_MUSIC}))
 same = n,Set(FENBO_MUSIC=)
 same = n,Return()

[fenbo-music]
exten = s,1,Answer()
 same = n(again),Playback(WAITING)
 same = n,GotoIf($["${PLAYBACKSTATUS}" = "SUCCESS"]?again)

[fenbo-holding]
; Music into the caller's ear, until somebody ends it or the caller's leg ends.
exten = s,1,Set(EXPORT(${FENBO_CALLER},FENBO_MUSIC)=${CHANNEL})
 same = n,ChanSpy(${FENBO_CALLER},qESw)
 same = n,Hangup()

[fenbo-consult]
; Priority 1 is for the leg that called, 2 for whoever lifted: they speak with the agent, and hear what the agent hears.
exten = s,1,Hangup()
exten = s,2,Set(CHANNEL(hangup_handler_push)=fenbo-parted,s,1)
 same = n,Gosub(fenbo-tell,s,1(consulted,${FENBO_WHOM},${FENBO_DESK}))
 same = n,ChanSpy(${FENBO_LEG},qESw)
 same = n,Hangup()

[fenbo-three]
exten = s,1,Gosub(fenbo-tell,s,1(joined,${FENBO_WHOM},${FENBO_DESK}))
 same = n,ChanSpy(${FENBO_LEG},qESB)
 same = n,Hangup()

[fenbo-parted]
exten = s,1,Gosub(fenbo-tell,s,1(parted,${FENBO_WHOM},${FENBO_DESK}))
 same = n,Return()

[fenbo-handed]
; Out of the way until the caller's leg fetches it.
exten = s,1,Set(CHANNEL(hangup_handler_wipe)=fenbo-gone,s,1)
 same = n,Wait(10)
 same = n,Hangup()
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
 same = n,GotoIf(${{DB_EXISTS(holiday/{number})}}?holiday)
 same = n,Playback({closed_words})
 same = n,Hangup()
 same = n(holiday),Playback({holiday_words})
 same = n,Hangup()
"""

QUEUE = """\
; Nobody is ahead of a caller for whom a seat is ready, although others may just be rung for; nor of one who comes
; to the queue again and goes to its head.
exten = {slug},1,Set(AHEAD=${{QUEUE_WAITING_COUNT({slug})}})
 same = n,ExecIf($[${{QUEUE_MEMBER({slug},ready)}} > 0 | 0${{QUEUE_PRIO}} > 0]?Set(AHEAD=0))
 same = n,Gosub(fenbo-tell,s,1(queued,$[${{AHEAD}} + 1],,{slug}))
 same = n,ExecIf($[${{AHEAD}} > {most}]?Playback({many}))
 same = n,ExecIf($[${{AHEAD}} > 0 & ${{AHEAD}} <= {most}]?Playback({ahead}-${{AHEAD}}))
 same = n,Set(FENBO_QUEUE={slug})
; One recording for a call, also when it comes to a queue again.
 same = n,ExecIf($["${{FENBO_TAPED}}" = ""]?MixMonitor(${{UNIQUEID}}.wav,b))
 same = n,Set(FENBO_TAPED=1)
 same = n,Set(FENBO_RATES={rates})
 same = n,Queue({slug},rc,,,{longest},,fenbo-answered)
 same = n,GotoIf($["${{QUEUESTATUS}}" = "CONTINUE"]?fenbo-rating,s,1)
 same = n,Goto(fenbo-owed,1,1)
"""

REST = """\
[fenbo-owed]
; Key 1 while waiting, or nobody free for too long: somebody calls back.
exten = 1,1,Gosub(fenbo-tell,s,1(callback))
 same = n,Playback({noted})
 same = n,Hangup()

[fenbo-rating]
; The agent has hung up, or was lost. A caller on hold could not be heard, nor hear.
; Both legs end at once: the agent's needs a moment to leave word.
exten = s,1,Set(TURN=0)
 same = n(look),GotoIf($["${{FENBO_GONE}}" != "" | ${{TURN}} > 20]?known)
 same = n,Set(TURN=$[${{TURN}} + 1])
 same = n,Wait(0.05)
 same = n,Goto(look)
 same = n(known),GotoIf(${{REGEX("^({lost_for})$" ${{FENBO_GONE}})}}?fenbo-lost,s,1)
 same = n,Gosub(fenbo-hear,s,1)
 same = n,Gosub(fenbo-tell,s,1(released))
 same = n,GotoIf($["${{FENBO_RATES}}" != "1"]?done)
 same = n,Read(SCORE,{rating},1,,1,{rating_seconds})
 same = n,GotoIf(${{REGEX("^[1-5]$" ${{SCORE}})}}?:done)
 same = n,Gosub(fenbo-tell,s,1(rated,${{SCORE}}))
 same = n,Playback({thanks})
 same = n(done),Hangup()

[fenbo-lost]
; The seat's telephone is gone, and its agent did not hang up. Back at once, it rings; else the caller is the next.
exten = s,1,Gosub(fenbo-tell,s,1(lost,,${{FENBO_SEAT}}))
 same = n,Gosub(fenbo-hear,s,1)
 same = n,Playback({lost})
 same = n,GotoIf($["${{PJSIP_DIAL_CONTACTS(${{FENBO_SEAT}})}}" = ""]?queue)
 same = n,Gosub(fenbo-tell,s,1(rang,,${{FENBO_SEAT}}))
 same = n,Dial(PJSIP/${{FENBO_SEAT}},{taking},rgU(fenbo-answered))
 same = n,GotoIf($["${{DIALSTATUS}}" = "ANSWER"]?fenbo-rating,s,1)
 same = n,Gosub(fenbo-tell,s,1(unanswered,,${{FENBO_SEAT}}))
 same = n(queue),Set(QUEUE_PRIO=10)
 same = n,Goto(fenbo-queues,${{FENBO_QUEUE}},1)

[fenbo-transfer]
exten = _[a-z].,1,Gosub(fenbo-tell,s,1(transferred,${{EXTEN}},,${{EXTEN}}))
 same = n,Gosub(fenbo-hear,s,1)
 same = n,Set(QUEUE_PRIO=10)
 same = n,Goto(fenbo-queues,${{EXTEN}},1)

[fenbo-passed]
exten = s,1,Gosub(fenbo-tell,s,1(passed,${{FENBO_PASSED}}))
 same = n,Return()

[fenbo-emergency]
; 110, 119 or 120 by the trunk. Who is not answered there is not lost: the next agent takes them first.
exten = _1XX,1,Set(__FENBO_PASSED=${{EXTEN}})
 same = n,Gosub(fenbo-tell,s,1(transferred,${{EXTEN}}))
 same = n,Gosub(fenbo-hear,s,1)
 same = n,Dial(PJSIP/${{EXTEN}}@fenbo-trunk,{passing},rU(fenbo-passed))
 same = n,Set(QUEUE_PRIO=10)
 same = n,Goto(fenbo-queues,${{FENBO_QUEUE}},1)

[fenbo-take]
; Somebody who leads takes the caller over; who does not lift in time does not lose them.
exten = _X.,1,Gosub(fenbo-tell,s,1(transferred,${{EXTEN}}))
 same = n,Gosub(fenbo-hear,s,1)
 same = n,Gosub(fenbo-tell,s,1(rang,,${{EXTEN}}))
 same = n,Dial(PJSIP/${{EXTEN}},{taking},rgU(fenbo-answered))
 same = n,GotoIf($["${{DIALSTATUS}}" = "ANSWER"]?over)
 same = n,Gosub(fenbo-tell,s,1(unanswered,,${{EXTEN}}))
 same = n,Set(QUEUE_PRIO=10)
 same = n,Goto(fenbo-queues,${{FENBO_QUEUE}},1)
 same = n(over),Goto(fenbo-rating,s,1)

[fenbo-hand]
; The caller goes on with whom the agent asked, at this seat.
exten = _X.,1,Gosub(fenbo-tell,s,1(transferred,${{EXTEN}}))
 same = n,Gosub(fenbo-hear,s,1)
 same = n,Set(FENBO_GONE=)
 same = n,Set(FENBO_SEAT=${{EXTEN}})
 same = n,Gosub(fenbo-tell,s,1(answered,,${{EXTEN}}))
 same = n,Bridge(${{FENBO_OTHER}},x)
 same = n,GotoIf($["${{BRIDGERESULT}}" = "SUCCESS"]?fenbo-rating,s,1)
 same = n,Goto(fenbo-lost,s,1)

[fenbo-calling]
; Somebody whom an agent asks: a seat, or a number by the trunk.
exten = _X.,1,Dial(PJSIP/${{EXTEN}}${{FENBO_BY}},{taking},G(fenbo-consult^s^1))
 same = n,Gosub(fenbo-tell,s,1(unreached,${{FENBO_WHOM}},${{FENBO_DESK}}))
 same = n,Hangup()

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
    yield TELL.replace("WAITING", str(sounds.parent / "music" / "waiting"))
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
            holiday_words=sounds / Said.HOLIDAY,
        )
    yield "[fenbo-queues]"
    for queue in queues:
        yield QUEUE.format(
            slug=queue.slug,
            longest=queue.longest_seconds,
            most=MOST_AHEAD,
            ahead=sounds / Said.AHEAD,
            many=sounds / Said.MANY_AHEAD,
            rates=int(queue.asks_rating),
        )
    yield REST.format(
        noted=sounds / Said.NOTED,
        taking=TAKING_SECONDS,
        lost=sounds / Said.LOST,
        lost_for=LOST_FOR,
        passing=PASSING_SECONDS,
        rating=sounds / Said.RATING,
        rating_seconds=RATING_SECONDS,
        thanks=sounds / Said.THANKS,
    )
