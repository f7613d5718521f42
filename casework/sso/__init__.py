"""Is a Single Service Offer safe, lawful, open, wanted and ready, and is there something better?"""

from casework.sso.answer import SCHEMA
from casework.sso.check import sso_check

__all__ = ["SCHEMA", "sso_check"]
