"""Brakes of the public pages: gentle for those who submit, hard for those who guess query codes."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from fenbo.core.errors import Refused
from fenbo.core.limiting import Rate, take

# Many requesters share one address: a village's only connection, a firm, a telephone network.
GUESSES_PER_CLIENT = Rate(30, 600)
GUESSES_PER_CASE = Rate(10, 3600)
CODES_PER_CLIENT = Rate(20, 3600)


class TooOften(Refused):
    status = 429


def client(request: HttpRequest) -> str:
    """The address of who asks, as the nearest trusted proxy tells it."""
    from allauth.account.adapter import get_adapter

    return str(get_adapter().get_client_ip(request))


def check_submission(request: HttpRequest) -> None:
    """TooOften when one address sends far more than people do."""
    rate = Rate(settings.SUBMISSIONS_PER_CLIENT, 600)
    if not take("submit", client(request), rate):
        raise TooOften(_("这个网络提交得太频繁。您填写的内容还在，请过几分钟再提交；着急请拨打 12345。"))


def check_guess(request: HttpRequest, number: str) -> None:
    """TooOften when somebody tries one code after another, at one case or at many."""
    mine = take("open", client(request), GUESSES_PER_CLIENT)
    if not (take("open case", number, GUESSES_PER_CASE) and mine):
        raise TooOften(_("查询次数太多，请过一会儿再试。忘了查询码可以拨打 12345，核实身份后重新告知。"))


def check_code(request: HttpRequest) -> None:
    """TooOften when one address has codes sent to many telephones."""
    if not take("code", client(request), CODES_PER_CLIENT):
        raise TooOften(
            _("这个网络获取验证码太频繁，请过一会儿再试。也可以用编号和查询码查询，或拨打 12345。")
        )
