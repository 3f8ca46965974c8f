from django.urls import path

from fenbo.console.screen import hanging, views

urlpatterns = [
    path("", views.whole, name="screen"),
    path("now/", views.now, name="screen_now"),
    path("hang/", hanging.hang, name="hang"),
    path("hang/<uuid:display_id>/take-down/", hanging.take_down, name="take_down_display"),
    path("meaning/", views.meaning, name="screen_meaning"),
]
