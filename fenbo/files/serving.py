"""Handing files out."""

from django.http import FileResponse

from fenbo.files import storage
from fenbo.files.models import Attachment

# Opened by itself, a file may show itself and nothing else: no script, no form, no request to anywhere.
ALONE = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"


def serve(attachment: Attachment) -> FileResponse:
    """The file as a response: pictures are shown, everything else is saved. The caller has asked the scope."""
    response = FileResponse(
        storage.place(attachment.stored_name).open("rb"),
        as_attachment=not attachment.is_image,
        filename=attachment.name,
        content_type=attachment.mime,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = ALONE
    response.headers["Cache-Control"] = "private, no-store"
    return response
