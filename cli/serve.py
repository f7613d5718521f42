"""`serve`: the API and the web pages."""

import socket
from typing import Annotated

import typer
import uvicorn
from api.app import create_app

from cli.outcome import answering
from engine.problems import Fault, InputError


def serve(
    host: Annotated[
        str, typer.Option(help="The address to listen on; 0.0.0.0 lets other machines in.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes any that is free.")] = 8000,
) -> None:
    """Serve the API and the web pages until Ctrl-C."""
    with answering(), _listening(host, port) as taken:
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{taken.getsockname()[1]}"
        typer.echo(f"Safe Connections is at {address}/ (API: {address}/openapi.json). Ctrl-C ends it.")
        uvicorn.Server(uvicorn.Config(create_app(), log_level="warning")).run(sockets=[taken])


def _listening(host: str, port: int) -> socket.socket:
    """A socket bound to an address. Raises InputError where that is taken or is none of this machine's."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        taken = socket.socket(family, socket.SOCK_STREAM)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((host, port))
    except OSError as fault:
        why = f"{host}:{port} cannot be listened on: {fault.strerror or fault}."
        do = "Stop what listens there, or choose another with --port."
        raise InputError("The service cannot start.", [Fault((), why, (), do)], 409) from None
    return taken
