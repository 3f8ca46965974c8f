"""Hearing of new policies: ask, confirm, end."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from fenbo.core import clock
from fenbo.core.errors import Refused
from fenbo.core.forms import refuse
from fenbo.knowledge.operations import subscribing
from fenbo.website.frame import private
from fenbo.website.knowledge.choosing import Choosing, choice
from fenbo.website.limits import check_submission


class SubscribeForm(Choosing):
    email = forms.EmailField(label=_("电子邮箱"), max_length=200, help_text=_("加密保存，只用来通知新政策。"))
    category = choice(_("主题"))
    region = choice(_("地区"))
    industry = choice(_("行业"))


@private("GET", "HEAD", "POST")
def subscribe(request: HttpRequest) -> HttpResponse:
    form = SubscribeForm(request.POST or None, initial=request.GET.dict())
    status, done = 200, False
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                check_submission(request)
                subscribing.subscribe(**form.cleaned_data, now=clock.now())
                status, done = 200, True
            except Refused as refusal:
                status = refuse(form, refusal)
    context = {"form": form, "done": done, "sends_mail": settings.SENDS_MAIL}
    return render(request, "website/knowledge/subscribe.html", context, status=status)


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
