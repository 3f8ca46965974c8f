"""The hotline as a new installation has it: one number, one queue, its seats, and what callers hear."""

from django.db import transaction

from fenbo.hotline.models import Criterion, Device, EmergencyWord, Line, Prompt, Queue, Said, Seat, Service

NUMBER, QUEUE = "12345", "centre"
# The second half of the seats needs no telephone.
FIRST_SEAT, SEATS, WITH_TELEPHONE = 8001, 20, 10
WORDS = {
    Said.WELCOME: "您好，这里是企业复工复产诉求服务热线。转人工服务请按零，也可以在线等候。",
    Said.WAIT: "正在为您接通，请稍候。",
    Said.AHEAD: "您前面还有{n}位，请稍候。",
    Said.MANY_AHEAD: "您前面等候的人较多，请稍候。",
    Said.OFFER: "坐席正忙。继续等候请不要挂机，需要我们给您回电请按一。",
    Said.NOTED: "已经记下，我们会尽快给您回电，再见。",
    Said.CLOSED: "现在不在服务时间，我们已记下您的号码，上班后给您回电，再见。",
    Said.HOLIDAY: "今天是节假日，热线不值守。我们已记下您的号码，上班后给您回电，再见。",
    Said.RATING: "请为这次服务打分，按一到五，五是非常满意。",
    Said.THANKS: "谢谢您的评价，再见。",
    Said.LOST: "线路中断了，正在为您重新接通，请不要挂机。",
    Said.BARRED: "您的号码暂时不能接通，如有诉求请到网站提交，再见。",
}

# A score card to begin with: its name, what to listen for, and its points.
CARD = [
    ("开头与结束", "报工号，问候、致谢、道别", 10),
    ("听清诉求", "耐心倾听，核对人、地、时、事", 25),
    ("答复准确", "依据知识库，说明出处，不随意承诺", 30),
    ("登记完整", "分类、地点、联系方式和内容写全", 20),
    ("用语规范", "普通话清楚，语速适中，不争辩", 15),
]

# At which words an agent is warned; each installation adds its own.
ALARMING = {
    Service.FIRE: "着火 起火 失火 火灾 冒烟 爆炸 煤气泄漏 燃气泄漏 液化气泄漏 困在电梯 被困",
    Service.AMBULANCE: "受伤 流血 昏迷 晕倒 中毒 抽搐 喘不上气 呼吸困难 心脏病 脑出血 要生了 急救 救命",
    Service.POLICE: "抢劫 持刀 砍人 打人 打架 杀人 绑架 诈骗 偷东西 跳楼 自杀 轻生 走失 报警",
}


@transaction.atomic
def lay_defaults() -> int:
    """Lay what is missing and return how many rows; what somebody changed stays."""
    laid = 0
    for said, text in WORDS.items():
        laid += Prompt.objects.get_or_create(said=said, speech="zh", defaults={"text": text})[1]
    for service, alarming in ALARMING.items():
        for word in alarming.split():
            laid += EmergencyWord.objects.get_or_create(word=word, defaults={"service": service})[1]
    if not Criterion.objects.exists():
        rows = [Criterion(name=name, guidance=how, points=points) for name, how, points in CARD]
        for place, row in enumerate(rows):
            row.place = place
        laid += len(Criterion.objects.bulk_create(rows))
    if Line.objects.exists():
        return laid
    queue, made = Queue.objects.get_or_create(slug=QUEUE, defaults={"name": "热线"})
    Line.objects.create(number=NUMBER, name="诉求服务热线", queue=queue)
    laid += made + 1
    for number in range(FIRST_SEAT, FIRST_SEAT + SEATS):
        device = Device.DESK if number < FIRST_SEAT + WITH_TELEPHONE else Device.BROWSER
        seat, made = Seat.objects.get_or_create(number=str(number), defaults={"device": device})
        seat.queues.add(queue)
        laid += made
    return laid
