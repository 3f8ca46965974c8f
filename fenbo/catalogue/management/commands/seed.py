from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from fenbo.catalogue import seeding as catalogue
from fenbo.core.clock import SHANGHAI, now
from fenbo.directory import demo_accounts, demonstration
from fenbo.directory import seeding as directory


class Command(BaseCommand):
    help = (
        "Lay regions, units, categories, dispatch rules and time limits; may be run again after an upgrade."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--demo", action="store_true", help="also invented staff with a published password"
        )

    def handle(self, *, demo: bool, **options: Any) -> None:
        if demo and settings.HTTPS and not settings.DEMO:
            raise CommandError("A published password on a public address: set FENBO_DEMO=1 if that is meant.")
        with transaction.atomic():
            laid = {
                "regions": directory.lay_regions(),
                "units": directory.lay_units(),
                "categories": catalogue.lay_categories(),
                "dispatch rules": catalogue.lay_rules(),
                "time limits": catalogue.lay_limits(),
            }
            if demo:
                today = now().astimezone(SHANGHAI).date()
                laid["demo staff"] = demonstration.lay_demo_staff(today)
                laid["shifts"] = demonstration.lay_demo_shifts(today)
                laid |= {what: lay(now()) for what, lay in catalogue.demonstrations.items()}
        for what, count in laid.items():
            self.stdout.write(f"{what}: {count}")
        if demo:
            self.stdout.write(f"password of every demo account: {demo_accounts.PASSWORD}")
