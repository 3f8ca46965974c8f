"""What is left of a PDF."""

from io import BytesIO

import pikepdf
import pytest

from fenbo.core.errors import InvalidInput
from fenbo.files import documents
from fenbo.files.operations import prepare
from tests.files.makers import active_document, document, upload


def unpacked(content: bytes) -> bytes:
    """All of the file in plain bytes, so that one can look for anything."""
    with pikepdf.open(BytesIO(content)) as pdf:
        kept = BytesIO()
        pdf.save(
            kept,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return kept.getvalue()


def test_a_document_keeps_its_pages_and_loses_whatever_acts() -> None:
    content = active_document()
    assert unpacked(content).count(b"HERE") > 4
    kept = prepare(upload(content, "证明.pdf"))
    assert b"HERE" not in unpacked(kept.content)
    for word in (
        b"/JavaScript",
        b"/Launch",
        b"/OpenAction",
        b"/EmbeddedFiles",
        b"/FileAttachment",
        b"/AA",
        b"/Author",
    ):
        assert word not in unpacked(kept.content)


def test_a_plain_link_stays() -> None:
    assert b"KEPT" in unpacked(prepare(upload(active_document(), "证明.pdf")).content)


def test_the_same_document_is_the_same_bytes_again() -> None:
    content = active_document()
    assert prepare(upload(content, "a.pdf")).sha256 == prepare(upload(content, "a.pdf")).sha256


def test_a_locked_document_is_refused_in_plain_words() -> None:
    with_password = document(encryption=pikepdf.Encryption(user="a", owner="b"))
    restricted = document(encryption=pikepdf.Encryption(user="", owner="b"))
    for locked in (with_password, restricted):
        with pytest.raises(InvalidInput, match="加了密码") as refusal:
            prepare(upload(locked, "证明.pdf"))
        assert refusal.value.field == "files"


def test_a_broken_document_is_refused_in_plain_words() -> None:
    for broken in (b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(3000), document()[:60]):
        with pytest.raises(InvalidInput, match="打不开"):
            prepare(upload(broken, "证明.pdf"))


def test_a_document_nested_without_end_is_refused() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    nested = pikepdf.Array([])
    for _step in range(documents.DEEPEST + 5):
        nested = pikepdf.Array([nested])
    pdf.Root.Deep = nested
    kept = BytesIO()
    pdf.save(kept)
    with pytest.raises(InvalidInput, match="打不开"):
        prepare(upload(kept.getvalue(), "深.pdf"))
