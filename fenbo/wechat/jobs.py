"""What comes after an answer, and what is forgotten by itself."""

from procrastinate.contrib.django import app

from fenbo.core import clock
from fenbo.wechat import late, media, operations


@app.periodic(cron="*/5 * * * *")
@app.task(name="wechat.forget", queueing_lock="wechat.forget", pass_context=False)
def forget(timestamp: int) -> int:
    return operations.forget(now=clock.now())


@app.task(name="wechat.answer_late")
def answer_late(key: str) -> bool:
    return late.answer(key=bytes.fromhex(key), now=clock.now())


@app.task(name="wechat.fetch_medium")
def fetch_medium(medium_id: int) -> bool:
    return media.fetch(medium_id=medium_id, now=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="wechat.go_on", queueing_lock="wechat.go_on", pass_context=False)
def go_on(timestamp: int) -> int:
    """What was not taken at the first try; returns how many were done now."""
    now = clock.now()
    answered = sum(late.answer(key=key, now=now) for key in late.due(now))
    return answered + sum(media.fetch(medium_id=key, now=now) for key in media.due(now))
