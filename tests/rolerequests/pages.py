"""What a trainee sees on a page, read out of its HTML."""

import re
from html import unescape

from django.test import Client

from rolerequests.models import Role, UserCategory


def words(html):
    """The page's text, without markup and with single blanks."""
    text = re.sub(r"<(head|style|title)\b.*?</\1>|<[^>]+>", " ", html, flags=re.S)
    return " ".join(unescape(text).split())


def main(response):
    """The text of the page's main part."""
    return words(re.search(r"<main\b.*</main>", response.content.decode(), re.S).group())


def title(response):
    """The page's title, without the product's name."""
    return unescape(re.search(r"<title>(.*?) \|", response.content.decode(), re.S).group(1))


def heading(response):
    """The page's one heading of the first level."""
    (text,) = re.findall(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), re.S)
    return unescape(text)


def tiles(response):
    """Name and description of each tile, in their order."""
    found = re.findall(
        r'class="tile-name"[^>]*>(.*?)</span>.*?_description">(.*?)\s*(?:<span|</span>)',
        response.content.decode(),
        re.S,
    )
    return [(unescape(name), unescape(description)) for name, description in found]


def buttons(response):
    """The labels of the page's buttons and of links that look like one, in their order."""
    found = re.findall(
        r'<(?:a|button) class="usa-button[^>]*>(.*?)</(?:a|button)>', response.content.decode(), re.S
    )
    return [unescape(label) for label in found]


def checked(response):
    """The value of the radio button that is selected, or None."""
    found = re.search(r'value="(\d+)"[^>]*\schecked', response.content.decode())
    return int(found.group(1)) if found else None


class Walk:
    """A trainee's walk through the wizard: answers by their labels, one method a page."""

    def __init__(self, browser: Client):
        self.browser = browser

    def category(self, name, at="/role-requests/new/"):
        """Answer page 1; returns the address of page 2."""
        chosen = UserCategory.objects.get(name=name)
        return self.browser.post(at, {"category": chosen.pk})["Location"]

    def role(self, at, name):
        """Answer page 2; returns the address of page 3."""
        chosen = Role.objects.get(name=name)
        return self.browser.post(at, {"role": chosen.pk})["Location"]

    def to_page_3(self, category, role):
        """Answer pages 1 and 2."""
        return self.role(self.category(category), role)

    def submit(self, at, role, **answers):
        """Answer page 3, as it shows this role."""
        return self.browser.post(at, {"role": Role.objects.get(name=role).pk, **answers})
