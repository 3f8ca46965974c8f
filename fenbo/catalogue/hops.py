"""The stretches of a case's way that have a clock of their own."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Hop(models.TextChoices):
    DISPATCH = "dispatch", _("分拨")
    SIGN_IN = "sign_in", _("签收")
    CONTACT = "contact", _("首次联系")
    ANSWER = "answer", _("答复")
    INTERIM = "interim", _("阶段答复")
    FINAL = "final", _("最终答复")
    REVIEW = "review", _("审核")
    FOLLOW_UP = "follow_up", _("回访")
    MORE_INFO = "more_info", _("待补充")
    RETURN_DECISION = "return_decision", _("退单裁定")
    EXTENSION_DECISION = "extension_decision", _("延期审批")
    TAKE_DOWN_DECISION = "take_down_decision", _("撤下公示审批")
    # Not of a case but of a question beside a call; what is not answered in time becomes a case.
    INQUIRY = "inquiry", _("保障组解答")
    # Not a stretch but its ceiling: the most that one extension may add.
    EXTENSION = "extension", _("延期上限")
