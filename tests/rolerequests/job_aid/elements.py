"""What the fidelity ledger must know of a page: each element inside <main>, by its kind and its words."""

from html.parser import HTMLParser

VOID = {"br", "img", "input"}
# What the ledger calls an element, by its tag or by a class that says more than the tag.
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
    "tile-name": "label",
    "tile-note": "paragraph",
    "usa-alert__heading": "message",
    "usa-alert__text": "message",
    "usa-button": "button",
    "usa-error-message": "message",
    "usa-radio__label-description": "description",
}
# Elements that stand inside another one and are listed by themselves: the parts of a tile, buttons in a row.
PARTS = ("tile-name", "tile-note", "usa-radio__label-description", "usa-button")


class Node:
    """An element of a page, and what is in it: texts and elements, in their order."""

    def __init__(self, tag, attributes):
        self.tag = tag
        self.attributes = attributes
        self.inside = []

    @property
    def classes(self):
        return (self.attributes.get("class") or "").split()

    @property
    def name(self):
        """What the ledger calls it; None for what only holds others together."""
        return next((BY_CLASS[each] for each in self.classes if each in BY_CLASS), BY_TAG.get(self.tag))

    @property
    def is_part(self):
        return any(each in PARTS for each in self.classes)

    @property
    def is_data(self):
        """A cell with something of the trainee's, not with words of the page."""
        return self.tag == "td" or self.attributes.get("scope") == "row"

    @property
    def words(self):
        """The text in it as one line, without parts that are listed by themselves."""
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
    """Kind and words of each element inside <main>; text outside any is `loose text`."""
    return {
        (what, words.removeprefix("Error: "))
        for what, words in listed(Reader(response.content.decode()).main)
    }


def listed(node, around=None):
    """The elements of a node, those inside an element only if they are parts or a legend's heading."""
    if node.attributes.get("aria-hidden") == "true":
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
