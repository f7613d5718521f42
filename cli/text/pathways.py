"""What authorities' own policies say, as text: apart from the law, and told as what they are."""

from collections.abc import Iterator, Mapping
from typing import Any

from cli.text.findings import deciding, in_full, on_documents
from cli.text.layout import Paragraph, Span, heading, para
from cli.text.words import area_name, verdict


def pathways_text(answer: Mapping[str, Any], full: bool) -> Iterator[Paragraph]:
    """Each policy that was asked for, with what it comes to; nothing where none was."""
    if "pathways" not in answer:
        return
    yield from heading("Pathways", "local policy, not law: no connection and no duty is decided by it")
    for row in answer["pathways"]:
        named = (Span(area_name(row["area"]), "strong"), f", {row['title']}: ")
        if not row["in_force"]:
            yield para(*named, "not in force on the case's dates.", indent=2, hang=2)
            continue
        yield para(*named, verdict(row["verdict"]), *on_documents(row), indent=2, hang=2)
        if full:
            yield from in_full(row["findings"], 4)
        else:
            yield from (para(found["because"], indent=4, hang=2) for found in deciding(row))
