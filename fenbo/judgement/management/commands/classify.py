"""`fenbo classify train FILE` and `eval FILE`: what a CSV of `text,label` teaches; `begin FILE`: what texts alone do."""

import json
import os
import resource
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from fenbo.core.clock import now
from fenbo.judgement import cold, lessons, measuring
from fenbo.judgement.lessons import BadFile
from fenbo.judgement.model import CannotLearn, Model, NoModel, load, save, train

PLACE = settings.VAR / "judgement" / "classify.npz"
FEWEST_FOLDS, MOST_FOLDS = 2, 10


class Command(BaseCommand):
    help = "Train a classifier on a CSV of text,label, begin one without labels, or measure one on texts it has not seen."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["train", "begin", "eval"])
        parser.add_argument(
            "file", type=Path, help="CSV with the columns text and, but for begin, label; may be .gz"
        )
        parser.add_argument(
            "--words", type=Path, help="begin: CSV of label,words: what belongs to a label, a row each"
        )
        parser.add_argument("--model", type=Path, default=PLACE, help=f"where the model is kept ({PLACE})")
        parser.add_argument(
            "--folds",
            type=int,
            help="eval: do not ask the model but train on the file itself, each text told by a model of the others",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            told = self._told(options)
        except (BadFile, CannotLearn, NoModel) as problem:
            raise CommandError(str(problem)) from None
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            for name, value in told.items():
                self.stdout.write(f"{name:26} {value}")

    def _told(self, options: dict[str, Any]) -> dict[str, Any]:
        if options["what"] == "begin":
            return self._begin([row["text"] for row in lessons.read(options["file"], "text")], options)
        rows = lessons.read(options["file"])
        texts, labels = [row["text"] for row in rows], [row["label"].strip() for row in rows]
        if options["what"] == "train":
            card = {"counts": {label: labels.count(label) for label in sorted(set(labels))}}
            return self._kept(texts, options, card, lambda card: train(texts, labels, card=card))
        return self._eval(texts, labels, options)

    def _begin(self, texts: list[str], options: dict[str, Any]) -> dict[str, Any]:
        if options["words"] is None:
            raise CommandError("begin needs --words: what belongs to each label")
        words: dict[str, list[str]] = {}
        for row in lessons.read(options["words"], "label", "words"):
            words.setdefault(row["label"].strip(), []).append(row["words"])
        card = {"words": options["words"].name}
        return self._kept(texts, options, card, lambda card: cold.learn(texts, words, card=card))

    def _kept(
        self,
        texts: list[str],
        options: dict[str, Any],
        about: dict[str, Any],
        make: Callable[[dict[str, Any]], Model],
    ) -> dict[str, Any]:
        start, cpu = time.perf_counter(), time.process_time()
        card = {
            "messages": len(texts),
            "source": options["file"].name,
            "trained_at": now().isoformat(timespec="seconds"),
        }
        model = make(card | about)
        save(model, options["model"])
        return {
            "messages": len(texts),
            "labels": len(model.labels),
            "seconds": round(time.perf_counter() - start, 2),
            "cpu_seconds": round(time.process_time() - cpu, 2),
            "bytes": os.path.getsize(options["model"]),
            "peak_kilobytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
            "model": str(options["model"]),
        }

    def _eval(self, texts: list[str], labels: list[str], options: dict[str, Any]) -> dict[str, Any]:
        folds = options["folds"]
        if folds is None:
            return measuring.measure(load(options["model"]), texts, labels).told()
        if not FEWEST_FOLDS <= folds <= MOST_FOLDS:
            raise CommandError(f"--folds is from {FEWEST_FOLDS} to {MOST_FOLDS}")
        return measuring.cross(texts, labels, folds).told()
