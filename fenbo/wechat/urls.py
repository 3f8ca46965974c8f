"""The address that is entered at WeChat, and the pages of the account."""

from django.urls import path

from fenbo.wechat import trying, views

app_name = "wechat"
urlpatterns = [
    path("", views.knock, name="knock"),
    path("phone/", trying.phone, name="phone"),
]
