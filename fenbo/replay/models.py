"""How far the script has been played, so that an interrupted replay goes on where it stopped."""

from django.db import models


class Progress(models.Model):
    """`done` counts the steps played of the case with this submission key, its submission being the first."""

    key = models.UUIDField(primary_key=True)
    done = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.key}: {self.done}"
