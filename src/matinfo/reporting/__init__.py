"""One page that says what a model is worth: data, splits, errors, intervals, domain, importances."""

from matinfo._public import publish
from matinfo.reporting._make_report import report
from matinfo.reporting._report import Report

__all__ = ["Report", "report"]

publish(globals(), __all__)
