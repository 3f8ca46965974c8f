"""Telling what is wrong on a page of the site (网站找错)."""

from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fenbo.core import clock
from fenbo.defects import operations
from fenbo.defects.models import DefectKind
from fenbo.directory.actors import Actor
from fenbo.look.components import clocks
from fenbo.website.fields import Line, Lines
from fenbo.website.frame import private
from fenbo.website.sending import send


class DefectForm(forms.Form):
    page = Line(
        label=gettext_lazy("哪个页面"),
        max_length=operations.LONGEST_PAGE,
        help_text=gettext_lazy(
            "网址中主机名以后的部分，例如 /about/。从页面底部点“网站找错”进来的，已经填好。"
        ),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("什么问题"), choices=DefectKind.choices, widget=forms.RadioSelect
    )
    text = Lines(
        label=gettext_lazy("哪里不对"),
        max_length=500,
        help_text=gettext_lazy("请写清哪一处、应该是什么。不要写姓名和电话；需要答复的请用“我要反映”。"),
    )


@private("GET", "HEAD", "POST")
def report(request: HttpRequest) -> HttpResponse:
    """A form that works from every page's foot; what was sent is told with the time by which it is settled."""
    form, now = DefectForm(request.POST or None, initial={"page": _came_from(request)}), clock.now()
    sent = send(request, form, lambda values: operations.report(**values, actor=Actor.public(), now=now))
    if sent.result:
        due = clocks.show(sent.result.due_at, now)
        messages.success(request, _("谢谢，已经转给编辑核对，最迟%(due)s处理。") % {"due": due})
        return redirect("website:home")
    context = {"form": form, "question": sent.question}
    return render(request, "website/defect.html", context, status=sent.status)


def _came_from(request: HttpRequest) -> str:
    """The page in the address, else the one whose link was followed, where that was one of ours."""
    if page := request.GET.get("page", ""):
        return page[: operations.LONGEST_PAGE]
    parts = urlsplit(request.headers.get("Referer", ""))
    ours = parts.netloc in (request.get_host(), urlsplit(settings.SITE_URL).netloc)
    return parts.path[: operations.LONGEST_PAGE] if ours else ""
