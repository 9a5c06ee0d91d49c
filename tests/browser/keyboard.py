"""A page used by keyboard alone."""

from playwright.sync_api import Page, expect

# The focus is an outline of the element, or of the label that replaces a radio button or checkbox. The parts of a date are
# stops of their own, which the browser marks inside the field: no style shows it.
FOCUS_IS_VISIBLE = """() => {
    const element = document.activeElement
    const label = element.labels && element.labels[0]
    const drawn = [getComputedStyle(element)]
    if (label && ['radio', 'checkbox'].includes(element.type)) {
        const replaced = drawn[0].opacity === '0' || element.getBoundingClientRect().right < 0
        drawn.splice(0, replaced ? 1 : 0, getComputedStyle(label), getComputedStyle(label, '::before'))
    }
    return element.type === 'date' || drawn.some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
        && !style.outlineColor.endsWith(', 0)'))
}"""
# All controls that a key can focus, shown as after a press of Tab: those whose focus is seen, and the others.
FOCUS_EACH = f"""() => {{
    const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
        .filter(each => each.checkVisibility())
        .map(each => {{
            each.focus({{preventScroll: true}})
            return [each === document.activeElement, ({FOCUS_IS_VISIBLE})(), each.outerHTML.slice(0, 120)]
        }})
        .filter(([focused]) => focused)
    document.activeElement.blur()
    return [stops.length, stops.filter(([, visible]) => !visible).map(([, , html]) => html)]
}}"""
FOCUSED_NAME = """() => {
    const element = document.activeElement
    const name = element.getAttribute('aria-labelledby')
    const words = name ? document.getElementById(name) : element.labels && element.labels[0] || element
    return words.textContent.replace(/\\s+/g, ' ').trim()
}"""
FOCUS_HAS_LEFT = "() => document.activeElement === document.body"
FOCUSED_TYPE = "() => document.activeElement.type"
TABS = 40  # at most, to any control
LONGEST_PAGE = 300  # stops


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control with this name has focus. The focus must be visible at each stop."""
    for _ in range(TABS):
        press(page, "Tab")
        focused = page.evaluate(FOCUSED_NAME)
        assert page.evaluate(FOCUS_IS_VISIBLE), f"no visible focus on {focused!r}"
        if focused == name:
            return
    raise AssertionError(f"Tab does not lead to {name!r}")


def tab_stops(page: Page) -> list[str]:
    """Press Tab from the beginning to the end of a page. The focus must be visible at each stop; their names."""
    names: list[str] = []
    for _ in range(LONGEST_PAGE):
        press(page, "Tab")
        if page.evaluate(FOCUS_HAS_LEFT):
            return names
        names.append(page.evaluate(FOCUSED_NAME))
        assert page.evaluate(FOCUS_IS_VISIBLE), f"no visible focus on {names[-1]!r}"
    raise AssertionError(f"Tab does not leave the page: {names}")


def focus_each(page: Page) -> tuple[int, list[str]]:
    """Focus all controls of a page. Returns their number, and the HTML of those whose focus is not visible."""
    press(page, "Tab")  # the browser shows the focus of those who use the keyboard
    stops, invisible = page.evaluate(FOCUS_EACH)
    return stops, invisible


def tab_to_type(page: Page, kind: str) -> None:
    """Press Tab until a control of this type, such as `radio`, has focus."""
    for _ in range(TABS):
        press(page, "Tab")
        if page.evaluate(FOCUSED_TYPE) == kind:
            return
    raise AssertionError(f"Tab leads to no {kind}")


def select_radio(page: Page, name: str) -> None:
    """Move to the radio buttons of a page on which none is selected, and select the one with this name."""
    tab_to_type(page, "radio")
    press(page, "Space")
    wanted = page.get_by_role("radio", name=name, exact=True)
    for _ in range(page.get_by_role("radio").count()):
        if wanted.is_checked():
            return
        press(page, "ArrowDown")
    expect(wanted).to_be_checked()
