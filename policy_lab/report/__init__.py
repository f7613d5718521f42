"""Reports of the policy lab: what was found, as one page to read, print and pass on."""

from policy_lab.report.monitoring_report import write_monitoring
from policy_lab.report.policy_report import REPORT, write_report

__all__ = ["REPORT", "write_monitoring", "write_report"]
