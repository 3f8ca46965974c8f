from django.urls import path

from fenbo.console.centre import (
    asking,
    automatic,
    batch,
    beside,
    cases,
    citing,
    intake,
    morning,
    pictures,
    publications,
    queue,
)
from fenbo.console.hotline import callers

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("batch/", batch.batch, name="batch"),
    path("batch/report/", batch.report, name="batch_report"),
    path("automatic/", automatic.index, name="automatic"),
    path("automatic/<int:key>/off/", automatic.off, name="automatic_off"),
    path("morning/", morning.morning, name="morning"),
    path("intake/", intake.new, name="intake"),
    path("intake/taken/", intake.taken, name="taken"),
    path("intake/callers/", callers.callers, name="callers"),
    path("intake/suggestions/", asking.suggestions, name="suggestions"),
    path(
        "intake/suggestions/<uuid:form_key>/<slug:kind>/<uuid:key>/",
        asking.open_suggestion,
        name="open_suggestion",
    ),
    path("intake/entries/<uuid:entry_id>/", citing.cite, name="cite"),
    path("drafts/", intake.drafts, name="drafts"),
    path("drafts/<uuid:case_id>/", intake.draft, name="draft"),
    path("drafts/<uuid:case_id>/discard/", intake.discard, name="discard"),
    path("publications/", publications.index, name="publications"),
    path("publications/<uuid:case_id>/", publications.publication, name="publication"),
    path("publications/<uuid:case_id>/preview/", publications.preview, name="publication_preview"),
    path("publications/<uuid:case_id>/photos/<uuid:file_id>/", pictures.picture, name="publication_photo"),
    path(
        "publications/<uuid:case_id>/photos/<uuid:file_id>/shown/",
        pictures.shown,
        name="publication_photo_shown",
    ),
    path("publications/<uuid:case_id>/<slug:name>/", publications.act, name="publication_act"),
    path("cases/<uuid:case_id>/", cases.case, name="case"),
    path("cases/<uuid:case_id>/candidates/", cases.candidates, name="candidates"),
    path("cases/<uuid:case_id>/beside/<uuid:other_id>/", beside.beside, name="beside"),
    path("cases/<uuid:case_id>/<slug:name>/", cases.act, name="act"),
]
