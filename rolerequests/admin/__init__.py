"""The admin: the catalogue to be edited, classes to be led, the record to be read."""

from rolerequests.admin import catalogue, classes, record

__all__ = ["catalogue", "classes", "record"]
