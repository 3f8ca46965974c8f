"""The people's pages."""

from django.urls import include, path

from fenbo.website.views import follow, numbers, papers, published, submit

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
    path("cases/<str:number>/", published.publication, name="publication"),
    path("", include("fenbo.website.knowledge.urls")),
    path("numbers/", numbers.numbers, name="numbers"),
    path("about/", papers.about, name="about"),
    path("privacy/", papers.privacy, name="privacy"),
    path("accessibility/", papers.accessibility, name="accessibility"),
]
