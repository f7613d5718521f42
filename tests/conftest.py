"""What every test may ask for: the shared folder, a marker from its own folder, steady generated cases."""

from pathlib import Path

import pytest
from hypothesis import settings

TESTS = Path(__file__).resolve().parent

# The same cases on every run, so that a check that passed passes again; no deadline, as machines are shared.
settings.register_profile("steady", deadline=None, derandomize=True)
# New cases on every run, for `make slow`.
settings.register_profile("thorough", deadline=None, max_examples=2000)
settings.load_profile("steady")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with the folder that it lies in: `pytest -m unit` runs tests/unit."""
    for item in items:
        if item.path.is_relative_to(TESTS):
            folder = item.path.relative_to(TESTS).parts[0]
            item.add_marker(folder)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder beside the checkout with the decided cases and published data; users do not have it."""
    folder = TESTS.parents[1] / "shared"
    if not folder.is_dir():
        pytest.skip("the shared folder is not beside this checkout")
    return folder
