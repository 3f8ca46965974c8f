"""The stand-in of a demonstration: connected to this installation by its settings."""

from urllib.parse import urlsplit

from django.conf import settings

from fenbo.wechat import menu
from fenbo.wechat.protocol import Account
from fenbo.wechat.standin.server import Standin
from fenbo.wechat.standin.world import World


def serve() -> None:
    """Serve until the process ends."""
    given = settings.WECHAT
    world = World(
        Account(given["token"], given["app_id"], given["aes_key"]),
        given["secret"],
        knock=f"http://{settings.HOST}:{settings.PORT}/wechat/",
        domain=urlsplit(settings.SITE_URL).netloc,
        menu=menu.document(),
        templates={one["id"]: list(one["fields"]) for one in given["templates"].values()},
    )
    Standin(world, urlsplit(given["standin"]).port or 0).serve_forever()
