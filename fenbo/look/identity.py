"""Who runs the site: what the law wants at the foot of every page (国办发〔2017〕47号: 主办单位, 网站标识码, 备案, 找错).

Values come from `settings.SITE_IDENTITY`; whatever is empty is left out.
"""

from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

ICP_URL = "https://beian.miit.gov.cn/"
POLICE_URL = "https://beian.mps.gov.cn/#/query/webSearch?code="


class Fact(NamedTuple):
    label: str
    value: str
    url: str = ""


def given(name: str) -> str:
    return str(getattr(settings, "SITE_IDENTITY", {}).get(name, "")).strip()


def facts() -> list[Fact]:
    police = given("police_record")
    digits = "".join(filter(str.isdecimal, police))
    rows = [
        Fact(_("主办单位"), given("organiser")),
        Fact(_("承办单位"), given("operator")),
        Fact(_("网站标识码"), given("site_code")),
        Fact(_("备案号"), given("icp"), ICP_URL),
        Fact(_("公安备案"), police, POLICE_URL + digits),
        Fact(_("地址"), given("address")),
    ]
    return [fact for fact in rows if fact.value]
