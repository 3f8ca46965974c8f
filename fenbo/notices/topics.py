"""Everything that staff are told of, in words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.TextChoices):
    ORDER_GIVEN = "order_given", _("有新的工单")
    ORDER_CANCELLED = "order_cancelled", _("工单已被收回")
    CO_ORDER_DONE = "co_order_done", _("协办单位或下级已回复")
    RETURN_ASKED = "return_asked", _("有退单待裁定")
    RETURN_REFUSED = "return_refused", _("退单未获同意，请继续办理")
    EXTENSION_ASKED = "extension_asked", _("有延期申请待审批")
    EXTENSION_RULED = "extension_ruled", _("延期申请已裁定")
    REPLY_TO_REVIEW = "reply_to_review", _("有回复待审核")
    REPLY_SENT_BACK = "reply_sent_back", _("回复被退回，请重新办理")
    INFO_SUPPLIED = "info_supplied", _("诉求人已补充情况")
    INFO_LAPSED = "info_lapsed", _("诉求人逾期未补充")
    SECOND_HANDLING = "second_handling", _("诉求人不满意，二次办理")
    WITHDRAWN = "withdrawn", _("诉求人已撤回")
    DECIDED = "decided", _("晨会有新的决定")
    REMINDED = "reminded", _("催办")
    CALLER_ASKED = "caller_asked", _("诉求人来电催单")
    SUPERVISED = "supervised", _("督办")
    AMBER = "amber", _("即将到期")
    RED = "red", _("已经超时")
    TAKE_DOWN_ASKED = "take_down_asked", _("诉求人申请撤下公示")
    TEXT_TO_REVIEW = "text_to_review", _("有知识或政策待复核")
    TEXT_EXPIRING = "text_expiring", _("知识条目将在30天内到期")
    CORRECTION_PROPOSED = "correction_proposed", _("有人指出知识条目的错误")
    DEFECT_REPORTED = "defect_reported", _("有人指出网站页面的错误")
    INQUIRY_PASSED = "inquiry_passed", _("保障组未能当场解答，请分拨中心办理")
    SOURCE_MOVED = "source_moved", _("集中解答的来源已修改或撤下")
    SURGE = "surge", _("话题激增")
    REPORT_READY = "report_ready", _("报表已做好")
    DIGEST = "digest", _("预警和超时汇总")
