"""Hearing what is said to the account, in one transaction with its answer: a repetition gets the same answer."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fenbo.cases.operations.following import follow
from fenbo.cases.operations.intake import LONGEST, submit
from fenbo.core.errors import InvalidInput, Refused
from fenbo.core.ids import show_public_number
from fenbo.core.secrets import blind_index
from fenbo.directory.actors import Actor
from fenbo.knowledge.operations.subscribing import end_wechat
from fenbo.notices.models import By
from fenbo.notices.people import index_of, person_at
from fenbo.officialaccount import client
from fenbo.wechat import answering, asking, late, media, subscribing
from fenbo.wechat.asking import Draft
from fenbo.wechat.links import address, known_page, link
from fenbo.wechat.models import Heard, Medium, Step, WechatUser
from fenbo.wechat.patience import TooLong, within
from fenbo.wechat.protocol import Incoming

# A draft that was left lying is forgotten; WeChat repeats a message within seconds, a forger perhaps days later.
FORGET_DRAFT = timedelta(minutes=30)
FORGET_HEARD = timedelta(days=2)
# WeChat waits five seconds, also for the network.
PATIENCE = 3.5
# Words of the menu and of people.
ASK, PROGRESS, POLICY = (
    ("我要反映", "反映", "投诉", "ask"),
    ("进度", "办理进度", "progress"),
    ("policy", "政策查询", "政策"),
)
JOIN, SUBSCRIBE, UNSUBSCRIBE = "关联", "订阅", "退订"
PERSON, CANCEL = ("人工", "转人工", "人工服务"), ("取消", "退出", "作废")
MEDIA = {"image", "video", "shortvideo", "voice"}


def hear(incoming: Incoming, *, now: datetime) -> str:
    """What the account answers at once; empty for silence, also where the answer follows by itself.

    The same message again changes nothing and gets the same answer. Raises TooLong where WeChat has waited too long and
    nothing could be kept of it.
    """
    key = blind_index(f"wechat {incoming.account} {incoming.key}")
    try:
        with transaction.atomic(), within(PATIENCE):
            # Whoever hears the same message at the same time waits here until the first one is done.
            if not _is_new(key, now):
                return late.repeated(Heard.objects.get(key=key))
            answer = respond(incoming, now)
            Heard.objects.filter(pk=key).update(answer=answer)
            return answer
    except TooLong:
        return late.put_off(key, incoming, now)


def _is_new(key: bytes, now: datetime) -> bool:
    """Note that it is heard, in one statement: of every message, and many at once come when many have something to say."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO wechat_heard (key, at, answer) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [key, now, b""],
        )
        return bool(cursor.rowcount == 1)


def respond(incoming: Incoming, now: datetime) -> str:
    """What there is to say, with all that comes of it. The caller has a transaction, and has not heard this before."""
    return _answer(_user(incoming.openid, now), incoming, now)


def forget(*, now: datetime) -> int:
    """Drop drafts that were left lying and the memory of old messages; returns how many drafts."""
    dropped = 0
    Heard.objects.filter(at__lt=now - FORGET_HEARD).delete()
    left = WechatUser.objects.exclude(step=Step.NOTHING).filter(heard_at__lt=now - FORGET_DRAFT)
    for key in left.values_list("pk", flat=True):
        with transaction.atomic():
            user = left.select_for_update().filter(pk=key).first()
            if user is not None:
                _give_up(user)
                user.save(update_fields=["step", "draft"])
                dropped += 1
    Medium.objects.filter(at__lt=now - FORGET_HEARD).delete()
    return dropped


def visit(openid: str, *, now: datetime) -> WechatUser:
    """Whoever WeChat says has opened a page, following or not."""
    fresh = {"openid": openid, "since": now, "heard_at": now, "is_following": False}
    return WechatUser.objects.get_or_create(openid_index=index_of(By.WECHAT, openid), defaults=fresh)[0]


def _user(openid: str, now: datetime) -> WechatUser:
    """Whoever writes, one message at a time."""
    index = index_of(By.WECHAT, openid)
    known = WechatUser.objects.select_for_update().filter(openid_index=index)
    if (user := known.first()) is not None:
        return user
    fresh = WechatUser(openid=openid, openid_index=index, since=now, heard_at=now)
    WechatUser.objects.bulk_create([fresh], ignore_conflicts=True)
    return known.get()


def _answer(user: WechatUser, incoming: Incoming, now: datetime) -> str:
    if incoming.kind == "event":
        said = _event(user, incoming, now)
    elif incoming.kind == "location":
        said = _place(user, incoming, now)
    elif incoming.kind in MEDIA:
        said = _medium(user, incoming, now)
    else:
        said = _text(user, incoming.values.get("Content", ""), now)
    user.heard_at = now
    user.save(update_fields=["heard_at", "is_following", "step", "draft"])
    return said


def _event(user: WechatUser, incoming: Incoming, now: datetime) -> str:
    event = incoming.values.get("Event", "").lower()
    if event == "subscribe":
        user.is_following = True
        return answering.welcome()
    if event == "unsubscribe":
        user.is_following = False
        _give_up(user)
        # Nothing reaches them any more, and nothing of it is kept.
        end_wechat(openid=user.openid)
        return ""
    return _text(user, incoming.values.get("EventKey", ""), now) if event == "click" else ""


def _place(user: WechatUser, incoming: Incoming, now: datetime) -> str:
    """A position answers where it is; without a question it says nothing."""
    label = incoming.values.get("Label", "").strip()
    if user.step != Step.PLACE or not label:
        return _("收到位置。要我们办理，请先发“我要反映”。") if user.step == Step.NOTHING else _again(user)
    return _said(user, label[: LONGEST["place"]], now)


def _medium(user: WechatUser, incoming: Incoming, now: datetime) -> str:
    """What is sent while a request is being written goes with it; speech that WeChat has written down is read as well."""
    spoken = incoming.values.get("Recognition", "")
    is_open = user.step != Step.NOTHING and now - user.heard_at <= FORGET_DRAFT
    if is_open and client.is_connected():
        draft, media_id = Draft.read(user.draft), incoming.values.get("MediaId", "")
        try:
            said = media.note(user, draft.submission_key, incoming.kind, media_id, now)
        except InvalidInput as refusal:
            said = str(refusal.message)
        user.draft = replace(draft, files=media.count(draft.submission_key)).write()
        return "\n".join([said, _text(user, spoken, now) if spoken else _again(user)])
    if spoken:
        return _text(user, spoken, now)
    return _("要我们办理，请先发“我要反映”，再发照片或语音；也可以在网页上提交：%(link)s") % {
        "link": link(_("我要反映"), address("website:submit"))
    }


def _give_up(user: WechatUser) -> None:
    """Nothing is kept of what was being written."""
    if user.draft:
        media.drop(Draft.read(user.draft).submission_key)
    user.step, user.draft = Step.NOTHING, ""


def _draft(user: WechatUser) -> Draft:
    """What was said so far; what was sent with it may have been refused meanwhile."""
    draft = Draft.read(user.draft)
    return replace(draft, files=media.count(draft.submission_key)) if draft.files else draft


def _again(user: WechatUser) -> str:
    return asking.question(Step(user.step), _draft(user))


def _text(user: WechatUser, text: str, now: datetime) -> str:
    text = text.strip()
    if user.step != Step.NOTHING:
        if now - user.heard_at > FORGET_DRAFT:
            _give_up(user)
            return _("上次没有写完的内容已经清除。") + "\n" + _heard(user, text, now)
        if text in CANCEL:
            _give_up(user)
            return _("已作废，什么也没有提交。")
        if text not in ASK and not text.startswith(PROGRESS):
            return _said(user, text, now)
    return _heard(user, text, now)


def _heard(user: WechatUser, text: str, now: datetime) -> str:
    """Something said when nothing was asked."""
    if text in ASK:
        _give_up(user)
        begun = asking.begin()
        user.step, user.draft = begun.step, begun.draft.write()
        return begun.says
    for word in sorted(PROGRESS, key=len, reverse=True):
        if text.startswith(word):
            return answering.progress(user, text.removeprefix(word).strip(), now)
    if text.startswith(JOIN):
        return answering.join(user, text.removeprefix(JOIN).strip(" ：:"), now)
    if text.startswith(SUBSCRIBE):
        return subscribing.subscribe(user.openid, text.removeprefix(SUBSCRIBE).strip(" ：:"), now)
    if text.startswith(UNSUBSCRIBE):
        return subscribing.end(user.openid, text.removeprefix(UNSUBSCRIBE).strip(" ：:"))
    if text in PERSON:
        return answering.to_a_person()
    if text in POLICY:
        return _(
            "想查什么政策？直接写，例如：房租减免。也可以看%(link)s，或者发“订阅”，有新政策就告诉您。"
        ) % {"link": link(_("全部政策"), address("website:policies"))}
    return answering.answer(text, now) if text and text not in CANCEL else answering.welcome()


def _said(user: WechatUser, text: str, now: datetime) -> str:
    """The answer to what the account asked."""
    turn = asking.go_on(Step(user.step), _draft(user), text)
    if turn.may_publish is not None:
        return _submitted(user, turn.draft, turn.may_publish, now)
    came_to_place = turn.step == Step.PLACE and user.step == Step.CONTENT
    user.step, user.draft = turn.step, turn.draft.write()
    help_ = answering.before_you_ask(text) if came_to_place else ""
    return "\n\n".join(filter(None, (help_, turn.says)))


def _submitted(user: WechatUser, draft: Draft, may_publish: bool, now: datetime) -> str:
    """The case, or why it was refused: then the draft stays."""
    try:
        with transaction.atomic():
            case = submit(
                request=draft.request(may_publish=may_publish),
                actor=Actor.public(),
                now=now,
                submission_key=draft.submission_key,
            )
    except Refused as refusal:
        return f"{refusal}\n{asking.shown(draft)}"
    media.submitted(draft.submission_key, case)
    answering.keep(user, case.pk, now)
    follow(case=case, person=person_at(by=By.WECHAT, value=user.openid, now=now), now=now)
    user.step, user.draft = Step.NOTHING, ""
    return _(
        "已收到，编号 %(number)s，查询码 %(code)s。请记下来。\n24 小时内答复您；发“进度”随时可查，网页上也能查：%(link)s"
    ) % {
        "number": show_public_number(case.number),
        "code": case.query_code,
        "link": link(_("查办理情况"), known_page("website:case", case.number)),
    }
