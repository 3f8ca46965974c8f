"""What the terminal says when the door is open."""

from fenbo.directory import demo_accounts

DOORS = """
  Fenbo 分拨             {site}/
  Staff 工作台           {site}/desk/
  Administration 管理    {site}/admin/
"""
ACCOUNTS = """\
  Accounts 演示账号 (password of all 密码均为 {password})
{accounts}
"""
TOUR = """\
  Try 试一试
    1. Bring a request at {site}/ and keep its number and query code. 提交一件诉求，记下编号和查询码。
    2. As dispatcher1, hand it to 省司法厅; as justice1, sign in and reply. 用 dispatcher1 分拨，用 justice1 签收、回复。
    3. As reviewer1, issue the answer; read it with the query code. 用 reviewer1 审核答复，再用查询码查看。
    4. Play the citizen in WeChat, without an account, at {site}/wechat/phone/ 在微信里试一试，不需要公众号。
    5. Read and search what is public, and the counts of any past instant. 查阅公示、检索，看任一时刻的数字。

  The founding month (24 Feb – 23 Mar 2020, 5,661 cases) is being played in the background; the pages fill meanwhile.
  正在后台回放开办首月（5661 件诉求），页面会陆续充实；进度见 {log}
"""
END = "  Ctrl-C stops it. 按 Ctrl-C 停止。\n"


def greeting(site: str, *, demo: bool, log: object = "") -> str:
    """The addresses; for a demo also the accounts and what to try."""
    parts = [DOORS.format(site=site)]
    if demo:
        told = [f"    {account.username:14} {account.title}" for account in demo_accounts.one_per_role()]
        parts.append(ACCOUNTS.format(password=demo_accounts.PASSWORD, accounts="\n".join(told)))
        parts.append(TOUR.format(site=site, log=log))
    return "\n".join([*parts, END])
