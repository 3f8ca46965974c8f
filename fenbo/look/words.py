"""Every phrase that the script says, in the reader's language; the page carries them as JSON."""

from functools import cache

from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fenbo.look.components import clocks


@cache
def for_script(language: str) -> SafeString:
    """The element that carries the phrases; the language is the one in force."""
    return json_script(_phrases(), "words")


def _phrases() -> dict[str, str]:
    return {
        **clocks.phrases(),
        "count": _("还可以写 %(left)s 字"),
        "over_count": _("超出 %(over)s 字"),
        "busy": _("正在提交…"),
        "waiting": _("网络或服务暂时不通，内容已保存在本机，将在 %(seconds)s 秒后自动重发。请不要重复填写。"),
        "sending": _("正在重新提交…"),
        "sent": _("已经提交，正在打开结果…"),
        "restored": _("已恢复您上次没有提交的内容。"),
        "discard": _("清空恢复的内容"),
        "wechat_position": _("北纬 %(latitude)s，东经 %(longitude)s（微信定位）"),
        "wechat_no_position": _("没有取到位置，请直接写地点。"),
        "copied": _("已复制"),
        "copy_failed": _("无法自动复制，请长按选取。"),
        "live_on": _("实时更新"),
        "live_waiting": _("正在重新连接"),
        "live_off": _("未连接，请手动刷新"),
        "keys": _("键盘快捷键"),
        "key_next": _("下一行"),
        "key_previous": _("上一行"),
        "key_open": _("打开这一行"),
        "key_help": _("显示快捷键"),
        "close": _("关闭"),
        "failed": _("没有完成，请检查网络后再试。"),
        "read_aloud": _("朗读"),
        "read_stop": _("停止朗读"),
        "offline": _("现在没有网络。内容留在这台设备上，有网络后再提交。"),
        "online": _("网络恢复了，可以继续提交。"),
    }
