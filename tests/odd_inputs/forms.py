"""The forms of a page, as a browser sees them, and its links with a query, which are forms of filters."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

TICKED = ("radio", "checkbox")


@dataclass
class Field:
    """A field with what the page offers for it. `sent` is what the page as it is would send."""

    name: str
    kind: str  # the type of an input, or the tag
    offered: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)


@dataclass
class Form:
    """Where a form goes, its fields, and its buttons with a name."""

    method: str
    address: str
    fields: dict[str, Field] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def add(self, name: str, kind: str) -> Field:
        return self.fields.setdefault(name, Field(name, kind))

    @property
    def label(self) -> tuple[str, ...]:
        """What tells it from other forms of the same page."""
        return (self.method, self.address, *sorted(self.fields))


class FormParser(HTMLParser):
    """Collects the forms of a page at this address."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self.inside: Form | None = None
        self.choice: Field | None = None  # the drop-down or text area that is open
        self.links: dict[tuple[str, ...], Form] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            address = urljoin(self.address, given.get("action", ""))
            self.inside = Form(given.get("method", "get").upper(), address)
            self.forms.append(self.inside)
        elif tag == "a" and urlsplit(given.get("href", "")).query:
            self.add_link(urljoin(self.address, given["href"]))
        elif self.inside and tag == "option" and self.choice:
            self.add_value(self.choice, given.get("value", ""), is_sent="selected" in given)
        elif self.inside and given.get("name"):
            self.add_field(self.inside, tag, given)

    def add_field(self, form: Form, tag: str, given: dict[str, str]) -> None:
        kind, value = given.get("type", tag), given.get("value", "")
        if tag == "button" or kind == "submit":
            form.buttons.append((given["name"], value))
        elif tag in ("select", "textarea"):
            self.choice = form.add(given["name"], tag)
        elif tag == "input":
            value = value or ("on" if kind == "checkbox" else "")
            self.add_value(
                form.add(given["name"], kind), value, is_sent=kind not in TICKED or "checked" in given
            )

    @staticmethod
    def add_value(to: Field, value: str, *, is_sent: bool) -> None:
        to.offered.append(value)
        if is_sent:
            to.sent.append(value)

    def add_link(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.netloc:
            return
        link = Form("GET", parts.path)
        for name, value in parse_qsl(parts.query, keep_blank_values=True):
            self.add_value(link.add(name, "text"), value, is_sent=True)
        self.links[link.label] = link  # one for each set of names

    def handle_data(self, data: str) -> None:
        if self.choice and self.choice.kind == "textarea":
            self.choice.sent = [*self.choice.sent, data]

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea") and self.choice:
            if tag == "textarea":
                self.choice.sent = ["".join(self.choice.sent).removeprefix("\n")]  # as browsers do
            self.choice = None
        elif tag == "form":
            self.inside = None


def forms_of(address: str, html: str) -> list[Form]:
    """All forms of a page, and one for each kind of link with a query."""
    parser = FormParser(address)
    parser.feed(html)
    return [*parser.forms, *parser.links.values()]
