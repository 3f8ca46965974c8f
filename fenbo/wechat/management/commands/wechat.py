"""`fenbo wechat standin`."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fenbo.wechat.standin.serving import serve


class Command(BaseCommand):
    help = "The WeChat account: stand in for WeChat's servers in a demonstration."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("word", choices=["standin"])

    def handle(self, *, word: str, **options: Any) -> None:
        if not settings.WECHAT["standin"]:
            raise CommandError(
                "Only a demonstration has a stand-in, and none that names an account of its own."
            )
        serve()
