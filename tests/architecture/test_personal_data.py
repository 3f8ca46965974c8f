"""Personal data lie in few places; each is encrypted, scoped, and kept out of pages and logs."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from config.places import BASE_DIR
from fenbo.core.fields import EncryptedText

# Every model that holds personal data, and what decides who reads it.
SCOPED = {
    "cases.Case": "fenbo.cases.scope: the query code is a secret of the requester's, shown once",
    "cases.Requester": "fenbo.cases.scope: reached through the case alone; shown in full by privacy.reveal",
    "hotline.Call": "fenbo.hotline.scope: agents their own calls, those who lead all; the admin leaves it out",
    "hotline.Block": "fenbo.hotline.queries.blocks: those who lead alone",
    "notices.Address": "whoever it is, shortened: fenbo.website.views.mine; fenbo.notices.sending hands messages over there",
    "notices.DigestWish": "whoever it is: fenbo.console.digest shows each their own",
    "notices.Proof": "nobody: fenbo.notices.proving compares with it",
    "notices.Message": "fenbo.cases.scope: shown with its case; the page of failed ones does not show its words",
    "notices.Way": "nobody: a gateway gets it; no page shows where it went",
    "knowledge.Subscription": "fenbo.knowledge.operations.subscribing: opened by the token in its own mail alone",
    "wechat.WechatUser": "nobody: fenbo.wechat.operations answers whoever WeChat says is writing",
    "wechat.Heard": "nobody: the answer goes to whoever sent the same message again",
    "wechat.Late": "nobody: the message until its answer was sent to whoever wrote it",
    "officialaccount.Pass": "nobody: fenbo.officialaccount.client shows it to WeChat",
    "directory.Staff": "fenbo.directory.admin: the phone is the security administrator's alone",
}
OURS = [model for model in apps.get_models() if model.__module__.startswith("fenbo.")]
# Names of columns that hold personal data wherever they stand.
TELLING = re.compile(r"(^|_)(phone|mobile|email|id_number|id_card|passport)($|_)")
# A unit's telephone is public. Django gives every account a mailbox, which no form of ours fills.
PUBLIC = {"directory.Unit.phone", "directory.Staff.email"}
TEMPLATES = sorted((BASE_DIR / "fenbo").rglob("templates/**/*.html"))
SOURCES = sorted(path for folder in ("fenbo", "config") for path in (BASE_DIR / folder).rglob("*.py"))


def label(model: type[models.Model]) -> str:
    return model._meta.label


def test_every_model_with_encrypted_fields_is_listed_as_scoped() -> None:
    holding = {
        label(model)
        for model in OURS
        if any(isinstance(field, EncryptedText) for field in model._meta.get_fields())
    }
    assert holding == set(SCOPED)


def test_what_sounds_like_personal_data_is_encrypted() -> None:
    plain = [
        f"{label(model)}.{field.name}"
        for model in OURS
        for field in model._meta.get_fields()
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, EncryptedText)
        and TELLING.search(field.name)
    ]
    assert set(plain) <= PUBLIC, set(plain) - PUBLIC


def test_an_encrypted_field_is_in_no_index_and_no_constraint() -> None:
    for model in OURS:
        hidden = {field.name for field in model._meta.fields if isinstance(field, EncryptedText)}
        for index in model._meta.indexes:
            assert not hidden & set(index.fields), label(model)
        unique = {field.name for field in model._meta.fields if field.unique}
        assert not hidden & unique, label(model)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_prints_what_a_requester_gave_in_confidence(template: Path) -> None:
    """Masked values come from `fenbo.cases`; the one page of `reveal` shows what a reason was given for."""
    if template.name == "revealed.html":
        return
    printed = re.findall(
        r"{{[^}]*\b(?:requester|who)\.(?:phone|email|id_number|name)\b[^}]*}}", template.read_text()
    )
    assert printed == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: str(path.relative_to(BASE_DIR)))
def test_no_log_line_names_personal_data(source: Path) -> None:
    calls = re.findall(r"\b(?:logger|logging|log|warnings)\.\w+\((.*)\)", source.read_text())
    assert [call for call in calls if re.search(r"phone|email|id_number|query_code|content", call)] == []
