"""The address that is entered at WeChat, and the pages of the account."""

from django.urls import path

from fenbo.wechat import pages, trying, views

app_name = "wechat"
urlpatterns = [
    path("", views.knock, name="knock"),
    path("enter/", pages.enter, name="enter"),
    path("back/", pages.back, name="back"),
    path("mine/", pages.mine, name="mine"),
    path("phone/", trying.phone, name="phone"),
]
