"""The people's pages."""

from django.urls import include, path

from fenbo.website import feeds, maps
from fenbo.website.views import (
    defects,
    follow,
    numbers,
    offline,
    papers,
    posters,
    published,
    record,
    submit,
    units,
)

app_name = "website"
urlpatterns = [
    path("", published.home, name="home"),
    path("submit/", submit.submit, name="submit"),
    path("submit/receipt/", submit.receipt, name="receipt"),
    path("follow/", follow.track, name="track"),
    path("follow/leave/", follow.leave, name="leave"),
    path("follow/<str:number>/", follow.case, name="case"),
    path("follow/<str:number>/files/<uuid:key>/", follow.file, name="file"),
    path("follow/<str:number>/<slug:name>/", follow.act, name="act"),
    path("cases/", published.publications, name="publications"),
    path("feeds/cases.atom", feeds.atom, name="feed"),
    path("feeds/cases.rss", feeds.rss, name="rss_feed"),
    path("feeds/cases.json", feeds.as_json, name="json_feed"),
    path("cases/<str:number>/", published.publication, name="publication"),
    path("cases/<str:number>/photos/<uuid:key>/", published.photo, name="publication_photo"),
    path("cases/<str:number>/<str:slug>/", published.publication, name="publication_page"),
    path("", include("fenbo.website.knowledge.urls")),
    path("units/", units.index, name="units"),
    path("units/<slug:slug>/", units.unit, name="unit"),
    path("numbers/", numbers.numbers, name="numbers"),
    path("numbers/record/", record.index, name="record"),
    path("numbers/record/journal.txt.gz", record.journal, name="record_file"),
    path("numbers/record/verify.py", record.verifier, name="record_verifier"),
    path("numbers/now/", published.counts_now, name="counts_now"),
    path("posters/", posters.index, name="posters"),
    path("posters/<str:code>/", posters.poster, name="poster"),
    path("worker.js", offline.worker, name="worker"),
    path("submit/offline/", offline.page, name="offline"),
    path("about/", papers.about, name="about"),
    path("privacy/", papers.privacy, name="privacy"),
    path("accessibility/", papers.accessibility, name="accessibility"),
    path("report-error/", defects.report, name="report_error"),
    path("robots.txt", maps.robots, name="robots"),
    path("sitemap.xml", maps.index, name="sitemap"),
    path("sitemap-<slug:name>.xml", maps.part, name="sitemap_part"),
]
