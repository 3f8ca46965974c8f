"""The public record of the journal: every day's head, the file that makes them, and the program that checks it."""

from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from fenbo.journal import outside, publishing
from fenbo.journal.queries import heads
from fenbo.website.frame import public

SHOWN = 60


@public
def index(request: HttpRequest) -> HttpResponse:
    shown = [(head.day, head.seal.size, bytes(head.seal.root).hex()) for head in heads()[:SHOWN]]
    size = sum(path.stat().st_size for path in publishing.files())
    return render(request, "website/record.html", {"heads": shown, "size": size})


@public
def journal(request: HttpRequest) -> HttpResponseBase:
    """All files behind one another, which is one packed file."""
    response = StreamingHttpResponse(publishing.pieces(), content_type="application/gzip")
    response.headers["Content-Disposition"] = 'attachment; filename="journal.txt.gz"'
    return response


@public
def verifier(request: HttpRequest) -> HttpResponseBase:
    """The program's own text, to be read before it is run."""
    return FileResponse(
        Path(outside.__file__).open("rb"), filename="verify.py", content_type="text/plain; charset=utf-8"
    )
