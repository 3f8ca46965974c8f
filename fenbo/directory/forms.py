"""What an administrator may type about regions, units and posts, beyond what the fields and constraints refuse."""

import re
from itertools import combinations
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from unfold.forms import PaginationInlineFormSet

from fenbo.directory.duties import ADMINISTRATION
from fenbo.directory.models import Post, Unit
from fenbo.directory.queries import unit_ids_below
from fenbo.directory.seeding import level_and_parent


class PeriodForm(forms.ModelForm[Any]):
    """The base of every form here: an end before its beginning is told at the end's field.

    Left to the constraints it would be an error of the database, which has no range that runs backwards.
    """

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if _reversed(cleaned.get("valid_from"), cleaned.get("valid_to")):
            self.add_error("valid_to", _("失效日期不能早于生效日期。"))
        begins, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if _reversed(begins, ends) or (begins is not None and begins == ends):
            self.add_error("ends_at", _("结束时间必须晚于开始时间。"))
        return cleaned


def _reversed(begins: Any, ends: Any) -> bool:
    return begins is not None and ends is not None and ends < begins


class RegionForm(PeriodForm):
    def clean(self) -> dict[str, Any]:
        """Level and parent must be those that the digits of the code tell (GB/T 2260)."""
        cleaned = super().clean()
        code = cleaned.get("code") or self.instance.code
        if not code:
            return cleaned
        level, parent = level_and_parent(code)
        if cleaned.get("level") not in (None, level):
            self.add_error(
                "level", _("区划代码 %(code)s 是%(level)s。") % {"code": code, "level": level.label}
            )
        given = cleaned.get("parent")
        if "parent" in cleaned and (given.code if given else None) != parent:
            self.add_error("parent", _("区划代码 %(code)s 的上级是 %(parent)s。") % {
                "code": code, "parent": parent or _("空（省级没有上级）"),
            })  # fmt: skip
        return cleaned


# What follows the prefix of a Chinese mobile number (YD/T 1599), however it was written.
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


class UnitForm(PeriodForm):
    def clean_phone(self) -> str:
        """It stands on the public website: an official's own mobile number does not belong there."""
        phone: str = self.cleaned_data["phone"].strip()
        if MOBILE.search(re.sub(r"[\s\-]", "", phone)):
            raise ValidationError(_("这个号码会公开在网站上，请填写办公电话，不要填写个人手机号。"))
        return phone

    def clean_parent(self) -> Unit | None:
        """A loop in the tree would send an order round for ever."""
        parent: Unit | None = self.cleaned_data["parent"]
        if parent and self.instance.pk and parent.pk in unit_ids_below(self.instance.pk):
            raise ValidationError(_("上级不能是本单位或本单位的下级。"))
        return parent


class DatedFormSet(PaginationInlineFormSet):
    """Rows with days of validity: what the database forbids between two of them is told before it has to.

    The constraints compare a row with what is stored already; here two rows of one page are compared.
    """

    def clean(self) -> None:
        super().clean()
        rows = [
            form.instance
            for form in self.forms
            if form.instance.pk or form.has_changed()
            if not form.errors and form not in self.deleted_forms
        ]
        for one, other in combinations(rows, 2):
            if _overlap(one, other) and (message := self.clash(one, other)):
                raise ValidationError(message)

    def clash(self, one: Any, other: Any) -> str | None:
        """What is wrong with the two holding on the same day, if anything."""
        raise NotImplementedError


class PostFormSet(DatedFormSet):
    def clash(self, one: Post, other: Post) -> str | None:
        if one.duty == other.duty:
            held_twice = one.unit_id == other.unit_id
            return _("此人在这一单位的同一职责已有任职，日期重叠。") if held_twice else None
        if one.duty in ADMINISTRATION and other.duty in ADMINISTRATION:
            return _("系统管理、安全管理、审计三种职责不得由同一人兼任。")
        return None


def _overlap(one: Any, other: Any) -> bool:
    return (one.valid_to is None or other.valid_from <= one.valid_to) and (
        other.valid_to is None or one.valid_from <= other.valid_to
    )
