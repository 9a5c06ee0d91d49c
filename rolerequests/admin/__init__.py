"""The admin: the catalog to be edited, requests to be read."""

from rolerequests.admin import catalogue, record

__all__ = ["catalogue", "record"]
