"""How far the script has been played, so that an interrupted replay goes on where it stopped."""

from django.db import models


class Progress(models.Model):
    """`done` counts the steps played of the case with this submission key, its submission being the first.

    Where an operation refused the next one, `refused` says why, and the case is left as it is: somebody else may
    have acted on it while the month was played.
    """

    key = models.UUIDField(primary_key=True)
    done = models.PositiveSmallIntegerField()
    refused = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.done}"
