"""Fills the templates of reports: one file, without script, that asks nothing of any network."""

from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from policy_lab.cases import in_place_of
from policy_lab.report import words
from policy_lab.report.words import listed, plain, sentence, verdict

_templates = Environment(
    loader=PackageLoader("policy_lab", "report/templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters |= {
    "count": words.count,
    "group": words.group,
    "interval": words.interval,
    "listed": listed,
    "month": words.month,
    "plain": plain,
    "ratio": words.ratio,
    "sentence": sentence,
    "verdict": verdict,
}
_templates.globals["stands"] = words.STANDS


def page(template: str, **shown: object) -> str:
    """A page of a template, with what it shows; every text in it is escaped."""
    return _templates.get_template(template).render(**shown)


def write_page(path: Path, text: str) -> Path:
    """Write a page, whole or not at all. Raises InputError where it cannot be written."""
    with in_place_of(path) as stream:
        stream.write(text.encode())
    return path
