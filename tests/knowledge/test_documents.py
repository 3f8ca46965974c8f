"""Originals: what is taken, and the words inside."""

import zipfile
from io import BytesIO

import docx
import pikepdf
import pytest
from django.core.files.base import ContentFile

from fenbo.core.errors import InvalidInput
from fenbo.core.ids import new_id
from fenbo.files import operations as files
from fenbo.knowledge import documents, extraction
from tests.cast import NOON


def word() -> bytes:
    page = docx.Document()
    page.add_paragraph("关于减免的通知")
    table = page.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "类型", "期限"
    page.add_paragraph("特此通知。")
    kept = BytesIO()
    page.save(kept)
    return kept.getvalue()


def pdf() -> bytes:
    """One page with a line of text in a font that every reader has."""
    with pikepdf.new() as made:
        page = made.add_blank_page(page_size=(300, 200))
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.obj.Contents = made.make_stream(b"BT /F1 12 Tf 20 100 Td (Notice 258 of 2020) Tj ET")
        kept = BytesIO()
        made.save(kept)
        return kept.getvalue()


def packed(**parts: bytes) -> bytes:
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "extension", "said"),
    [
        (word(), "通知.docx", "docx", "关于减免的通知\n类型　期限\n特此通知。"),
        (pdf(), "通知.pdf", "pdf", "Notice 258 of 2020"),
        ("<html><head><title>x</title></head><body><nav>菜单</nav><p>第一条</p><script>1</script>第二条</body>".encode(),
         "通知.htm", "html", "第一条\n第二条"),
        ('<html><head><meta charset="gb2312"></head><body><p>國務院令</p></body>'.encode("gb18030"),
         "通知.html", "html", "國務院令"),
    ],
)  # fmt: skip
def test_each_kind_is_kept_and_read(db: None, content: bytes, name: str, extension: str, said: str) -> None:
    prepared = documents.prepare(ContentFile(content, name))
    assert prepared.kind.extension == extension
    kept = files.attach(owner=new_id(), upload=prepared, actor_name="编辑", now=NOON)
    assert documents.text_of(kept) == said


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (packed(readme_txt=b"x"), "a.docx"),
        (packed(word__document_xml=b"<w/>", word__vbaProject_bin=b"x"), "a.docm"),
        (b"PK\x03\x04 nonsense", "a.docx"),
        (b"just words", "a.txt"),
        (b"", "a.pdf"),
    ],
)
def test_what_is_no_document_is_refused_in_plain_words(content: bytes, name: str) -> None:
    with pytest.raises(InvalidInput):
        documents.prepare(ContentFile(content, name))


def test_an_archive_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "UNPACKED", 1000)
    with pytest.raises(InvalidInput):
        documents.prepare(ContentFile(packed(word__document_xml=b"0" * 2000), "a.docx"))


def test_a_document_that_takes_too_long_has_no_words(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = files.attach(
        owner=new_id(), upload=documents.prepare(ContentFile(word(), "a.docx")), actor_name="编辑", now=NOON
    )
    monkeypatch.setattr(documents, "SECONDS", 0.01)
    assert documents.text_of(kept) is None


def test_a_broken_document_has_no_words(db: None) -> None:
    broken = documents.prepare(ContentFile(packed(word__document_xml=b"<w/>"), "a.docx"))
    kept = files.attach(owner=new_id(), upload=broken, actor_name="编辑", now=NOON)
    assert documents.text_of(kept) is None


def test_blanks_within_chinese_go_and_lines_stay() -> None:
    assert extraction.tidy("第 一 条\u00a0 为了\n\n 支持  A 企业 \n") == "第一条为了\n支持 A 企业"
