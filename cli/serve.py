"""`serve`: the API and the web pages."""

import os
import socket
from contextlib import suppress
from typing import Annotated

import typer
import uvicorn

from api.app import create_app
from casework.directory import kept
from cli.asked import DirectoryFolder
from cli.outcome import OWN_FAULT, answering
from engine.problems import Fault, InputError


def serve(
    host: Annotated[
        str, typer.Option(help="The address to listen on; 0.0.0.0 lets other machines in.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes any that is free.")] = 8000,
    directory: DirectoryFolder = None,
) -> None:
    """Serve the API and the web pages until Ctrl-C."""
    with answering(), _listening(host, port) as taken:
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{taken.getsockname()[1]}"
        typer.echo(f"Safe Connections is at {address}/ (API: {address}/openapi.json). Ctrl-C ends it.")
        server = uvicorn.Server(
            uvicorn.Config(create_app(directory=kept(directory) if directory else None), log_level="warning")
        )
        with suppress(KeyboardInterrupt):
            server.run(sockets=[taken])
        raise typer.Exit(0 if server.started else OWN_FAULT)


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens: whoever calls while the rules are read waits, and is answered.

    Raises InputError where the address is taken or is none of this machine's.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.create_server((host, port), family=family)
        # What it accepts takes this over: without it a small answer waits for the other side's next word.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
    except OSError as fault:
        reason = os.strerror(fault.errno) if fault.errno and fault.errno > 0 else fault.strerror
        why = f"{host}:{port} cannot be listened on: {reason}."
        do = "Stop what listens there, or choose another with --port."
        raise InputError("The service cannot start.", [Fault((), why, (), do)], 409) from None
