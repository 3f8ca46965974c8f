"""Originals of policies: PDF, DOCX and HTML as they came, and the words inside them.

Reading a document is left to a process of its own with little memory and little time: whoever made the file decides
how much work it is.
"""

import subprocess
import sys
import zipfile
from io import BytesIO

from django.core.files.base import File
from django.utils.translation import gettext as _

from fenbo.core.errors import InvalidInput
from fenbo.files import names, storage
from fenbo.files.kinds import FileKind
from fenbo.files.models import Attachment
from fenbo.files.operations import Prepared, read_bounded
from fenbo.files.operations import prepare as prepare_any

FIELD = "original"
SECONDS = 30
DOCX = FileKind("document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx")
HTML = FileKind("document", "text/html", "html")
# What a zip archive may unpack to; a policy of a thousand pages needs a tenth.
UNPACKED = 100 * 1024 * 1024


def prepare(upload: File[bytes]) -> Prepared:
    """Check an original; InvalidInput says in plain words what is wrong with it. Nothing is written."""
    name = names.shown(upload.name or "")
    upload.seek(0)
    start = upload.read(1024)
    upload.seek(0)
    if start.startswith(b"PK\x03\x04"):
        return Prepared(names.with_extension(name, "docx"), DOCX, _checked_docx(upload, name))
    if b"<html" in start.lower() or b"<!doctype html" in start.lower():
        return Prepared(names.with_extension(name, "html"), HTML, read_bounded(upload, name))
    ready = prepare_any(upload)
    if ready.kind.extension != "pdf":
        raise InvalidInput(_("原件请用 PDF、DOCX 或 HTML 文件。"), field=FIELD)
    return ready


def _checked_docx(upload: File[bytes], name: str) -> bytes:
    content = read_bounded(upload, name)
    refused = InvalidInput(_("“%(name)s”打不开，或不是没有宏的 Word 文档。") % {"name": name}, field=FIELD)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            inside = {info.filename: info.file_size for info in archive.infolist()}
    except zipfile.BadZipFile:
        raise refused from None
    if "word/document.xml" not in inside or any("vbaProject" in part for part in inside):
        raise refused
    if sum(inside.values()) > UNPACKED:
        raise refused
    return content


def text_of(original: Attachment) -> str | None:
    """The words of an original, paragraphs on lines of their own; None when they cannot be read in time."""
    extension = original.stored_name.rpartition(".")[2]
    command = [sys.executable, "-m", "fenbo.knowledge.extraction", extension]
    with storage.place(original.stored_name).open("rb") as file:
        try:
            done = subprocess.run(command, stdin=file, capture_output=True, timeout=SECONDS, check=True)
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
            return None
    return done.stdout.decode("utf-8", "replace").strip() or None
