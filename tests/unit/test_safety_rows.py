"""The safety of areas that a profile does not name, as the answer tells it."""

from typing import Any

from casework.setting import load_setting
from engine.assess import assess
from engine.profile import read_profile
from services_directory.areas import load_areas

TOLD: dict[str, Any] = {
    "schema": "safe-connections/profile/1",
    "ref": "invented",
    "assessment_date": "2024-06-01",
    "applying_to": "tower-hamlets",
    "household": [],
    "risks": [{"area": "unknown", "kind": "violence"}],
    "wishes": {"areas_wanted": ["leeds"]},
}


def rows() -> list[dict[str, Any]]:
    setting = load_setting()
    answer = assess(read_profile(TOLD, load_areas()), setting).to_dict()
    found: list[dict[str, Any]] = answer["safety"]
    return found


def test_each_area_is_told_to_the_client_by_its_own_name() -> None:
    """What is found of any area that nobody named is found once, and put into words for each."""
    named = {"tower-hamlets", "leeds"}
    others = [row for row in rows() if row["area"]["slug"] not in named]
    assert len(others) > 5
    for row in others:
        assert row["verdict"] == "undetermined"
        (violence,) = [each for each in row["findings"] if each["rule"] == "prac.safety.violence"]
        assert row["area"]["name"] in violence["for_client"]


def test_what_is_told_of_one_area_is_not_told_through_another() -> None:
    first, second, *_more = [row for row in rows() if row["area"]["slug"] not in {"tower-hamlets", "leeds"}]
    first["findings"][0]["for_client"] = "changed"
    first["findings"].append({})
    assert second["findings"][0]["for_client"] != "changed"
    assert {} not in second["findings"]
