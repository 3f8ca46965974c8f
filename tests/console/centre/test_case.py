"""The page of one case: what it shows, to whom, at what cost."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from fenbo.cases.models import Case
from fenbo.cases.operations import centre
from fenbo.catalogue.kinds import Kind
from fenbo.core.clock import frozen
from fenbo.directory.models import Unit, UnitKind
from fenbo.dispatch.operations import advise
from fenbo.files.operations import attach
from tests.cast import NOON, PHONE, Cast, hours
from tests.console.desks import desk


def opened(client: Client, case: Case) -> HttpResponse:
    with frozen(NOON):
        return client.get(reverse("console:case", args=[case.pk]))  # type: ignore[return-value]


def html(cast: Cast, case: Case, who: str = "dispatcher") -> str:
    answer = opened(desk(cast, who), case)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_tells_the_whole_story(cast: Cast) -> None:
    order = cast.replied()
    page = html(cast, cast.fresh(order))

    for told in (
        "监狱项目已完工",
        "省司法厅",
        "请核实后答复",
        "将于月底前支付",
        "《政府投资条例》",
        "办理记录",
        "签收",
    ):
        assert told in page


def test_the_requester_is_masked(cast: Cast) -> None:
    page = html(cast, cast.received())

    assert "王**" in page
    assert "138****0001" in page
    assert PHONE not in page
    assert "王小明" not in page


def test_who_may_not_know_the_requester_is_told_so(cast: Cast) -> None:
    page = html(cast, cast.received(), "auditor")

    assert "诉求人信息不向本岗位显示" in page
    assert "138****" not in page


def test_reports_of_wrongdoing_are_marked(cast: Cast) -> None:
    assert ">保密<" in html(cast, cast.received(kind=Kind.REPORT))


def test_similar_cases_can_be_laid_beside_it(cast: Cast) -> None:
    first, case = cast.received(title="早些的"), cast.received()
    advise(case_id=case.pk, now=NOON)

    assert reverse("console:beside", args=[case.pk, first.pk]) in html(cast, case)


def test_a_handler_of_a_unit_does_not_open_the_centres_page(cast: Cast) -> None:
    order = cast.dispatched()

    assert opened(desk(cast, "handler"), cast.fresh(order)).status_code == 403
    with frozen(NOON):
        answer = desk(cast, "handler").get(reverse("console:open", args=[order.case_id]))
    assert answer.headers["Location"] == reverse("console:order", args=[order.pk])


def test_whoever_reads_only_is_offered_nothing_to_do(cast: Cast) -> None:
    page = html(cast, cast.received(), "supervisor")

    assert 'data-act="dispatch"' not in page
    assert "现在不等您办理" in page


def test_files_are_listed_and_handed_out_in_scope(cast: Cast) -> None:
    case = cast.received()
    paper = attach(
        owner=case.pk, upload=SimpleUploadedFile("现场.png", picture()), actor_name="诉求人", now=NOON
    )
    address = reverse("console:file", args=[case.pk, paper.pk])

    assert address in html(cast, case)
    assert desk(cast, "handler").get(address).status_code == 404
    other = cast.received()
    assert desk(cast, "dispatcher").get(reverse("console:file", args=[other.pk, paper.pk])).status_code == 404
    answer = desk(cast, "dispatcher").get(address)
    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    # Closing the file also closes the request's connection, so it comes last.
    answer.close()


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    return out.getvalue()


def test_a_case_with_ten_orders_costs_what_one_with_two_costs(cast: Cast) -> None:
    client = desk(cast, "dispatcher")

    def cost(count: int) -> int:
        made = [
            Unit.objects.create(slug=f"u{count}-{turn}", name=f"厅{count}-{turn}", kind=UnitKind.DEPARTMENT)
            for turn in range(count)
        ]
        case = cast.received()
        for turn in range(count):
            cast.received(title=f"相似{turn}")
        advise(case_id=case.pk, now=NOON)
        lead, *others = made
        centre.dispatch(
            case_id=case.pk,
            lead=lead.pk,
            co_units=[unit.pk for unit in others],
            actor=cast.dispatcher,
            now=NOON,
        )
        for turn in range(count):
            centre.note(
                case_id=case.pk, text=f"备注{turn}", actor=cast.dispatcher, now=NOON + hours(0.01 * turn)
            )
        opened(client, case)
        with CaptureQueriesContext(connection) as spent:
            assert opened(client, case).status_code == 200
        return len(spent)

    few = cost(2)
    assert cost(10) == few
    assert few <= 32
