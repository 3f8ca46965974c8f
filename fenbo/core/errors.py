"""Refusals that the operations raise and every face turns into its own words.

`message` is shown to people, in their language; it never holds personal data.
"""

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """An operation that was not done. Nothing was written."""

    status = 400
    message: object = _("无法完成这一操作。")

    def __init__(self, message: object | None = None) -> None:
        self.message = message or type(self).message
        super().__init__(str(self.message))


class InvalidInput(Refused):
    """What was given cannot be accepted; `field` names the form field where there is one."""

    status = 400

    def __init__(self, message: object, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class MissingDuty(Refused):
    """In the actor's scope, but not among the actor's duties."""

    status = 403
    message = _("您没有办理这一步的职责。")


class OutOfScope(Refused):
    """Not the actor's to see; told exactly as if it did not exist."""

    status = 404
    message = _("没有找到。")


class IllegalMove(Refused):
    """The table of moves has no such row: somebody was faster, or the page is old."""

    status = 409
    message = _("这件诉求的状态已经变化，请刷新后再办。")


class StaleVersion(Refused):
    """The page was read before somebody else's change."""

    status = 409
    message = _("您打开页面之后，别人已经改过。请核对最新内容后再提交。")
