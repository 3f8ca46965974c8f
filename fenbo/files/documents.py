"""PDF files as they are kept: pages, without the author's data and without anything that acts."""

from io import BytesIO
from typing import Any

import pikepdf
from django.utils.translation import gettext as _

from fenbo.core.errors import InvalidInput
from fenbo.files.kinds import FIELD

# Keys that hold programs, files within the file, forms' programs or who made it (ISO 32000-2).
UNWANTED = (
    "/AA", "/OpenAction", "/JavaScript", "/JS", "/EmbeddedFiles", "/EF", "/AF", "/Collection", "/XFA", "/Metadata",
    "/PieceInfo", "/RichMediaContent", "/RichMediaSettings", "/Renditions",
)  # fmt: skip
# What a link may do when it is followed; all other actions start something or send something.
HARMLESS_ACTIONS = ("/GoTo", "/URI", "/Named")
HARMFUL_NOTES = ("/FileAttachment", "/RichMedia", "/Movie", "/Screen", "/3D", "/Sound")
DEEPEST = 60


def stripped(content: bytes, name: str) -> bytes:
    """The document written anew. InvalidInput when it is locked or cannot be read."""
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise pikepdf.PasswordError
            if not len(pdf.pages):
                raise pikepdf.PdfError("no page")
            return _strip(pdf)
    except pikepdf.PasswordError:
        message = _("“%(name)s”加了密码或限制，我们打不开。请解除后再上传。")
        raise InvalidInput(message % {"name": name}, field=FIELD) from None
    except (pikepdf.PdfError, RuntimeError, ValueError, RecursionError):
        message = _("“%(name)s”打不开，PDF 可能已损坏。请重新导出后再上传。")
        raise InvalidInput(message % {"name": name}, field=FIELD) from None


def _strip(pdf: pikepdf.Pdf) -> bytes:
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for found in pdf.objects:
        _clean(found, 0)
    for page in pdf.pages:
        _drop_notes(page)
    pdf.remove_unreferenced_resources()
    kept = BytesIO()
    # The same file again gives the same bytes, so that sending it twice can be noticed.
    pdf.save(kept, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return kept.getvalue()


def _clean(found: Any, depth: int) -> None:
    """Remove what is unwanted from one object and from the direct objects within it."""
    if depth > DEEPEST:
        raise ValueError("nested too deep")
    if isinstance(found, pikepdf.Array):
        for item in found:
            _clean_within(item, depth)
    elif isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        for key in list(found.keys()):
            value = found[key]
            if key in UNWANTED or (key in ("/A", "/PA", "/Next") and _acts(value)):
                del found[key]
            else:
                _clean_within(value, depth)


def _clean_within(value: Any, depth: int) -> None:
    """Indirect objects come by themselves in the list of all objects; following them here could go in circles."""
    if isinstance(value, pikepdf.Object) and not value.is_indirect:
        _clean(value, depth + 1)


def _acts(action: Any) -> bool:
    if isinstance(action, pikepdf.Array):
        return any(_acts(item) for item in action)
    return isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "")) not in HARMLESS_ACTIONS


def _drop_notes(page: pikepdf.Page) -> None:
    """Remove the annotations that carry files or media."""
    notes = page.obj.get("/Annots")
    if isinstance(notes, pikepdf.Array):
        kept = [note for note in notes if str(note.get("/Subtype", "")) not in HARMFUL_NOTES]
        page.obj["/Annots"] = pikepdf.Array(kept)
