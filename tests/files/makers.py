"""Files as people and attackers send them."""

import struct
import wave
import zlib
from io import BytesIO
from typing import Any

import pikepdf
from django.core.files.base import ContentFile
from PIL import Image

GPS_MARK = b"GPS-HERE"


def upload(content: bytes, name: str) -> ContentFile[bytes]:
    return ContentFile(content, name=name)


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **saving: Any) -> bytes:
    kept = BytesIO()
    Image.new("RGB", size, "red").save(kept, kind, **saving)
    return kept.getvalue()


def photograph_with_place() -> bytes:
    """Lying on its side (orientation 6), with a position and a comment in its EXIF."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = GPS_MARK.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (36.0, 37.0, 1.0), 3: "E", 4: (101.0, 46.0, 30.0)})
    return picture(exif=exif.tobytes())


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes whose header promises that many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def sound() -> bytes:
    kept = BytesIO()
    with wave.open(kept, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(1600))
    return kept.getvalue()


def document(**saving: Any) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    kept = BytesIO()
    pdf.save(kept, **saving)
    return kept.getvalue()


def active_document() -> bytes:
    """A PDF that runs a script when opened, starts a program from a link, carries a file and names its author."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('HERE')")
    pdf.Root.OpenAction = pdf.make_indirect(script)
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="HERE.exe")
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=launch)
    safe = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org/KEPT")
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=safe)
    carried = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment, Rect=[0, 0, 9, 9], Contents="HERE"
    )
    page.obj.Annots = pikepdf.Array([note, pdf.make_indirect(link), carried])
    page.obj.AA = pikepdf.Dictionary(O=script)
    pdf.attachments["HERE.html"] = b"<script>HERE</script>"
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = ["HERE"]
    pdf.docinfo["/Author"] = "HERE"
    kept = BytesIO()
    pdf.save(kept, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return kept.getvalue()
