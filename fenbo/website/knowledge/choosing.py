"""What the forms of these pages offer."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fenbo.catalogue import queries as catalogue
from fenbo.core.lapsing import Lapsing
from fenbo.directory import queries as directory
from fenbo.knowledge.models import FirmSize, Industry
from fenbo.look.forms import Kept, KeptSelect
from fenbo.website import choices

ANY = [("", _("不限"))]


def _prefectures() -> list[tuple[str, str]]:
    home = settings.HOME_PROVINCE[:2]
    return [
        (row.pk, row.name)
        for row in directory.regions()
        if row.pk[:2] == home and row.pk.endswith("00") and not row.pk.endswith("0000")
    ]


prefectures = Lapsing(_prefectures)


OFFERED = {
    "region": Lapsing(lambda: Kept([*ANY, *choices.places()])),
    "category": Lapsing(lambda: Kept([*ANY, *catalogue.first_level()])),
    "industry": Lapsing(lambda: Kept([*ANY, *Industry.choices])),
    "size": Lapsing(lambda: Kept([*ANY, *FirmSize.choices])),
}


class Choosing(forms.Form):
    """A form whose choices are of today."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in OFFERED.items():
            if name in self.fields:
                self.fields[name].choices = offered()  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, str]:
        """What was chosen and can be read; everything else is taken for not chosen."""
        self.is_valid()
        given: dict[str, str] = getattr(self, "cleaned_data", {})
        return {name: str(given.get(name, "")) for name in self.fields}


def choice(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, widget=KeptSelect)


class PolicyFilter(Choosing):
    category = choice(_("主题"))
    region = choice(_("地区"))
    industry = choice(_("行业"))
    size = choice(_("规模"))


class SearchForm(Choosing):
    q = forms.CharField(label=_("查找"), max_length=100, required=False)
    kind = forms.CharField(required=False, widget=forms.HiddenInput)
    category = choice(_("主题"))
    region = choice(_("地区"))
    order = forms.ChoiceField(
        label=_("排序"), required=False, choices=[("", _("最相关")), ("newest", _("最新"))]
    )
