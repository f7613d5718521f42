"""Rule packs: law and policy as dated data, read, checked and frozen."""

from engine.packs.errors import PackError, PackFault
from engine.packs.law import BoundRule, Law, NoLawError, law_on
from engine.packs.load import load_pack, shelved_pack
from engine.packs.model import Pack, Rule

__all__ = [
    "BoundRule",
    "Law",
    "NoLawError",
    "Pack",
    "PackError",
    "PackFault",
    "Rule",
    "law_on",
    "load_pack",
    "shelved_pack",
]
