"""Acquisition functions: functions on arrays of predictions, with no model inside."""
