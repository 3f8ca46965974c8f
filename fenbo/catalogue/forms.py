"""What an administrator may type about subjects and rules, beyond what the fields and constraints refuse."""

import re
from typing import Any

from django.utils.translation import gettext as _

from fenbo.catalogue.models import DispatchRule
from fenbo.directory.forms import DatedFormSet, PeriodForm


class CategoryForm(PeriodForm):
    def clean(self) -> dict[str, Any]:
        """`0402` stands beneath `04` and nowhere else; `04` beneath none."""
        cleaned = super().clean()
        code = cleaned.get("code") or self.instance.code
        if not re.fullmatch(r"[0-9]{2}([0-9]{2})?", code):
            self.add_error("code", _("一级分类是两位数字，二级分类是四位数字。"))
            return cleaned
        parent, wanted = cleaned.get("parent"), code[:2] if len(code) == 4 else None
        if "parent" in cleaned and (parent.code if parent else None) != wanted:
            nothing = _("空（一级分类没有上级）")
            self.add_error(
                "parent",
                _("编码 %(code)s 的上级应当是 %(parent)s。") % {"code": code, "parent": wanted or nothing},
            )
        return cleaned


class DispatchRuleForm(PeriodForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("lead") in (cleaned.get("co_units") or ()):
            self.add_error("co_units", _("主办单位不能同时是协办单位。"))
        return cleaned


class RuleFormSet(DatedFormSet):
    def clash(self, one: DispatchRule, other: DispatchRule) -> str | None:
        same_place = one.region_id == other.region_id
        return _("这一分类在这一地区已有规则，日期重叠。请先给原规则填写失效日期。") if same_place else None
