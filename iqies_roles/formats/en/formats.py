"""Formats that differ from Django's: date and time have a time zone."""

DATETIME_FORMAT = "N j, Y, g:i A T"
