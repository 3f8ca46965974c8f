from django.urls import path

from fenbo.console.briefings import views

urlpatterns = [
    path("", views.index, name="briefings"),
    path("make/", views.make, name="make_briefing"),
    path("<uuid:briefing_id>/", views.show, name="briefing"),
    path("<uuid:briefing_id>/decide/<uuid:case_id>/", views.decide, name="briefing_decide"),
    path("<uuid:briefing_id>/<slug:form>/", views.file, name="briefing_file"),
]
