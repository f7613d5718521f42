"""The report of a policy test: what it says in words, that it holds nothing back to chance, and its page."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.problems import InputError
from policy_lab.intervals import Interval, wilson
from policy_lab.report import REPORT, write_report
from policy_lab.report.flow_chart import flow_chart, way_of
from policy_lab.report.headline import headline
from policy_lab.report.nights_chart import nights_chart, nights_said
from policy_lab.report.rate_charts import map_chart, rates_chart
from policy_lab.report.words import HELD_BACK, interval, of_100
from policy_lab.results import (
    Agreement,
    Cases,
    Change,
    EqualityRow,
    Example,
    Family,
    Flow,
    Group,
    Method,
    Moved,
    Nights,
    PackUsed,
    Results,
    RuleChange,
    Split,
    Step,
    Threshold,
    Way,
)
from services_directory.areas import load_areas

pytestmark = pytest.mark.lab

AREAS = load_areas()
RULE = "eng.local_connection.family_associations"
NASTY = "<script>alert('x')</script> & \"quoted\""


def rate(hits: int, of: int) -> Interval | None:
    return wilson(hits, of) if of else None


def group(
    name: str, cases: int, gained: int, lost: int = 0, code: str = "", under: str | None = None
) -> Group:
    moved = Moved(gained, lost, cases - gained - lost)
    return Group(name, code, under, cases, moved, rate(gained, cases), rate(lost, cases))


def held_back(name: str, code: str = "", under: str | None = None) -> Group:
    return Group(name, code, under, None, Moved(None, None, None), None, None)


def of_group(characteristic: str, name: str, cases: int, gained: int, ratio: float | None) -> EqualityRow:
    return EqualityRow(
        characteristic, name, cases, Moved(gained, 0, cases - gained), rate(gained, cases), rate(0, cases),
        ratio, None, "may be chance", "nobody loses",
    )  # fmt: skip


CONNECTION = Family(
    name="local_connection",
    called="Local connection",
    unit="case and area",
    changed=True,
    moved=Moved(340, 0, 8660),
    ways=(Way("against", "for", 300), Way("open", "for", 40), Way("against", "against", 8660)),
    flows=(
        Flow("presumed_not_met", "presumed_met", "changed", 280),
        Flow("undetermined", "presumed_met", "changed", 40),
        Flow("not_met", "undetermined", "changed", 20),
        Flow("not_met", "met", "changed", None),
        Flow("met", "met", "other", 15),
        Flow("met", "met", "same", 8645),
    ),
    cases=Moved(320, 0, 3680),
    splits=(
        Split("region", (group("London", 2500, 210), group("North West", 900, 60), held_back("Wales"))),
        Split(
            "area",
            (
                group("Camden", 300, 40, 0, "E09000007", "London"),
                group("Manchester", 500, 45, 0, "E08000003", "North West"),
                held_back("Cornwall", "E06000052", "South West"),
                group("Leeds", 100, 0, 0, "E08000035", "Yorkshire and The Humber"),
            ),
        ),
        Split("year", (group("2016", 1900, 150), group("2017", 2100, 170))),
        Split("quarter", tuple(group(f"2016 Q{each}", 470, 30 + each) for each in range(1, 5))),
    ),
    equality=(
        of_group("sex", "female", 800, 62, 0.97),
        of_group("age", "26–35", 700, 100, 2.1),
        EqualityRow(
            "race", "other", None, Moved(None, None, None), None, None, None, None, HELD_BACK, HELD_BACK
        ),
    ),
    open_cases=Moved(25, 0, 400),
    agreement=(
        Agreement("baseline", 8000, 6800, 700, 300, 200, rate(6800, 7300)),
        Agreement("proposed", 8000, 6600, 700, 200, 500, rate(6600, 7300)),
    ),
)
NEED = replace(
    CONNECTION, name="priority_need", called="Priority need", unit="case", changed=False,
    moved=Moved(0, 0, 4000), ways=(), flows=(Flow("met", "met", "same", 4000),), cases=Moved(0, 0, 4000),
    splits=(), equality=(), open_cases=Moved(0, 0, 425), agreement=(),
)  # fmt: skip
BINS = tuple(
    Nights(low, low + 15, None if low == 120 else 200 - low // 2, 12 if low else None)
    for low in range(0, 300, 15)
)
RESULTS = Results(
    method=Method(
        proposed_as="family-three-years",
        baseline=(PackUsed("england", "2026.1", "a" * 64),),
        proposed=(PackUsed("england", "2026.1", "b" * 64),),
        changes=(Change(RULE, "Family in the area", "years_here", "5 years", "3 years"),),
        jurisdiction=None,
        least_shown=5,
        rounded_to=5,
        confidence=0.95,
    ),
    cases=Cases(("cases.parquet",), 4010, 6, 4000, (("no law is held for its day", 4),), 2016, 2017),
    families=(CONNECTION, NEED),
    rules=(RuleChange(RULE, "Family", "local_connection", "presumed_not_met", "presumed_met", 320),),
    thresholds=(
        Threshold("eng.local_connection.residence", "Lived here for six months", "n", 183, 150, 45, BINS),
    ),
    examples=(
        Example(
            "local_connection", "presumed_not_met", "presumed_met", "London", "2016-05",
            (Step(RULE, "presumed_not_met", "Four of five years.", ("Housing Act 1996 s.199",)),),
            (Step(RULE, "presumed_met", "Four years, and three are enough.", ("Housing Act 1996 s.199",)),),
        ),
    ),
    characteristics=("sex", "age", "race"),
    not_recorded=("religion or belief", "sexual orientation"),
)  # fmt: skip


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write_report(RESULTS, tmp_path_factory.mktemp("report")).read_text("utf-8")


class _Reader(HTMLParser):
    """What a page holds: its tags with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


# --- the page ---


def test_the_page_needs_no_network_and_no_script(page: str) -> None:
    read = _Reader(page)
    assert not read.of("script")
    assert not read.of("link")
    assert not read.of("img")
    assert not [each for each in re.findall(r'(?:src|href)="([^"]*)"', page) if not each.startswith("#")]
    assert not re.findall(r"url\((?!#)|@import", page)
    policies = [each["content"] for each in read.of("meta") if each.get("http-equiv")]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_every_chart_has_a_title_and_a_description_and_a_table_after_it(page: str) -> None:
    read = _Reader(page)
    charts = [each for each in read.of("svg") if each.get("role") == "img"]
    ids = [each["id"] for _, each in read.tags if "id" in each]
    assert len(charts) >= 6
    assert len(ids) == len(set(ids))
    for chart in charts:
        title, says = str(chart["aria-labelledby"]).split()
        assert title in ids
        assert says in ids
    for part in page.split("</figure>")[1:]:
        assert "<table" in part
    assert all(
        re.search(rf'<desc id="{each}">[^<]{{20,}}</desc>', page)
        for each in ids
        if str(each).endswith("-says")
    )


def test_every_table_says_what_it_holds(page: str) -> None:
    assert page.count("<table") == page.count("<caption")
    assert all("scope" in each for each in _Reader(page).of("th"))


def test_every_link_leads_somewhere(page: str) -> None:
    read = _Reader(page)
    ids = {each.get("id") for _, each in read.tags}
    assert {str(each["href"])[1:] for each in read.of("a")} <= ids


def test_the_page_tells_the_packs_with_their_digests_and_what_was_left_out(page: str) -> None:
    text = " ".join(" ".join(_Reader(page).text).split())
    assert "a" * 64 in text
    assert "b" * 64 in text
    assert "Left out for a fault, and written down with reasons: 6." in text
    assert "no law is held for its day: 4." in text
    assert "religion or belief and sexual orientation" in text


def test_a_count_that_is_held_back_is_a_dash_wherever_it_stands(page: str) -> None:
    rows = re.findall(r'<tr><th scope="row">(Wales|120 to 134)</th>(.*?)</tr>', page, re.DOTALL)
    cells = {name: re.findall(r">([^<]*)</td>", rest) for name, rest in rows}
    assert cells["Wales"] == [HELD_BACK] * 5
    assert cells["120 to 134"][0] == HELD_BACK
    assert "None" not in _Reader(page).text


def test_every_text_is_escaped_on_the_page_and_in_the_charts(tmp_path: Path) -> None:
    family = replace(
        CONNECTION,
        called=NASTY,
        splits=tuple(Split(by, (group(NASTY, 100, 20), group("B", 100, 10))) for by in ("region", NASTY)),
        equality=(of_group(NASTY, NASTY, 50, 10, 2.0),),
    )
    step = Step(NASTY, NASTY, NASTY, (NASTY,))
    nasty = replace(
        RESULTS,
        method=replace(
            RESULTS.method, proposed_as=NASTY, changes=(Change(NASTY, NASTY, NASTY, NASTY, NASTY),)
        ),
        cases=replace(RESULTS.cases, files=(NASTY,), not_decided=((NASTY, 9),)),
        families=(family,),
        rules=(replace(RESULTS.rules[0], rule=NASTY, title=NASTY),),
        thresholds=(replace(RESULTS.thresholds[0], title=NASTY, rule=NASTY),),
        examples=(Example(NASTY, NASTY, NASTY, NASTY, NASTY, (step,), (step,)),),
    )
    text = write_report(nasty, tmp_path).read_text("utf-8")
    assert "<script" not in text.lower()
    assert "alert(" in text
    read = _Reader(text)
    assert not read.of("script")
    assert len(read.of("svg")) == 4
    ids = {each.get("id") for _, each in read.tags}
    named = [name for each in read.of("svg") for name in str(each["aria-labelledby"]).split()]
    assert set(named) <= ids
    assert len(named) == 2 * len(read.of("svg"))


def test_the_same_results_give_the_same_bytes(page: str, tmp_path: Path) -> None:
    assert write_report(RESULTS, tmp_path).read_text("utf-8") == page


def test_a_report_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        write_report(RESULTS, tmp_path / "not there")
    (tmp_path / REPORT).mkdir()
    with pytest.raises(InputError):
        write_report(RESULTS, tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == [REPORT]


def test_a_change_that_changes_nothing_says_so(tmp_path: Path) -> None:
    same = replace(RESULTS, families=(NEED,), rules=(), thresholds=(), examples=())
    text = write_report(same, tmp_path).read_text("utf-8")
    assert "Nothing changes in any of the 4,000 cases that were decided." in text
    assert "<svg" not in text


def test_results_of_which_everything_is_held_back_are_a_report_too(tmp_path: Path) -> None:
    nothing = Moved(None, None, None)
    family = replace(
        CONNECTION, moved=nothing, cases=nothing, open_cases=nothing,
        ways=tuple(replace(each, count=None) for each in CONNECTION.ways),
        flows=tuple(replace(each, count=None) for each in CONNECTION.flows),
        splits=tuple(
            replace(split, groups=tuple(held_back(each.name, each.code) for each in split.groups))
            for split in CONNECTION.splits
        ),
    )  # fmt: skip
    bins = tuple(replace(each, surely=None, astride=None) for each in BINS)
    thresholds = (replace(RESULTS.thresholds[0], bins=bins),)
    text = write_report(replace(RESULTS, families=(family,), thresholds=thresholds), tmp_path).read_text(
        "utf-8"
    )
    assert "so few that their number is held back" in text
    assert "<svg" not in text


# --- the words ---


def test_the_headline_says_who_gains_and_loses_how_many_and_how_sure() -> None:
    (finding,) = headline(RESULTS)
    assert finding.lead == "Local connection: of 4,000 cases, 320 gain and none lose."
    sure = wilson(320, 4000)
    assert f"between {of_100(sure.low)} and {of_100(sure.high)} of 100 gain" in finding.more[0]
    assert finding.more[-1] == (
        "Of the cases still open, 25 would gain and none would lose: they would need notice."
    )


def test_the_headline_names_the_groups_that_differ_beyond_chance_and_no_others() -> None:
    apart = replace(of_group("age", "26–35", 700, 100, 2.1), says_gained="higher than chance explains")
    unsaid = replace(of_group("sex", "not recorded", 300, 60, 3.0), says_gained="higher than chance explains")
    family = replace(CONNECTION, equality=(of_group("sex", "female", 800, 62, 0.97), apart, unsaid))
    said = " ".join(headline(replace(RESULTS, families=(family,)))[0].more)
    assert "age: 26–35 (2.10 times as often as everyone else)" in said
    assert "female" not in said
    assert "not recorded" not in said
    assert "No group that shares" in " ".join(headline(RESULTS)[0].more)


def test_a_gain_in_a_referral_is_not_said_to_be_good() -> None:
    referral = replace(CONNECTION, name="referral_relief", called="referral")
    said = " ".join(headline(replace(RESULTS, families=(referral,)))[0].more)
    assert "perhaps against their wish" in said


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_rate_is_never_said_to_be_nought_or_all_where_it_is_not(hits: int, misses: int) -> None:
    if hits + misses == 0:
        return
    said = of_100(hits / (hits + misses))
    assert (said == "0") == (hits == 0)
    assert (said == "100") == (misses == 0)


def test_a_rate_that_is_held_back_is_a_dash() -> None:
    assert interval(None) == HELD_BACK


# --- the charts ---


@pytest.mark.parametrize(
    ("was", "becomes", "way"),
    [
        ("not_met", "met", "gained"),
        ("undetermined", "presumed_not_met", "lost"),
        ("presumed_met", "met", "level"),
        ("clear", "excluded", "lost"),
        ("silent", "undetermined", "gained"),
    ],
)
def test_a_ribbon_has_the_colour_of_where_the_verdict_goes(was: str, becomes: str, way: str) -> None:
    assert way_of(Flow(was, becomes, "changed", 10)) == way


def test_a_flow_that_is_held_back_is_not_drawn() -> None:
    hidden = replace(CONNECTION, flows=(Flow("not_met", "met", "changed", None),))
    assert flow_chart(hidden, "x") is None
    shown = flow_chart(CONNECTION, "x")
    assert shown is not None
    assert "280 from presumed not met to presumed met" in shown.says
    assert "not met to met" not in shown.says.replace("presumed not met to presumed met", "")


def test_the_map_and_the_rates_leave_out_what_is_held_back() -> None:
    regions, areas = CONNECTION.splits[0], CONNECTION.splits[1]
    rates = rates_chart(CONNECTION, regions, "x")
    assert rates is not None
    assert "Wales" not in rates.says
    assert "1 held back" in rates.says
    dots = map_chart(CONNECTION, areas, AREAS, "x")
    assert dots is not None
    assert "Manchester (45), Camden (40)." in dots.says


def test_the_nights_say_who_sits_near_the_line_and_no_more_than_is_sure() -> None:
    shown = nights_chart(RESULTS.thresholds[0], "x")
    assert shown is not None
    short = sum(each.surely or 0 for each in BINS if each.at_least >= 150 - 45 and each.below <= 150)
    doubt = sum(each.astride or 0 for each in BINS)
    assert shown.says == (
        f"The line is at 150 nights. At least {short:,} fall short of it by 45 or fewer, "
        f"and are for an officer. Of {doubt:,} it is not known whether they reach it."
    )


def test_a_bin_across_the_line_is_not_counted_as_short_of_it() -> None:
    astride = replace(RESULTS.thresholds[0], needed_baseline=183, needed_proposed=183)
    short = sum(each.surely or 0 for each in BINS if each.at_least in {150, 165})
    assert f"At least {short:,} fall short" in nights_said(astride)


def test_the_line_of_time_is_broken_where_a_time_is_held_back() -> None:
    times = (group("2015", 100, 20), held_back("2016"), group("2017", 100, 20), group("2018", 100, 30))
    years = Split("year", times)
    whole = Split("year", (times[0], *times[2:]))
    broken, unbroken = (rates_chart(CONNECTION, split, "x") for split in (years, whole))
    assert broken is not None
    assert unbroken is not None
    lines = [picture.svg.count('stroke-width="2"') for picture in (unbroken, broken)]
    assert lines[1] == lines[0] + 1
