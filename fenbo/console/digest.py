"""Where else than on the desk somebody wants to be told in sums."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from fenbo.directory.doors import staff_door
from fenbo.notices import wishes
from fenbo.notices.models import By, Every

PLACES = [("", gettext_lazy("只在站内")), (By.EMAIL, By.EMAIL.label), (By.WECHAT, By.WECHAT.label)]


class DigestForm(forms.Form):
    by = forms.ChoiceField(
        label=gettext_lazy("发到"), choices=PLACES, required=False, widget=forms.RadioSelect
    )
    email = forms.EmailField(
        label=gettext_lazy("邮箱"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("微信收不到时也发到这里"),
    )
    every = forms.TypedChoiceField(
        label=gettext_lazy("间隔"), choices=Every, coerce=int, widget=forms.RadioSelect
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("by") == By.EMAIL and not given.get("email") and "email" not in self.errors:
            self.add_error("email", _("请填写邮箱。"))
        return given


@require_http_methods(["GET", "HEAD", "POST"])
@staff_door()
def choose(request: HttpRequest) -> HttpResponse:
    staff_id = int(request.user.pk or 0)
    known = wishes.wish_of(staff_id)
    initial = {"by": "", "every": Every.HOUR}
    if known:
        initial = {"by": known.by, "every": known.every, "email": known.email}
    form = DigestForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        wishes.choose(staff_id=staff_id, **form.cleaned_data)
        messages.success(request, _("已保存。"))
        return redirect("console:notices")
    context = {
        "form": form,
        "title": _("汇总发到哪里"),
        "hint": _(
            "新工单、预警和超时每小时汇总一次，总在通知里；另外可以发到邮箱或微信，夜里不发。"
            "微信须先在网站“我的诉求”用账号里的手机号关联。"
        ),
        "label": _("保存"),
        "kind": "",
        "back": reverse("console:notices"),
        "back_label": _("通知"),
    }
    return render(request, "console/form.html", context, status=422 if form.is_bound else 200)
