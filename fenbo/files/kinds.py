"""Which files are taken, told from their first bytes and never from a name or a header."""

from collections.abc import Mapping
from dataclasses import dataclass

import filetype
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fenbo.core.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file, and as what it is kept: `mime` and `extension` belong to the kept file."""

    family: str
    mime: str
    extension: str


JPEG = FileKind("image", "image/jpeg", "jpg")
PNG = FileKind("image", "image/png", "png")
PDF = FileKind("document", "application/pdf", "pdf")
# By what the library calls the first bytes. No browser shows HEIC, so telephones' pictures become JPEG.
KINDS: Mapping[str, FileKind] = {
    "image/jpeg": JPEG,
    "image/png": PNG,
    "image/apng": PNG,
    "image/webp": FileKind("image", "image/webp", "webp"),
    "image/heic": JPEG,
    "application/pdf": PDF,
    "audio/mpeg": FileKind("audio", "audio/mpeg", "mp3"),
    "audio/x-wav": FileKind("audio", "audio/wav", "wav"),
    "audio/mp4": FileKind("audio", "audio/mp4", "m4a"),
    "audio/amr": FileKind("audio", "audio/amr", "amr"),
    "audio/ogg": FileKind("audio", "audio/ogg", "ogg"),
}
FAMILY_NAMES = {
    "image": gettext_lazy("照片"),
    "document": gettext_lazy("PDF 文件"),
    "audio": gettext_lazy("录音"),
}
FAMILY_OF_EXTENSION = {
    **dict.fromkeys(("jpg", "jpeg", "jpe", "png", "webp", "heic", "heif"), "image"),
    "pdf": "document",
    **dict.fromkeys(("mp3", "wav", "m4a", "amr", "ogg", "oga", "opus"), "audio"),
}
# For the `accept` of a file input; it only helps to choose and is not relied on.
ACCEPT = ",".join(f".{extension}" for extension in FAMILY_OF_EXTENSION)
FIELD = "files"


def sniff(content: bytes, name: str) -> FileKind:
    """The kind of this content. InvalidInput when it is none that is taken, or not what its name promises.

    A picture under another picture's extension is taken: telephones and chat programs rename them all the time.
    """
    found = filetype.guess(content)  # type: ignore[no-untyped-call]
    kind = KINDS.get(found.mime) if found else None
    promised = FAMILY_OF_EXTENSION.get(name.rpartition(".")[2].lower())
    if kind is None and promised:
        message = _("“%(name)s”的扩展名像是%(promised)s，但内容不是，可能已损坏或改过扩展名。请换一个文件。")
        raise InvalidInput(message % {"name": name, "promised": FAMILY_NAMES[promised]}, field=FIELD)
    if kind is None:
        message = _(
            "不能收“%(name)s”。可以上传照片（JPG、PNG、WebP、HEIC）、PDF 和录音（MP3、WAV、M4A、AMR、OGG）。"
        )
        raise InvalidInput(message % {"name": name}, field=FIELD)
    if promised and promised != kind.family:
        message = _("“%(name)s”的扩展名像是%(promised)s，内容却是%(real)s。请改正扩展名或换一个文件。")
        names = {"promised": FAMILY_NAMES[promised], "real": FAMILY_NAMES[kind.family]}
        raise InvalidInput(message % {"name": name, **names}, field=FIELD)
    return kind
