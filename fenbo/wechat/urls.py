"""The address that is entered at WeChat."""

from django.urls import path

from fenbo.wechat import views

app_name = "wechat"
urlpatterns = [path("", views.knock, name="knock")]
