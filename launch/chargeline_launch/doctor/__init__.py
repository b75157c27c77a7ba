"""The launch doctor: what is wrong with a site, and what to do about it, before anybody launches."""

from chargeline_launch.doctor.examine import examine
from chargeline_launch.doctor.report import Finding, Report, failure_report

__all__ = ["Finding", "Report", "examine", "failure_report"]
