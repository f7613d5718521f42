"""What a directory file holds before its records are read: providers, each by its place in the file.

Two forms hold the same: YAML (`providers:` with a list), which a team can write by hand, and JSON Lines
(one such provider a line), which is quick to read where there are thousands.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import yaml

from services_directory.services.problems import DirectoryFault

DEEPEST = 20  # a confirmation stands six deep
Written: TypeAlias = "tuple[str, Any] | DirectoryFault"  # a place with a provider as written there


def providers_written(name: str, text: str) -> Iterator[Written]:
    """Every provider of a file, unread, with its place; a fault in place of what cannot be read at all."""
    form = next((read for suffix, read in FORMS.items() if name.casefold().endswith(suffix)), None)
    if form is None:
        yield DirectoryFault(name, "this is no directory file.", do=f"A file ends in {', '.join(FORMS)}.")
    else:
        yield from form(name, text)


def _in_yaml(name: str, text: str) -> Iterator[Written]:
    try:
        data = yaml.load(text, Loader=yaml.CSafeLoader) if _is_shallow(text) else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        yield DirectoryFault(name, f"this is not YAML{f' (line {mark.line + 1})' if mark else ''}.")
        return
    except ValueError:  # a day such as 2026-13-40
        yield DirectoryFault(name, "a day in it is no day of the calendar.")
        return
    providers = data.get("providers") if isinstance(data, dict) else None
    if not isinstance(providers, list):
        yield DirectoryFault(name, "a list of `providers` is needed.")
        return
    for number, provider in enumerate(providers):
        yield f"{name}: providers.{number}", provider


def _is_shallow(text: str) -> bool:
    """Whether lists and mappings stand no deeper in each other than any directory needs.

    libyaml builds what is nested by calling itself, and some thousands deep that ends the program.
    """
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            return False
    return True


def _in_json_lines(name: str, text: str) -> Iterator[Written]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield f"{name}: line {number}", json.loads(line)
        except (ValueError, RecursionError):
            yield DirectoryFault(f"{name}: line {number}", "this is not JSON: one provider a line is needed.")


FORMS: dict[str, Callable[[str, str], Iterator[Written]]] = {
    ".yaml": _in_yaml,
    ".yml": _in_yaml,
    ".jsonl": _in_json_lines,
}
