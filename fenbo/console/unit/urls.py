from django.urls import path

from fenbo.console.unit import inbox, orders

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("orders/<uuid:order_id>/", orders.order, name="order"),
    path("orders/<uuid:order_id>/draft/<slug:kind>/", orders.save_draft, name="order_draft"),
    path("orders/<uuid:order_id>/<slug:name>/", orders.act, name="order_act"),
]
