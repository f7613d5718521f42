"""What the commands of the policy lab need, and what is said where it is not installed."""

from importlib.util import find_spec

from engine.problems import Fault, InputError


def the_lab_is_here(*libraries: str) -> None:
    """Pass where the libraries are installed. Raises InputError, with what to install, where one is not."""
    if not all(map(find_spec, libraries)):
        do = "Install it with: pip install 'safe-connections[lab]'"
        raise InputError("This cannot be asked.", [Fault((), "this needs the policy lab.", (), do)])
