"""Whether this process can serve: asked by load balancers and by the tests."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from fenbo.directory.doors import public_door


@public_door
def health(_request: HttpRequest) -> HttpResponse:
    """200 when the database answers, else 503. It tells nothing else, since anybody may ask."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return HttpResponse("no database\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
