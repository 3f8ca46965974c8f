"""Translations are compiled without GNU gettext."""

import gettext
import os
from pathlib import Path

import pytest

from config import translations

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "诉求"
msgstr "case"

msgid "%(count)d 件诉求"
msgid_plural "%(count)d 件诉求"
msgstr[0] "%(count)d case"
msgstr[1] "%(count)d cases"

#, fuzzy
msgid "工单"
msgstr "wrong"
"""


@pytest.fixture
def po(tmp_path: Path) -> Path:
    path = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO)
    return path


def catalogue(po: Path) -> gettext.GNUTranslations:
    with po.with_suffix(".mo").open("rb") as compiled:
        return gettext.GNUTranslations(compiled)


def test_what_was_compiled_can_be_read(po: Path, tmp_path: Path) -> None:
    assert translations.compile_all(tmp_path) == [po.with_suffix(".mo")]
    english = catalogue(po)
    assert english.gettext("诉求") == "case"
    assert english.ngettext("%(count)d 件诉求", "%(count)d 件诉求", 2) == "%(count)d cases"


def test_a_doubtful_translation_is_left_out(po: Path, tmp_path: Path) -> None:
    translations.compile_all(tmp_path)
    assert catalogue(po).gettext("工单") == "工单"


def test_nothing_is_done_twice(po: Path, tmp_path: Path) -> None:
    translations.compile_all(tmp_path)
    assert translations.compile_all(tmp_path) == []


def test_a_newer_text_is_compiled_again(po: Path, tmp_path: Path) -> None:
    translations.compile_all(tmp_path)
    po.write_text(PO.replace("case", "request"))
    os.utime(po, (po.stat().st_mtime + 5, po.stat().st_mtime + 5))
    translations.compile_all(tmp_path)
    assert catalogue(po).gettext("诉求") == "request"


def test_no_folder_is_no_obstacle(tmp_path: Path) -> None:
    assert translations.compile_all(tmp_path / "none") == []
