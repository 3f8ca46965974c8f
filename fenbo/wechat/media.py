"""Photos and voices within a conversation: noted at once, fetched by a job, kept with the request that is being written."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fenbo.cases.models import Case
from fenbo.core.errors import InvalidInput
from fenbo.files import operations as files
from fenbo.officialaccount import client, sending
from fenbo.officialaccount.errors import Declined, Remedy
from fenbo.wechat.models import Medium, WechatUser

logger = logging.getLogger(__name__)
NAMES = {"image": gettext_lazy("照片"), "voice": gettext_lazy("语音")}
# WeChat keeps them for three days.
TRIES, FIRST_PAUSE = 8, timedelta(minutes=1)
AT_ONCE = 50


def note(user: WechatUser, draft: UUID, kind: str, media_id: str, now: datetime) -> str:
    """Remember to fetch it; what is said to it. InvalidInput where it cannot be taken."""
    from fenbo.wechat.jobs import fetch_medium

    if kind not in NAMES or not media_id:
        raise InvalidInput(_("这里收不了视频，请发照片或语音。"))
    files.check_count(count(draft) + 1)
    medium, is_new = Medium.objects.get_or_create(
        draft=draft, media_id=media_id, defaults={"user": user, "kind": kind, "at": now, "next_try_at": now}
    )
    if is_new:
        fetch_medium.defer(medium_id=medium.pk)
    told = {"kind": NAMES[kind], "count": count(draft), "most": settings.MAX_ATTACHMENTS}
    return _("收到%(kind)s，会随这件诉求一起提交（%(count)s/%(most)s）。") % told


def count(draft: UUID) -> int:
    return Medium.objects.filter(draft=draft).exclude(state=Medium.State.REFUSED).count()


def submitted(draft: UUID, case: Case) -> None:
    """What was kept for the draft belongs to the case; what is still to be fetched will go there."""
    files.hand_over(old=draft, new=case.pk)


def drop(draft: UUID) -> None:
    """The draft was given up: nothing that was sent for it is kept."""
    if Medium.objects.filter(draft=draft).delete()[0]:
        files.drop(owner=draft)


def due(now: datetime) -> list[int]:
    waiting = Medium.objects.filter(state=Medium.State.WAITING, next_try_at__lte=now)
    return list(waiting.order_by("next_try_at").values_list("pk", flat=True)[:AT_ONCE])


def fetch(*, medium_id: int, now: datetime) -> bool:
    """Fetch it and keep it with its draft, or with the case that this has become meanwhile; whether it was kept."""
    medium = _claim(medium_id, now)
    if medium is None:
        return False
    try:
        found = client.medium(medium.media_id, now=now)
        ready = files.prepare(ContentFile(found.content, name=str(NAMES[medium.kind])))
    except Declined as refusal:
        is_final = refusal.remedy in (Remedy.NEVER, Remedy.OPERATOR) or medium.tries >= TRIES
        if is_final:
            logger.warning("what was sent to the account could not be fetched: %s", refusal.code)
            _refuse(medium, _("没有取到，请再发一次。"), now)
        return False
    except InvalidInput as refusal:
        _refuse(medium, str(refusal.message), now)
        return False
    return _keep(medium, ready, now)


@transaction.atomic
def _claim(medium_id: int, now: datetime) -> Medium | None:
    waiting = Medium.objects.filter(pk=medium_id, state=Medium.State.WAITING, next_try_at__lte=now)
    medium = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if medium is not None:
        medium.next_try_at = now + FIRST_PAUSE * 2**medium.tries
        medium.tries += 1
        medium.save(update_fields=["tries", "next_try_at"])
    return medium


@transaction.atomic
def _keep(medium: Medium, ready: files.Prepared, now: datetime) -> bool:
    # Whoever is just being answered may submit the draft or give it up.
    WechatUser.objects.select_for_update().get(pk=medium.user_id)
    if not Medium.objects.filter(pk=medium.pk).exists():
        return False
    case = Case.objects.filter(submission_key=medium.draft).values_list("pk", flat=True).first()
    files.attach(owner=case or medium.draft, upload=ready, actor_name=_("诉求人"), now=now)
    Medium.objects.filter(pk=medium.pk).update(state=Medium.State.KEPT)
    return True


def _refuse(medium: Medium, why: str, now: datetime) -> None:
    """It counts no more, and whoever sent it is told, as far as WeChat lets us."""
    Medium.objects.filter(pk=medium.pk).update(state=Medium.State.REFUSED)
    said = _("您发的%(kind)s没有收下：%(why)s") % {"kind": NAMES[medium.kind], "why": why}
    try:
        sending.send_answer(openid=medium.user.openid, text=said, now=now)
    except Declined as refusal:
        logger.warning("nobody could be told of a medium that was refused: %s", refusal.code)
