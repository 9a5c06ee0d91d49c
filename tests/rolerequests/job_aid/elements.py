"""Reads the elements inside <main> that the fidelity ledger must list: their kind and their words."""

from html.parser import HTMLParser

VOID = {"br", "img", "input"}
# The kind of an element in the ledger, by its tag, or by its class if the class is more specific.
BY_TAG = {
    "a": "link",
    "button": "button",
    "caption": "heading",
    "h1": "heading",
    "h2": "heading",
    "label": "label",
    "legend": "option group",
    "p": "paragraph",
    "select": "option group",
    "th": "column",
}
BY_CLASS = {
    "field-error": "message",
    "tile-name": "label",
    "tile-note": "paragraph",
    "usa-alert__heading": "message",
    "usa-alert__text": "message",
    "usa-button": "button",
    "usa-error-message": "message",
    "usa-checkbox__label-description": "description",
    "usa-radio__label-description": "description",
}
# Elements inside another one that are listed separately: the texts of a tile, buttons in a row.
DESCRIPTIONS = ("usa-checkbox__label-description", "usa-radio__label-description")
PARTS = ("field-error", "tile-name", "tile-note", *DESCRIPTIONS, "usa-button")


class Node:
    """An element of a page with its texts and elements, in their order."""

    def __init__(self, tag, attributes):
        self.tag = tag
        self.attributes = attributes
        self.inside = []

    @property
    def classes(self):
        return (self.attributes.get("class") or "").split()

    @property
    def name(self):
        """The kind in the ledger; None for an element that only groups others."""
        return next((BY_CLASS[each] for each in self.classes if each in BY_CLASS), BY_TAG.get(self.tag))

    @property
    def is_part(self):
        return any(each in PARTS for each in self.classes)

    @property
    def is_data(self):
        """Whether this is a cell with data of the trainee, not with words of the page."""
        return self.tag == "td" or self.attributes.get("scope") == "row"

    @property
    def words(self):
        """The text as one line, without elements that are listed separately."""
        pieces = [each if isinstance(each, str) else each.words for each in self.inside
                  if isinstance(each, str) or not each.is_part]  # fmt: skip
        space = " " if self.tag in ("option", "p") else ""
        return " ".join("".join(pieces).split()) if self.name else "".join(pieces) + space


class Reader(HTMLParser):
    """Builds the tree of a page's <main>."""

    def __init__(self, html):
        super().__init__()
        self.open = [Node("", {})]
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        node = Node(tag, dict(attrs))
        if tag == "main":
            self.main = node
        self.open[-1].inside.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag):
        while self.open.pop().tag != tag:
            pass

    def handle_data(self, data):
        self.open[-1].inside.append(data)


def elements_of(response):
    """Kind and words of each element inside <main>. Text outside any element is `loose text`."""
    return {
        (what, words.removeprefix("Error: "))
        for what, words in listed(Reader(response.content.decode()).main)
    }


def listed(node, around=None):
    """The elements of a node; of those inside an element, only separate ones and the heading of a legend."""
    if node.attributes.get("aria-hidden") == "true" or node.tag == "textarea":
        return
    if node.name and not node.is_data and (not around or node.is_part or around == "option group"):
        if node.words:
            yield node.name, node.words
        around = node.name
    for each in node.inside:
        if isinstance(each, Node):
            yield from listed(each, "data" if node.is_data and each.tag != "a" else around)
        elif each.strip() and not around and not node.is_data:
            yield "loose text", each.strip()
