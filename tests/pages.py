"""Reads responses: visible text, titles, alerts, buttons, and what a validator checks."""

import re
from html import unescape
from html.parser import HTMLParser


class Page(HTMLParser):
    """Parses a page into elements with attributes, and visible text."""

    def __init__(self, html):
        super().__init__()
        self.elements = []  # (tag, attributes)
        self.text_pieces = []  # (enclosing tag, text)
        self.enclosing = [""]
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag in ("title", "script", "style", "option", "h1", "h2", "a", "button"):
            self.enclosing.append(tag)

    def handle_endtag(self, tag):
        if self.enclosing[-1] == tag:
            self.enclosing.pop()

    def handle_data(self, data):
        self.text_pieces.append((self.enclosing[-1], data))

    def all(self, tag):
        """The attributes of every element with this tag."""
        return [attributes for name, attributes in self.elements if name == tag]

    def text_in(self, *tags):
        """The text directly in elements with these tags, as one line."""
        return one_line("".join(text for enclosing, text in self.text_pieces if enclosing in tags))

    def visible_text(self):
        """The visible text, as one line."""
        hidden = ("script", "style", "title")
        return one_line(" ".join(text for enclosing, text in self.text_pieces if enclosing not in hidden))

    def inline_code(self):
        """What a strict Content-Security-Policy would refuse."""
        found = [f"<{tag} {name}=…>" for tag, attributes in self.elements for name in attributes
                 if name == "style" or name.startswith("on")]  # fmt: skip
        found += [f"<{tag}>" for tag, _ in self.elements if tag == "style"]
        found += [
            f"<script {attributes}>"
            for attributes in self.all("script")
            if "src" not in attributes and attributes.get("type") != "application/json"
        ]
        found += [
            f"<{tag} {name}={value}>"
            for tag, attributes in self.elements
            for name, value in attributes.items()
            if name in ("href", "src", "action") and re.match(r"\s*(javascript|data):", value or "", re.I)
        ]
        return found

    def hidden(self, name):
        """The value of the first hidden field of this name."""
        return next(each["value"] for each in self.all("input") if each.get("name") == name)


def one_line(text):
    return " ".join(text.split())


def page_of(response):
    return Page(response.content.decode())


def title_of(response):
    """The page's title without the product's name."""
    return page_of(response).text_in("title").removesuffix(" | iQIES Role Request Simulator")


def heading_of(response):
    """The text of the page's only h1."""
    page = page_of(response)
    assert len(page.all("h1")) == 1
    return page.text_in("h1")


def text_of(response):
    """The visible text of a page, as one line."""
    return page_of(response).visible_text()


def main_of(response):
    """The visible text of <main>, as one line."""
    return Page(re.search(r"<main\b.*</main>", response.content.decode(), re.S).group()).visible_text()


def alerts_of(response):
    """The text of each alert and status message."""
    found = re.findall(r'role="(?:alert|status)".*?>(.*?)</div>\s*</div>', response.content.decode(), re.S)
    return [Page(html).visible_text() for html in found]


def message_levels(response):
    """The level of each message on the page: info, success, warning."""
    return [message.level_tag for message in response.context["messages"]]


def tiles_of(response):
    """Name and description of each tile, in order."""
    found = re.findall(
        r'class="tile-name"[^>]*>(.*?)</span>.*?_description">(.*?)\s*(?:<span|</span>)',
        response.content.decode(),
        re.S,
    )
    return [(unescape(name), unescape(description)) for name, description in found]


def buttons_of(response):
    """The labels of the page's own buttons, in order."""
    found = re.findall(r'<button class="usa-button[^>]*>(.*?)</button>', response.content.decode(), re.S)
    return [unescape(label) for label in found]


def checked_in(response):
    """The value of the selected radio button, or None."""
    found = re.search(r'value="(\d+)"[^>]*\schecked', response.content.decode())
    return int(found.group(1)) if found else None
