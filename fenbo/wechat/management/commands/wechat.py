"""`fenbo wechat menu` and `standin`."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fenbo.core import clock
from fenbo.core.errors import InvalidInput
from fenbo.officialaccount import client
from fenbo.officialaccount.errors import Declined
from fenbo.wechat import menu
from fenbo.wechat.standin.serving import serve


class Command(BaseCommand):
    help = "The WeChat account: show, compare or publish its menu; stand in for WeChat's servers in a demonstration."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("word", choices=["menu", "standin"])
        parser.add_argument("act", nargs="?", choices=["show", "compare", "publish"], default="show")

    def handle(self, *, word: str, act: str, **options: Any) -> None:
        if word == "menu":
            try:
                self._menu(act)
            except InvalidInput as problem:
                raise CommandError(str(problem)) from problem
            except Declined as refusal:
                raise CommandError(f"WeChat refuses: {refusal.code} ({refusal.remedy})") from refusal
        elif settings.WECHAT["standin"]:
            serve()
        else:
            raise CommandError("Only a demonstration without an account of its own has a stand-in.")

    def _menu(self, act: str) -> None:
        if act == "show":
            self.stdout.write(json.dumps(menu.document(), ensure_ascii=False, indent=2))
            return
        if not client.is_connected():
            raise CommandError("Set FENBO_WECHAT_APP_ID and FENBO_WECHAT_SECRET first.")
        if act == "publish":
            menu.publish(clock.now())
            self.stdout.write("published; WeChat shows it within five minutes")
            return
        found = menu.differences(clock.now())
        self.stdout.write("\n".join(found) if found else "WeChat shows this menu")
