"""Hearing of new policies: ask, confirm, end."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from fenbo.core import clock
from fenbo.knowledge.operations import subscribing
from fenbo.website.frame import private
from fenbo.website.knowledge.choosing import Choosing, choice
from fenbo.website.sending import send


class SubscribeForm(Choosing):
    email = forms.EmailField(label=_("电子邮箱"), max_length=200, help_text=_("加密保存，只用来通知新政策。"))
    category = choice(_("主题"))
    region = choice(_("地区"))
    industry = choice(_("行业"))
    size = choice(_("规模"))


@private("GET", "HEAD", "POST")
def subscribe(request: HttpRequest) -> HttpResponse:
    form = SubscribeForm(request.POST or None, initial=request.GET.dict())
    sent = send(request, form, lambda values: subscribing.subscribe(**values, now=clock.now()))
    context = {
        "form": form,
        "question": sent.question,
        "done": sent.result is not None,
        "sends_mail": settings.SENDS_MAIL,
    }
    return render(request, "website/knowledge/subscribe.html", context, status=sent.status)


@private("GET", "HEAD", "POST")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the message opens a page with a button: programs that look at links confirm nothing."""
    if request.method == "POST":
        subscribing.confirm(token=token, now=clock.now())
    context = {"token": token, "done": request.method == "POST", "ending": False}
    return render(request, "website/knowledge/subscription.html", context)


@private("GET", "HEAD", "POST")
def end(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "POST":
        subscribing.end(token=token)
    context = {"token": token, "done": request.method == "POST", "ending": True}
    return render(request, "website/knowledge/subscription.html", context)
