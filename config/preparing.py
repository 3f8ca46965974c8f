"""Make an installation ready to serve: translations, tables, static files and, for a demo, its seeds.

A process of its own, so that the supervisor holds no database connection and no thread when it starts children.
"""

import os
import sys
from io import StringIO

from config import translations


def prepare(*, demo: bool) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    translations.compile_all()

    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if demo:
        call_command("seed", demo=True, stdout=StringIO())


if __name__ == "__main__":
    prepare(demo="--demo" in sys.argv)
