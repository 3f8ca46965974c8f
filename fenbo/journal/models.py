"""The append-only record of every move (办理记录), its seals, and what consumers have done with it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One move of one stream (a case). Rows are only ever inserted: the database refuses anything else.

    `hash` covers every column above it and the previous row's hash, so a stream is a chain of its own and
    writers of different streams never wait for one another.
    """

    stream = models.UUIDField(_("对象"))
    seq = models.PositiveIntegerField(_("序号"))
    move = models.CharField(_("动作"), max_length=32)
    at = models.DateTimeField(_("时间"))
    actor_kind = models.CharField(_("办理人类别"), max_length=16)
    actor_id = models.BigIntegerField(_("办理人编号"), null=True)
    actor_name = models.CharField(_("办理人"), max_length=100)
    unit_id = models.BigIntegerField(_("单位编号"), null=True)
    on_behalf_of = models.CharField(_("代表"), max_length=100, blank=True)
    facts = models.JSONField(_("内容"), default=dict)
    prev_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = verbose_name_plural = _("办理记录")
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="event_once_in_its_stream")]
        indexes = [models.Index(fields=["at", "move"], name="event_at_move")]

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq} {self.move}"


class Unsealed(models.Model):
    """The events that no seal covers yet, one row each, written by the database with the event itself."""

    event = models.OneToOneField(Event, on_delete=models.DO_NOTHING, primary_key=True, db_constraint=False)

    def __str__(self) -> str:
        return str(self.pk)


class Seal(models.Model):
    """The Merkle tree over the first `size` leaves (RFC 9162, section 2.1), as it stood at `sealed_at`."""

    size = models.BigIntegerField(_("叶数"), unique=True)
    root = models.BinaryField(_("根"), max_length=32)
    # The roots of the perfect subtrees, biggest first: all that is needed to append without the old leaves.
    frontier = models.JSONField(default=list)
    sealed_at = models.DateTimeField(_("封存时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("封存")

    def __str__(self) -> str:
        return f"{self.size} {bytes(self.root).hex()}"


class Leaf(models.Model):
    """Which event is leaf number `index` (from 0) of the tree."""

    index = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.DO_NOTHING)

    def __str__(self) -> str:
        return f"{self.index}: {self.event_id}"


class Head(models.Model):
    """The tree's head published for a day, Asia/Shanghai: later heads must extend it."""

    day = models.DateField(_("日期"), primary_key=True)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, verbose_name=_("封存"))

    class Meta:
        verbose_name = verbose_name_plural = _("每日公布的记录头")

    def __str__(self) -> str:
        return f"{self.day} {self.seal}"


class Tally(models.Model):
    """How many sealed events of a move fall on a day: published counts are sums of these and of the unsealed."""

    day = models.DateField(_("日期"))
    move = models.CharField(_("动作"), max_length=32)
    count = models.BigIntegerField(_("次数"))

    class Meta:
        verbose_name = verbose_name_plural = _("每日计数")
        constraints = [models.UniqueConstraint(fields=["day", "move"], name="tally_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.move} {self.count}"


class Receipt(models.Model):
    """A consumer has done what it does with an event; unique, so it is done once however often it is delivered."""

    consumer = models.CharField(max_length=64)
    event = models.ForeignKey(Event, on_delete=models.DO_NOTHING)
    done_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consumer", "event"], name="receipt_once")]

    def __str__(self) -> str:
        return f"{self.consumer} {self.event_id}"
