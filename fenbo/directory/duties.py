"""What a person may be charged with at a unit."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Duty(models.TextChoices):
    """One duty is held at one unit, by a dated post. Rights follow from duties, never from group names."""

    TAKE_IN = "take_in", _("受理")
    DISPATCH = "dispatch", _("分拨")
    REVIEW = "review", _("审核")
    PUBLISH = "publish", _("公示")
    HANDLE = "handle", _("办理")
    FOLLOW_UP = "follow_up", _("回访")
    SUPERVISE = "supervise", _("督办")
    LEAD = "lead", _("领导")
    EDIT = "edit", _("编辑")
    ADMINISTER = "administer", _("系统管理")
    SECURE = "secure", _("安全管理")
    AUDIT = "audit", _("审计")


# The three administrators that the classified protection asks for (GB/T 22239, 三员分立): each with rights of its
# own, and never one person with two of them.
ADMINISTRATION = (Duty.ADMINISTER, Duty.SECURE, Duty.AUDIT)
