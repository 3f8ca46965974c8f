from typing import Any

from django.core.management.base import BaseCommand

from fenbo.cases.diagram import page


class Command(BaseCommand):
    help = "Print the page that shows every state and move (docs/lifecycle.md)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(page(), ending="")
