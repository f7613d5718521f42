"""Invented cases, calibrated to published figures: something to try the lab on that is nobody's life."""

from policy_lab.synthetic.synthesise import Wanted, synthesise

__all__ = ["Wanted", "synthesise"]
