"""What each lack is called, and what helps."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fenbo.judgement.replies import Lack

NAMES: dict[Lack, Promise] = {
    Lack.EMPTY: _("没有实质内容"),
    Lack.PASSED_ON: _("只说已转办"),
    Lack.OFF_TOPIC: _("答非所问"),
    Lack.POINT: _("有问未答"),
    Lack.BASIS: _("没有依据"),
    Lack.WHO: _("没有说谁办"),
    Lack.WHEN: _("没有说时间"),
    Lack.PRIVATE: _("含个人信息"),
}
HELP: dict[Lack, Promise] = {
    Lack.EMPTY: _("除了客套话，没有写办理情况和结果。"),
    Lack.PASSED_ON: _("转到哪里不是答复，请写明办理结果，或何时、由谁答复。"),
    Lack.OFF_TOPIC: _("回复和诉求几乎没有相同的词，请核对是不是另一件的回复。"),
    Lack.POINT: _("这些问题好像没有答到："),
    Lack.BASIS: _("可引用文件名称、文号或条款；没有依据的，写明理由。"),
    Lack.WHO: _("写明由哪个单位、哪个科室办，或可以联系的电话。"),
    Lack.WHEN: _("写明何时办的，或何时办完。"),
    Lack.PRIVATE: _("请去掉他人的个人信息："),
}
