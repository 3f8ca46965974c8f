"""What editors fill in. Limits of length are the operations': they say so at the field."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fenbo.console.choosing import PickField
from fenbo.console.frame import DeskForm
from fenbo.core import clock
from fenbo.core.clock import SHANGHAI
from fenbo.core.ids import read_public_number
from fenbo.directory.actors import Actor
from fenbo.directory.duties import Duty
from fenbo.knowledge.models import Collection, FirmSize, Industry, Policy, Version
from fenbo.knowledge.operations.collections import Gathering
from fenbo.knowledge.operations.entries import Wording
from fenbo.knowledge.operations.policies import Document
from fenbo.knowledge.search import published
from fenbo.publication.models import Publication

MOST_FOUND = 12
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def owner() -> PickField:
    return PickField(
        label=_("责任单位"), options="units", number=True, required=False, help_text=_("不填为本单位。")
    )


class EntryForm(DeskForm):
    question = forms.CharField(label=_("问题"), help_text=_("用大家会说的话，一句问清一件事。"))
    aliases = forms.CharField(
        label=_("别的问法"), required=False, widget=area(3), help_text=_("一行一个，读者看不到，只用来查找。")
    )
    answer = forms.CharField(label=_("答复"), widget=area(8), help_text=_("先说能不能、怎么办，再说为什么。"))
    policy = PickField(label=_("依据的政策"), options="policies", required=False)
    clause = forms.CharField(label=_("条款"), required=False)
    basis = forms.CharField(label=_("其他依据"), required=False, help_text=_("没有选政策时必填。"))
    category = PickField(label=_("分类"), options="categories")
    region = PickField(
        label=_("适用地区"), options="regions", required=False, help_text=_("不填为全部地区。")
    )
    valid_from = forms.DateField(label=_("生效日期"), widget=DATE)
    valid_to = forms.DateField(label=_("失效日期"), widget=DATE, required=False, help_text=_("不填为长期。"))

    def wording(self) -> Wording:
        return Wording(**{name: self.cleaned_data[name] for name in FIELDS})


FIELDS = (
    "question", "aliases", "answer", "policy", "clause", "basis", "category", "region", "valid_from", "valid_to",
)  # fmt: skip


class NewEntryForm(EntryForm):
    owner = owner()


def entry_initial(version: Version | None) -> dict[str, Any]:
    """What a form begins with: the wording that is to be changed, or nothing but today."""
    if version is None:
        return {"valid_from": clock.now().astimezone(SHANGHAI).date()}
    values: dict[str, Any] = {name: getattr(version, name) for name in FIELDS}
    return values | {
        "policy": version.policy_id,
        "category": version.category_id,
        "region": version.region_id,
    }


def owner_of(values: Mapping[str, Any], actor: Actor) -> int:
    """The unit that was picked, else the editor's own."""
    return int(values.get("owner") or min(actor.units_with(Duty.EDIT)))


class RemarkForm(DeskForm):
    remark = forms.CharField(label=_("说明"), widget=area(3))


class SettleForm(forms.Form):
    accepted = forms.TypedChoiceField(
        label=_("处理结果"),
        choices=[("1", _("采纳")), ("0", _("不采纳"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    outcome = forms.CharField(label=_("处理说明"), widget=area(3))


class PolicyForm(DeskForm):
    title = forms.CharField(label=_("标题"))
    number = forms.CharField(label=_("文号"), required=False)
    issuer = forms.CharField(label=_("发文机关"))
    issued_on = forms.DateField(label=_("成文或发布日期"), widget=DATE, required=False)
    valid_from = forms.DateField(label=_("施行日期"), widget=DATE, required=False)
    valid_to = forms.DateField(label=_("有效期至"), widget=DATE, required=False)
    supersedes = PickField(label=_("替代"), options="policies", required=False)
    summary = forms.CharField(label=_("通俗说明"), widget=area(5))
    text = forms.CharField(label=_("全文"), required=False, widget=area(6), help_text=_("留空则从原件提取。"))
    source_url = forms.URLField(label=_("原文网址"), required=False, assume_scheme="https")
    category = PickField(label=_("分类"), options="categories")
    region = PickField(
        label=_("适用地区"), options="regions", required=False, help_text=_("不填为全部地区。")
    )
    industries = forms.MultipleChoiceField(
        label=_("适用行业"), choices=Industry.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("都不选为全部行业（GB/T 4754）。"),
    )  # fmt: skip
    sizes = forms.MultipleChoiceField(
        label=_("适用规模"), choices=FirmSize.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("都不选为全部。"),
    )  # fmt: skip
    questions = forms.CharField(
        label=_("问与答"), required=False, widget=area(5), help_text=_("一行一对：问｜答")
    )
    conditions = forms.CharField(
        label=_("适用条件"),
        required=False,
        widget=area(4),
        help_text=_("一行一条：问题｜是或否｜不符合时的说明"),
    )

    def clean_questions(self) -> list[tuple[str, str]]:
        rows = parts(self.cleaned_data["questions"])
        if any(len(row) != 2 for row in rows):
            raise forms.ValidationError(_("每行写成“问｜答”，中间用竖线分开。"))
        return [(row[0], row[1]) for row in rows]

    def clean_conditions(self) -> list[tuple[str, bool, str]]:
        rows = parts(self.cleaned_data["conditions"])
        if any(len(row) not in (2, 3) or row[1] not in "是否" for row in rows):
            raise forms.ValidationError(_("每行写成“问题｜是｜说明”或“问题｜否｜说明”。"))
        return [(row[0], row[1] == "是", row[2] if len(row) == 3 else "") for row in rows]

    def document(self) -> Document:
        left_out = ("version", "owner")
        return Document(**{name: value for name, value in self.cleaned_data.items() if name not in left_out})


class NewPolicyForm(PolicyForm):
    owner = owner()


def parts(text: str) -> list[list[str]]:
    """Lines cut at vertical bars, half or full width."""
    lines = [line.replace("|", "｜").split("｜") for line in text.splitlines() if line.strip()]
    return [[part.strip() for part in line] for line in lines]


def policy_initial(policy: Policy) -> dict[str, Any]:
    names = [name for name in PolicyForm.base_fields if name not in ("version", "questions", "conditions")]
    yes_no = {True: "是", False: "否"}
    return {name: getattr(policy, name) for name in names} | {
        "supersedes": policy.supersedes_id,
        "category": policy.category_id,
        "region": policy.region_id,
        "questions": "\n".join(f"{row.question}｜{row.answer}" for row in policy.questions.all()),
        "conditions": "\n".join(
            f"{row.question}｜{yes_no[row.wanted]}｜{row.otherwise}" for row in policy.conditions.all()
        ),
    }


class OriginalForm(forms.Form):
    file = forms.FileField(label=_("原件"), help_text=_("PDF、DOCX 或 HTML，文字会在后台提取。"))


class PictureForm(forms.Form):
    file = forms.FileField(label=_("图解"))
    picture_text = forms.CharField(
        label=_("图解的文字版"), widget=area(6), help_text=_("图上说的都要写全，看不到图的人读这里。")
    )


class CollectionForm(DeskForm):
    title = forms.CharField(label=_("标题"))
    introduction = forms.CharField(label=_("导语"), widget=area(4))
    category = PickField(label=_("分类"), options="categories")
    sources = forms.CharField(
        label=_("来源"), widget=area(6), help_text=_("一行一件已公示的诉求：编号｜小标题")
    )
    find = forms.CharField(
        label=_("从已公示的诉求里找"),
        required=False,
        max_length=100,
        help_text=_("写事情、地方或编号；勾选的加到来源里，小标题可以再改。"),
    )

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(_with_ticked(data), *args, **kwargs)

    def look(self) -> list[Publication]:
        """The published cases that are looked for and no sources yet; what is still missing is no mistake now."""
        needed = [field for field in self.fields.values() if field.required]
        for field in needed:
            field.required = False
        self.is_valid()
        for field in needed:
            field.required = True
        taken = {read_public_number(number) for number, _heading in self.cleaned_data.get("sources", [])}
        found = published.fittest(self.cleaned_data.get("find", ""), size=MOST_FOUND)
        return [row for row in found if row.number not in taken]

    def clean_sources(self) -> list[tuple[str, str]]:
        rows = parts(self.cleaned_data["sources"])
        if any(len(row) != 2 for row in rows):
            raise forms.ValidationError(_("每行写成“编号｜小标题”，中间用竖线分开。"))
        return [(row[0], row[1]) for row in rows]

    def gathering(self) -> Gathering:
        given = self.cleaned_data
        return Gathering(given["title"], given["introduction"], given["category"], given["sources"])


def _with_ticked(data: Any) -> Any:
    """What was ticked of the cases that were found stands in the sources from now on, each once."""
    if not data or not data.getlist("add"):
        return data
    given = data.copy()
    lines = [*given.get("sources", "").splitlines(), *given.getlist("add")]
    given["sources"] = "\n".join(dict.fromkeys(line for line in lines if line.strip()))
    given.setlist("add", [])
    return given


class NewCollectionForm(CollectionForm):
    owner = owner()


def collection_initial(page: Collection) -> dict[str, Any]:
    sources = page.sources.select_related("case").order_by("place")
    return {
        "title": page.title,
        "introduction": page.introduction,
        "category": page.category_id,
        "sources": "\n".join(f"{source.case.number}｜{source.heading}" for source in sources),
    }
