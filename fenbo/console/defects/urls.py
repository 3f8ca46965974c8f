"""What is wrong on the website, at the editors' desk."""

from django.urls import path

from fenbo.console.defects import views

urlpatterns = [
    path("", views.index, name="defects"),
    path("<uuid:key>/", views.settle, name="defect"),
]
