"""The staff's desks, one folder for each."""

from django.urls import include, path

from fenbo.console import assisting, attachments, digest, notices, revealing, telling, views

app_name = "console"
urlpatterns = [
    path("", views.home, name="home"),
    path("notices/", notices.index, name="notices"),
    path("notices/digest/", digest.choose, name="digest"),
    path("notices/read/", notices.read_all, name="read_all"),
    path("notices/<uuid:case_id>/", notices.read, name="read"),
    path("messages/", telling.index, name="messages"),
    path("messages/<uuid:key>/again/", telling.again, name="message_again"),
    path("cases/<uuid:case_id>/", notices.open_case, name="open"),
    path("cases/<uuid:case_id>/files/<uuid:file_id>/", attachments.file, name="file"),
    path("cases/<uuid:case_id>/requester/", revealing.reveal, name="reveal"),
    path("cases/<uuid:case_id>/machine/", assisting.drafts, name="machine"),
    path("cases/<uuid:case_id>/machine/<slug:kind>/", assisting.ask, name="machine_ask"),
    path("machine/<uuid:draft_id>/use/", assisting.use, name="machine_use"),
    path("centre/", include("fenbo.console.centre.urls")),
    path("unit/", include("fenbo.console.unit.urls")),
    path("followup/", include("fenbo.console.followup.urls")),
    path("supervision/", include("fenbo.console.supervision.urls")),
    path("knowledge/", include("fenbo.console.knowledge.urls")),
    path("website/", include("fenbo.console.defects.urls")),
    path("hotline/", include("fenbo.console.hotline.urls")),
    path("screen/", include("fenbo.console.screen.urls")),
    path("briefings/", include("fenbo.console.briefings.urls")),
    path("reports/", include("fenbo.console.reports.urls")),
    path("lead/", include("fenbo.console.lead.urls")),
]
