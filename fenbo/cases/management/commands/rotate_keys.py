from typing import Any

from django.core.management.base import BaseCommand

from fenbo.cases.operations.privacy import rotate_keys


class Command(BaseCommand):
    help = (
        "Encrypt all personal data anew under the first of FENBO_FIELD_KEYS. Can be interrupted and repeated."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        for done in rotate_keys():
            self.stderr.write(f"\r{done} rows", ending="")
        self.stderr.write("")
        self.stdout.write(f"{done} rows are under the first key")
