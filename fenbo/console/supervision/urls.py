from django.urls import path

from fenbo.console.supervision import advice, cards, figures, orders, rechecks, warnings

urlpatterns = [
    path("", warnings.warnings, name="warnings"),
    path("remind/", warnings.remind_batch, name="remind_batch"),
    path("supervise/", warnings.supervise_batch, name="supervise_batch"),
    path("cases/<uuid:case_id>/<slug:name>/", warnings.chase, name="chase"),
    path("asked/", warnings.most_asked, name="most_asked"),
    path("orders/", orders.index, name="supervision_orders"),
    path("orders/<uuid:order_id>/", orders.order, name="supervision_order"),
    path("orders/<uuid:order_id>/<slug:name>/", orders.act, name="supervision_act"),
    path("advice/", advice.index, name="advice"),
    path("rates/", figures.rates, name="rates"),
    path("time/", figures.burnt_time, name="burnt"),
    path("rechecks/", rechecks.index, name="rechecks"),
    path("rechecks/<uuid:recheck_id>/", rechecks.one, name="recheck"),
    path("cards/", cards.index, name="cards"),
    path("cards/units/<int:unit_id>/<slug:name>/", cards.judge, name="card_judge"),
    path("cards/<uuid:card_id>/withdraw/", cards.withdraw, name="card_withdraw"),
]
