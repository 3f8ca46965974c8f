from django.urls import path

from fenbo.console.lead import figures

urlpatterns = [
    path("", figures.figures, name="figures"),
]
