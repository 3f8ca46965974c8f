"""Writing without a network: the service worker and the page that it shows then."""

import hashlib
import json

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control

from fenbo.website.frame import public
from fenbo.website.submitting import SubmitForm

FILES = ("built/site.css", "built/site.js", "look/mark.svg")
# Staff's pages are never answered for.
CLOSED = ("/desk/", "/account/", "/admin/")


@public
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """Served from the root, because a worker answers only for what lies beneath its own address.

    Its text changes with any of the files and with the page, which is how browsers learn to fetch them anew.
    """
    files = [static(name) for name in FILES]
    version = hashlib.sha256("\n".join([*files, _page()]).encode()).hexdigest()[:12]
    told = {"shell": reverse("website:offline"), "files": files, "version": version, "closed": CLOSED}
    text = f"self.fenbo = {json.dumps(told)};\nimportScripts({json.dumps(static('built/worker.js'))});\n"
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


@public
def page(request: HttpRequest) -> HttpResponse:
    """The same for everybody: drawn without the request, so that no session, key or token can be in it."""
    return HttpResponse(_page())


def _page() -> str:
    return render_to_string("website/offline.html", {"form": SubmitForm()})
