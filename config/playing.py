"""Fill a demo with the founding month, unless somebody works in it already.

A process of its own beside the servers: the pages can be read while the month is played, and an interrupted month goes
on at the next start.
"""

import os

# Whoever clicks comes first.
NICENESS = 10


def play() -> bool:
    """Play what is left of the month; False when the cases here are somebody's own."""
    from django.core.management import call_command

    from fenbo.cases.models import Case
    from fenbo.replay.models import Progress

    if Case.objects.exists() and not Progress.objects.exists():
        print("there are cases already, so the founding month is not played")
        return False
    call_command("replay")
    return True


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.nice(NICENESS)

    import django

    django.setup()
    play()


if __name__ == "__main__":
    main()
