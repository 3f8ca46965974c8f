"""WeChat's return codes, by what has to be done about them (developers.weixin.qq.com, 全局返回码)."""

from django.db import models


class Remedy(models.TextChoices):
    """What helps when WeChat refuses."""

    TOKEN = "token"  # another token
    LATER = "later"  # the same call, in some minutes
    TOMORROW = "tomorrow"  # the same call, when the day's quota is new
    NEVER = "never"  # nothing: this person, or this message, will not be taken
    OPERATOR = "operator"  # somebody has to change something at WeChat's platform or in the settings


REMEDIES: dict[int, Remedy] = {
    **dict.fromkeys((40001, 40014, 41001, 42001), Remedy.TOKEN),
    **dict.fromkeys((-1, 45011), Remedy.LATER),
    **dict.fromkeys((45009, 45028), Remedy.TOMORROW),
    # An unknown openid; a code of a login that is unknown or was used; a medium that is gone; a message that is empty,
    # too long or malformed; not following; declined; beyond the 48 hours in which an answer is free, or too many of them.
    **dict.fromkeys(
        (40003, 40007, 40029, 40163, 44004, 45002, 47001, 47003, 43004, 43101, 45015, 45047), Remedy.NEVER
    ),
    **dict.fromkeys(
        (40013, 40037, 40125, 40164, 41030, 43104, 43116, 45008, 48001, 48004, 50002, 20004), Remedy.OPERATOR
    ),
}


class Declined(Exception):
    """WeChat has not done it. `code` is its number for why, or 0 where nothing readable came back."""

    def __init__(self, code: int, *, remedy: Remedy | None = None) -> None:
        super().__init__(str(code))
        self.code = code
        # What nobody has heard of is looked at by somebody.
        self.remedy = remedy or REMEDIES.get(code, Remedy.OPERATOR)
