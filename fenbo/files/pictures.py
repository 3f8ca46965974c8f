"""Photographs as they are kept: drawn anew, so that nothing but the picture is left."""

from io import BytesIO

import pi_heif
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from fenbo.core.errors import InvalidInput
from fenbo.files.kinds import FIELD, FileKind

pi_heif.register_heif_opener()  # type: ignore[attr-defined]

# What a telephone takes today; a header that claims more is a trap for our memory.
MAX_PIXELS = 50_000_000
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
# The longer side in pixels: a printed page at 300 dpi can still be read.
LONGEST_SIDE = 3_500
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
SAVING: dict[str, dict[str, object]] = {
    "image/jpeg": {"format": "JPEG", "quality": 88, "optimize": True},
    "image/png": {"format": "PNG"},
    "image/webp": {"format": "WEBP", "quality": 88},
}


def redrawn(content: bytes, kind: FileKind, name: str) -> bytes:
    """The picture upright and encoded anew, without EXIF, place, comments or trailing bytes; the first frame only."""
    try:
        return _redraw(content, kind)
    except InvalidInput:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels(name) from None
    except Exception as problem:
        # Decoders fail in any way they like on broken or hostile bytes; to the sender it is all the same.
        message = _("“%(name)s”打不开，照片可能已损坏。请重新拍摄或换一张。")
        raise InvalidInput(message % {"name": name}, field=FIELD) from problem


def _redraw(content: bytes, kind: FileKind) -> bytes:
    with Image.open(BytesIO(content), formats=FORMATS) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise Image.DecompressionBombError
        # Lets the JPEG decoder read big pictures at a half or a quarter, which saves most of the time.
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        plain = _plain(upright, keep_alpha=kind.mime != "image/jpeg")
    kept = BytesIO()
    plain.save(kept, **SAVING[kind.mime])  # type: ignore[arg-type]
    return kept.getvalue()


def _plain(picture: Image.Image, *, keep_alpha: bool) -> Image.Image:
    """Only pixels: a new image has no text chunks, profiles or other company."""
    alpha = keep_alpha and picture.has_transparency_data
    pixels = picture.convert("RGBA" if alpha else "RGB")
    fresh = Image.new(pixels.mode, pixels.size)
    fresh.paste(pixels)
    return fresh


def _too_many_pixels(name: str) -> InvalidInput:
    message = _("“%(name)s”的像素太多（最多 %(most)s 万），请缩小后再上传。")
    return InvalidInput(message % {"name": name, "most": MAX_PIXELS // 10_000}, field=FIELD)
