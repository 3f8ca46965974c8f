"""What people read and search for before they ask."""

from django.urls import path

from fenbo.website.knowledge import asking, entries, finding, policies, subscriptions, topics

urlpatterns = [
    path("search/", finding.search, name="search"),
    path("ask/", asking.before_you_ask, name="before_you_ask"),
    path("ask/<slug:kind>/<uuid:key>/", asking.open_suggestion, name="open_suggestion"),
    path("knowledge/", entries.index, name="entries"),
    path("knowledge/<slug:slug>/", entries.entry, name="entry"),
    path("knowledge/<slug:slug>/correct/", entries.correct, name="correct_entry"),
    path("knowledge/<slug:slug>/<int:number>/", entries.version, name="entry_version"),
    path("policies/", policies.index, name="policies"),
    path("policies/subscribe/", subscriptions.subscribe, name="subscribe"),
    path("policies/subscribe/<str:token>/", subscriptions.confirm, name="confirm_subscription"),
    path("policies/subscribe/<str:token>/end/", subscriptions.end, name="end_subscription"),
    path("policies/<slug:slug>/", policies.policy, name="policy"),
    path("policies/<slug:slug>/files/<uuid:key>/", policies.file, name="policy_file"),
    path("topics/", topics.index, name="collections"),
    path("topics/<slug:slug>/", topics.collection, name="collection"),
]
