"""What people send along: photographs, documents, recordings."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fenbo.core.ids import new_id


class Attachment(models.Model):
    """A file as it is kept, which is not how it came: places, names and programs inside it are gone.

    `owner` is the stream that it belongs to (a case); this room lies beneath the cases and knows no more. Who may
    read it is decided by whoever serves it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.UUIDField(_("所属"), editable=False)
    # Which part of the owner: empty for what came with the request, else the key of a reply or supplement.
    label = models.CharField(_("归属"), max_length=60, blank=True)
    name = models.CharField(_("文件名"), max_length=120)
    mime = models.CharField(_("类型"), max_length=80)
    size = models.PositiveIntegerField(_("字节数"))
    sha256 = models.BinaryField(max_length=32, editable=False)
    stored_name = models.CharField(max_length=80, unique=True, editable=False)
    uploaded_at = models.DateTimeField(_("上传时间"))
    uploaded_by = models.CharField(_("上传人"), max_length=100)
    is_public = models.BooleanField(_("可公开"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("附件")
        constraints = [
            # A form that is sent twice brings every file once.
            models.UniqueConstraint(
                fields=["owner", "label", "sha256"], name="attachment_once_with_its_owner"
            ),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="attachment_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        return self.mime.startswith("image/")
