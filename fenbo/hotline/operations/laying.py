"""The hotline as a new installation has it: one number, one queue, its seats, and what callers hear."""

from django.db import transaction

from fenbo.hotline.models import Line, Prompt, Queue, Said, Seat

NUMBER, QUEUE = "12345", "centre"
FIRST_SEAT, SEATS = 8001, 20
WORDS = {
    Said.WELCOME: "您好，这里是企业复工复产诉求服务热线。转人工服务请按零，也可以在线等候。",
    Said.WAIT: "正在为您接通，请稍候。",
    Said.AHEAD: "您前面还有{n}位，请稍候。",
    Said.MANY_AHEAD: "您前面等候的人较多，请稍候。",
    Said.OFFER: "坐席正忙。继续等候请不要挂机，需要我们给您回电请按一。",
    Said.NOTED: "已经记下，我们会尽快给您回电，再见。",
    Said.CLOSED: "现在不在服务时间，我们已记下您的号码，上班后给您回电，再见。",
    Said.BARRED: "您的号码暂时不能接通，如有诉求请到网站提交，再见。",
}


@transaction.atomic
def lay_defaults() -> int:
    """Lay what is missing and return how many rows; what somebody changed stays."""
    laid = 0
    for said, text in WORDS.items():
        laid += Prompt.objects.get_or_create(said=said, speech="zh", defaults={"text": text})[1]
    if Line.objects.exists():
        return laid
    queue, made = Queue.objects.get_or_create(slug=QUEUE, defaults={"name": "热线"})
    Line.objects.create(number=NUMBER, name="诉求服务热线", queue=queue)
    laid += made + 1
    for number in range(FIRST_SEAT, FIRST_SEAT + SEATS):
        seat, made = Seat.objects.get_or_create(number=str(number))
        seat.queues.add(queue)
        laid += made
    return laid
