from django.urls import path

from fenbo.console.hotline import callbacks, desk

urlpatterns = [
    path("", desk.show, name="hotline"),
    path("seat/", desk.sit, name="hotline_sit"),
    path("leave/", desk.leave, name="hotline_leave"),
    path("presence/", desk.presence, name="hotline_presence"),
    path("calls/<uuid:call_id>/conclude/", desk.conclude, name="hotline_conclude"),
    path("calls/<uuid:call_id>/<slug:what>/", desk.command, name="hotline_command"),
    path("simulate/", desk.simulate, name="hotline_simulate"),
    path("callbacks/", callbacks.show, name="callbacks"),
    path("callbacks/<uuid:callback_id>/number/", callbacks.number, name="callback_number"),
    path("callbacks/<uuid:callback_id>/tried/", callbacks.tried, name="callback_tried"),
]
