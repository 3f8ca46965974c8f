"""What requesters are told is the administrator's to word."""

from string import Template
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.utils.translation import gettext as _

from fenbo.directory.administration import DutyAdmin
from fenbo.notices.models import Wording
from fenbo.notices.texts import Text, places_of, wordings


class WordingForm(ModelForm):  # type: ignore[type-arg]
    """A wording names what is filled in, and nothing that nobody fills in."""

    class Meta:
        model = Wording
        fields = ("kind", "chinese", "english", "by_wechat", "by_sms", "by_email", "at_any_hour")

    def clean_chinese(self) -> str:
        return self._checked("chinese")

    def clean_english(self) -> str:
        return self._checked("english")

    def _checked(self, name: str) -> str:
        text = str(self.cleaned_data[name])
        kind = self.cleaned_data.get("kind") or self.instance.kind
        known = places_of(Text(kind)) if kind else ()
        template = Template(text)
        wrong = sorted({*template.get_identifiers()} - {*known})
        if wrong or not template.is_valid():
            places = "、".join(f"${{{place}}}" for place in known)
            raise ValidationError(_("这里只能填入：%(places)s。") % {"places": places})
        return text


@admin.register(Wording)
class WordingAdmin(DutyAdmin):
    form: Any = WordingForm
    keys = ("kind",)
    lapsing = (wordings,)
    list_display = ["kind", "chinese", "by_wechat", "by_sms", "by_email", "at_any_hour"]
    ordering = ["kind"]
