"""The living page of the design system."""

from django.urls import path

from fenbo.look import views

app_name = "look"
urlpatterns = [
    path("", views.living, name="living"),
    path("received/", views.received, name="received"),
]
