"""Monitoring: what came of the clients in a case file, in the tables of the Safe Connections report."""

from policy_lab.monitoring.model import COLUMNS, Monitoring, Row, Table, Work
from policy_lab.monitoring.monitored import monitored
from policy_lab.monitoring.publishing import for_publication
from policy_lab.monitoring.writing import write_tables

__all__ = [
    "COLUMNS",
    "Monitoring",
    "Row",
    "Table",
    "Work",
    "for_publication",
    "monitored",
    "write_tables",
]
