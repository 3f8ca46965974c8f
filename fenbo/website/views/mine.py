"""All that somebody brought, wherever it began, for whoever proves the telephone by a code; there is no password."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from fenbo.cases import proved
from fenbo.cases.opening import cases_of
from fenbo.cases.operations import linking
from fenbo.core import clock
from fenbo.core.errors import OutOfScope, Refused
from fenbo.core.forms import refuse
from fenbo.notices import people, proving
from fenbo.notices.models import Address, By
from fenbo.officialaccount import client as account
from fenbo.website import limits
from fenbo.website.fields import Line
from fenbo.website.frame import private

PHONE_CONSENT = gettext_lazy(
    "我同意用这个手机号把我的诉求放在一起：网站、热线和微信上留了这个号码的，凭短信验证码查看。随时可以取消。"
)
WECHAT_CONSENT = gettext_lazy(
    "我同意把微信和这个手机号关联：微信上提交的诉求也列在这里，进展也发到微信。随时可以取消。"
)
AGREE = {"required": gettext_lazy("同意后才能继续。")}


class PhoneForm(forms.Form):
    phone = Line(
        label=gettext_lazy("手机号"),
        max_length=40,
        help_text=gettext_lazy("提交诉求或拨打热线时用的号码"),
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"required": gettext_lazy("请填写手机号。")},
    )
    agree = forms.BooleanField(label=PHONE_CONSENT, error_messages=AGREE)

    def clean_phone(self) -> str:
        return "".join(filter(str.isdecimal, str(self.cleaned_data["phone"])))


class CodeForm(forms.Form):
    code = Line(
        label=gettext_lazy("验证码"),
        max_length=20,
        help_text=gettext_lazy("短信里的 6 位数字，5 分钟内有效"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": gettext_lazy("请填写验证码。")},
    )


class WechatForm(forms.Form):
    agree = forms.BooleanField(label=WECHAT_CONSENT, error_messages=AGREE)


class WishesForm(forms.Form):
    prefers = forms.ChoiceField(
        label=gettext_lazy("先用哪种方式告诉您"),
        choices=[("", gettext_lazy("不指定")), *By.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    is_quiet_at_night = forms.BooleanField(
        label=gettext_lazy("夜里 10 点到早上 7 点半不打扰"), required=False
    )


@private("GET", "HEAD", "POST")
def index(request: HttpRequest) -> HttpResponse:
    """The list, or the way to it. Whether a telephone is known is not told."""
    mine = proved.address(request)
    if mine is not None and request.method != "POST":
        return _show(request, mine)
    form = PhoneForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                limits.check_code(request)
                proof = proving.send_code(phone=form.cleaned_data["phone"], now=clock.now())
            except Refused as refusal:
                status = refuse(form, refusal)
            else:
                return redirect("website:mine_code", proof.pk)
    context = {"form": form, "is_possible": proving.is_possible()}
    return render(request, "website/mine_phone.html", context, status=status)


@private("GET", "HEAD", "POST")
def code(request: HttpRequest, key: UUID) -> HttpResponse:
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                limits.check_guess(request, str(key))
                return _prove(key, form.cleaned_data["code"])
            except Refused as refusal:
                status = refuse(form, refusal)
    return render(request, "website/mine_code.html", {"form": form}, status=status)


def _prove(key: UUID, code: str) -> HttpResponse:
    now = clock.now()
    phone = proving.prove(proof_id=key, code="".join(filter(str.isdecimal, code)), now=now)
    language = get_language() or "zh-hans"
    mine = people.link_phone(phone=phone, consent=str(PHONE_CONSENT), now=now, language=language)
    response = redirect("website:mine")
    proved.keep(response, mine)
    return response


def _mine(request: HttpRequest) -> Address:
    mine = proved.address(request)
    if mine is None:
        raise OutOfScope
    return mine


@private("POST")
def wechat(request: HttpRequest) -> HttpResponse:
    """A code that the person sends to the account, which then knows whose it is."""
    mine, form = _mine(request), WechatForm(request.POST)
    if not form.is_valid():
        return _show(request, mine, status=422, wechat=form)
    told = linking.offer_wechat(person=mine.person, consent=str(WECHAT_CONSENT), now=clock.now())
    return _show(request, mine, code=told)


@private("POST")
def wishes(request: HttpRequest) -> HttpResponse:
    mine, form = _mine(request), WishesForm(request.POST)
    if not form.is_valid():
        return _show(request, mine, status=422, wishes=form)
    people.prefer(person=mine.person, **form.cleaned_data)
    messages.success(request, _("已保存。"))
    return redirect("website:mine")


@private("POST")
def unlink(request: HttpRequest, key: int) -> HttpResponse:
    """One of the person's addresses is theirs no longer; the telephone's end is the end of this page, everywhere."""
    mine = _mine(request)
    address = mine.person.addresses.filter(pk=key).first()
    if address is None:
        raise OutOfScope
    linking.unlink(address=address, now=clock.now())
    messages.success(request, _("已取消关联。"))
    response = redirect("website:mine")
    if address.pk == mine.pk:
        proved.leave(response)
    return response


def _show(request: HttpRequest, mine: Address, status: int = 200, **given: Any) -> HttpResponse:
    person = mine.person
    addresses = list(person.addresses.order_by("since", "pk"))
    initial = {"prefers": person.prefers, "is_quiet_at_night": person.is_quiet_at_night}
    context = {
        "cases": cases_of(person).only("number", "title", "state", "received_at", "channel"),
        "addresses": [(one, _shortened(one)) for one in addresses],
        "can_link_wechat": account.is_connected() and By.WECHAT not in {one.by for one in addresses},
        "wechat": WechatForm(),
        "wishes": WishesForm(initial=initial),
        "code": "",
        **given,
    }
    return render(request, "website/mine.html", context, status=status)


def _shortened(address: Address) -> str:
    return f"{address.value[:3]}****{address.value[-4:]}" if address.by == By.SMS else ""
