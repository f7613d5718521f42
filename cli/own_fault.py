"""What is said when the program itself fails: what and where, and nothing of the client."""

import os
import traceback

DEBUG = "SAFE_CONNECTIONS_DEBUG"


def own_fault_words(fault: Exception) -> str:
    """A fault of the program in one line; its details too where they are asked for, in the environment."""
    place = traceback.extract_tb(fault.__traceback__)[-1:]
    where = f" at {os.path.basename(place[0].filename)}:{place[0].lineno}" if place else ""
    details = "".join(traceback.format_exception(fault)) if os.environ.get(DEBUG) == "1" else ""
    return (
        f"{details}safe-connections failed ({type(fault).__name__}{where}) and answered nothing. This is a "
        f"fault of the program; please report it. {DEBUG}=1 shows details, which may hold the client's data."
    )
