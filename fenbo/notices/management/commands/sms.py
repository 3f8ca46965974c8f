"""`fenbo sms standin`: gateways that a demonstration sends its short messages to."""

from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fenbo.notices.gateways import account
from fenbo.notices.standin import Server, Standin
from fenbo.notices.texts import Text, wordings


class Command(BaseCommand):
    help = "Stand in for the gateways of short messages in a demonstration."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("word", choices=["standin"])

    def handle(self, **options: Any) -> None:
        given = settings.SMS
        if not given["standin"]:
            raise CommandError("Only a demonstration without a gateway of its own has a stand-in.")
        texts = {name: wordings()[Text(kind)].chinese for kind, name in given["templates"].items()}
        codes = frozenset({given["templates"][Text.CODE]})
        standin = Standin(account(given, given["endpoint"]), texts, codes)
        Server(standin, urlsplit(given["standin"]).port or 0).serve_forever()
