from django.urls import path

from fenbo.console.followup import calls

urlpatterns = [
    path("", calls.calls, name="calls"),
    path("<uuid:case_id>/", calls.call, name="call"),
    path("<uuid:case_id>/number/", calls.number, name="call_number"),
]
