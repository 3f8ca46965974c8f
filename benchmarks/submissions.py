"""The submission that the benchmarks send: everything the public form asks for."""

from collections.abc import Callable
from uuid import UUID

from benchmarks.client import Answer, Client, Form

PATH = "/submit/"
CONTENT = (
    "您好，我们是本地的一家小企业，遇到一些困难。地点在城中区，门牌甲{serial}，工程款拖欠一年多，"
    "春节前答应支付一半，到现在一分钱没有到账。希望协调解决，谢谢。"
)


def fields(key: UUID, serial: int) -> dict[str, str]:
    return {
        "submission_key": str(key),
        "kind": "help",
        "content": CONTENT.format(serial=serial),
        "wish": "请有关部门核实并给一个明确的答复。",
        "title": "工程款拖欠一年多",
        "region": "630103",
        "place": "某路与某街交叉口",
        "who": "person",
        "name": "王小明",
        "phone": f"139{serial % 10**8:08d}",
        "may_publish": "1",
        "step": "send",
    }


def sending(form: Form, key: UUID, serial: int) -> Callable[[Client], Answer]:
    """One citizen's POST; each comes without a session, as from a browser of its own."""
    said = {**fields(key, serial), "csrfmiddlewaretoken": form.token}
    return lambda client: client.post(PATH, said, form.cookies)
