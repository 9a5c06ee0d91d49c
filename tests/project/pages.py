"""What a person sees of a page, and what a validator sees of its source."""

import re
from html.parser import HTMLParser


class Page(HTMLParser):
    """The elements of a page with their attributes, and its visible text."""

    def __init__(self, html):
        super().__init__()
        self.elements = []  # (tag, attributes), in order
        self.text_pieces = []  # (tag around it, text)
        self.around = [""]
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag in ("title", "script", "style", "option", "h1", "h2", "a", "button"):
            self.around.append(tag)

    def handle_endtag(self, tag):
        if self.around[-1] == tag:
            self.around.pop()

    def handle_data(self, data):
        self.text_pieces.append((self.around[-1], data))

    def all(self, tag):
        """The attributes of every element of this kind."""
        return [attributes for name, attributes in self.elements if name == tag]

    def text_in(self, *tags):
        """The text directly in elements of these kinds, as one line."""
        return one_line("".join(text for around, text in self.text_pieces if around in tags))

    def inline_code(self):
        """Whatever a strict Content-Security-Policy would refuse: it must be empty."""
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
    return page_of(response).text_in("title").removesuffix(" | iQIES role-request trainer")


def heading_of(response):
    """The text of the page's h1."""
    return page_of(response).text_in("h1")


def text_of(response):
    """The visible text of a page, as one line."""
    pieces = page_of(response).text_pieces
    return one_line(" ".join(text for around, text in pieces if around not in ("script", "style", "title")))


def alerts_of(response):
    """The text of each alert or status message of a page."""
    found = re.findall(r'role="(?:alert|status)".*?>(.*?)</div>\s*</div>', response.content.decode(), re.S)
    return [one_line(re.sub(r"<[^>]+>", " ", html)).replace("&#x27;", "'") for html in found]
