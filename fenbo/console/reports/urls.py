from django.urls import path

from fenbo.console.reports import exports, planning, views

urlpatterns = [
    path("", views.index, name="reports"),
    path("planning/", planning.index, name="planning"),
    path("ask/", exports.ask, name="ask_export"),
    path("keep/", exports.keep, name="keep_report"),
    path("exports/", exports.index, name="exports"),
    path("exports/<uuid:run_id>/", exports.take, name="take_export"),
    path("drop/<uuid:report_id>/", exports.drop, name="drop_report"),
]
