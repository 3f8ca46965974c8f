"""The editors' desk: what is written, reviewed, corrected and looked for in vain."""

from django.urls import path

from fenbo.console.knowledge import collections, corrections, entries, policies

urlpatterns = [
    path("", entries.index, name="entries"),
    path("new/", entries.new, name="new_entry"),
    path("corrections/", corrections.index, name="corrections"),
    path("corrections/<int:key>/", corrections.settle, name="correction"),
    path("misses/", entries.misses, name="misses"),
    path("policies/", policies.index, name="policies"),
    path("policies/new/", policies.new, name="new_policy"),
    path("policies/<uuid:key>/", policies.show, name="policy"),
    path("policies/<uuid:key>/edit/", policies.edit, name="edit_policy"),
    path("policies/<uuid:key>/original/", policies.original, name="policy_original"),
    path("policies/<uuid:key>/picture/", policies.picture, name="policy_picture"),
    path("policies/<uuid:key>/files/<uuid:file_id>/", policies.file, name="policy_file"),
    path("policies/<uuid:key>/<slug:name>/", policies.act, name="policy_act"),
    path("collections/", collections.index, name="collections"),
    path("collections/new/", collections.new, name="new_collection"),
    path("collections/<uuid:key>/", collections.show, name="collection"),
    path("collections/<uuid:key>/edit/", collections.edit, name="edit_collection"),
    path("collections/<uuid:key>/<slug:name>/", collections.act, name="collection_act"),
    path("<uuid:key>/", entries.show, name="entry"),
    path("<uuid:key>/edit/", entries.edit, name="edit_entry"),
    path("<uuid:key>/versions/<int:old>-<int:new>/", entries.compare, name="compare_versions"),
    path("<uuid:key>/<slug:name>/", entries.act, name="entry_act"),
]
