"""The arguments and options that several commands take."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from cli.engines import Engines
from cli.outcome import Form

Profile: TypeAlias = Annotated[
    str, typer.Argument(metavar="PROFILE", help="A profile in YAML or JSON, or `-` for standard input.")
]
AsOf: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="DATE", help="Decide as on this day (2017-01-20), not on the profile's own."
    ),
]
Jurisdiction: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="NATION",
        help="england, wales, scotland or northern_ireland; by default that of `applying_to`.",
    ),
]
PackFolder: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--pack", metavar="DIR", help="Use the rule pack in this folder in place of the shipped one."
    ),
]
Overlays: TypeAlias = Annotated[
    list[Path] | None,
    typer.Option("--overlay", metavar="FILE", help="A local policy to show beside the law; may be repeated."),
]
DirectoryFolder: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--directory", metavar="DIR", help="Use the services imported into this folder, not those shipped."
    ),
]
FormAsked: TypeAlias = Annotated[
    Form, typer.Option("--format", help="Text to read, or JSON as docs and the API have it.")
]
Full: TypeAlias = Annotated[
    bool, typer.Option("--full", help="Text: print every finding with its facts and sources.")
]
EnginesAsked: TypeAlias = Annotated[
    Engines, typer.Option("--engine", help="Both rule engines, or the first alone.")
]
