"""`fenbo learn`: from the centre's decisions, now; which models there are; one of them put in place again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fenbo.core import clock
from fenbo.directory.actors import Actor
from fenbo.dispatch import learning
from fenbo.dispatch.models import Learnt
from fenbo.judgement.model import CannotLearn, NoModel


class Command(BaseCommand):
    help = "Learn from the centre's decisions; list the models (--list) or put a former one in place (--back ID)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--list", action="store_true", help="the models that there are, the newest first")
        way.add_argument("--back", type=int, metavar="ID", help="put this one in place")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = Actor.system("fenbo learn")
        try:
            if options["list"]:
                self._list()
            elif options["back"] is not None:
                learning.put_in_place(learnt_id=options["back"], actor=actor, now=clock.now())
                self.stdout.write(f"model {options['back']} is in place")
            else:
                made = learning.learn(actor=actor, now=clock.now(), progress=self.stdout.write)
                self.stdout.write(
                    f"model {made.pk}: {'in place' if made.is_in_place else 'worse, only kept'}"
                )
        except (CannotLearn, NoModel) as problem:
            raise CommandError(str(problem)) from None

    def _list(self) -> None:
        for one in Learnt.objects.order_by("-pk"):
            mark = "*" if one.is_in_place else " "
            figures = f"begun from names and {one.figures.get('texts')} texts"
            if one.lessons:
                figures = f"macro-F1 {one.figures['macro_f1']:.3f}, among three {one.figures['top3']:.3f}"
            self.stdout.write(
                f"{mark} {one.pk:4} {one.made_at:%Y-%m-%d %H:%M} {one.lessons:6} cases, {figures}"
            )
