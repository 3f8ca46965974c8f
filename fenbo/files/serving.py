"""Handing files out."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from fenbo.files import storage
from fenbo.files.models import Attachment

# Opened by itself, a file may show itself and nothing else: no script, no form, no request to anywhere.
ALONE = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"
# One range of bytes (RFC 9110, section 14.1.2). Several at once are answered with the whole.
RANGE = re.compile(r"bytes=(\d*)-(\d*)")
PIECE = 64 * 1024


def serve(attachment: Attachment) -> FileResponse:
    """The file as a response: pictures are shown, everything else is saved. The caller has asked the scope."""
    response = FileResponse(
        storage.place(attachment.stored_name).open("rb"),
        as_attachment=not attachment.is_image,
        filename=attachment.name,
        content_type=attachment.mime,
    )
    return _private(response)


def play(attachment: Attachment, asked: str) -> HttpResponseBase:
    """The file for a player, which asks for parts of it: `asked` is the request's header Range, empty for the whole.

    The caller has asked the scope.
    """
    file = storage.place(attachment.stored_name)
    size = file.stat().st_size
    wanted = RANGE.fullmatch(asked.strip())
    response: HttpResponseBase
    if wanted is None or not any(wanted.groups()):
        response = StreamingHttpResponse(_pieces(file, 0, size), content_type=attachment.mime)
        first, length = 0, size
    else:
        first, last = _bounds(wanted[1], wanted[2], size)
        if first > last:
            response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
            return _private(response)
        length = last - first + 1
        response = StreamingHttpResponse(
            _pieces(file, first, length), status=206, content_type=attachment.mime
        )
        response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    response.headers["Content-Length"] = str(length)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Disposition"] = "inline"
    return _private(response)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """The first and the last byte, both included; the first beyond the last where there is no such part."""
    if not first:
        # The last so many bytes.
        return (max(0, size - int(last)), size - 1) if int(last) else (size, size - 1)
    return int(first), min(int(last), size - 1) if last else size - 1


def _pieces(file: Path, first: int, length: int) -> Iterator[bytes]:
    with file.open("rb") as opened:
        opened.seek(first)
        while length > 0 and (piece := opened.read(min(PIECE, length))):
            length -= len(piece)
            yield piece


Response = TypeVar("Response", bound=HttpResponseBase)


def _private(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = ALONE
    response.headers["Cache-Control"] = "private, no-store"
    return response
