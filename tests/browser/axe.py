"""Runs axe on a page in several widths, and contrast, its slowest rule, once for each look of a text."""

from collections.abc import Iterator
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import Page

# `preload` would fetch all style sheets once more, for experimental rules.
OPTIONS = {"resultTypes": ["violations", "incomplete"], "preload": {"assets": ["media"]}}
WCAG_22_AA = OPTIONS | {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
# The rules that read places and sizes: they depend on the width even where the same elements look the same.
RULES_ABOUT_LAYOUT = OPTIONS | {
    "runOnly": {"type": "rule", "values": ["scrollable-region-focusable", "target-size"]}
}
# What axe reads of each element and a width can change: whether it shows, its colors, its place above others,
# and whether its text counts as large.
APPEARANCE = """() => [...document.querySelectorAll('*')].map(each => {
    const style = getComputedStyle(each)
    const large = parseFloat(style.fontSize) >= (style.fontWeight >= 700 ? 56 / 3 : 24)
    return [each.checkVisibility(), style.position, style.float, style.zIndex, style.opacity, style.color,
        style.backgroundColor, style.backgroundImage, style.textDecorationLine, style.textShadow, style.filter, large]
}).join(';')"""
# The looks of all texts, each with its first element. A look is a number for what contrast depends on: the appearance
# and the attributes that style an element and all around it, where they leave the flow, and the kind of text.
LOOKS = """() => {
    const STYLING = ['class', 'disabled', 'aria-disabled', 'role', 'type', 'for']
    const hash = (text, value) => {
        for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 16777619)
        return (value >>> 0).toString(36)
    }
    const paths = new Map([[null, '']])
    window.looks = new Map()
    for (const each of document.querySelectorAll('*')) {
        const style = getComputedStyle(each)
        const box = each.getBoundingClientRect()
        const offset = [style.top, style.right, style.bottom, style.left].some(side => parseFloat(side))
        const inFlow = style.float === 'none' && style.transform === 'none' && !style.margin.includes('-')
            && (style.position === 'static' || style.position === 'relative' && !offset)
        const text = each.matches('input, select, textarea') ? each.value ?? ''
            : [...each.childNodes].filter(node => node.nodeType === Node.TEXT_NODE).map(node => node.data.trim()).join('')
        const look = [paths.get(each.parentElement), each.localName, ...STYLING.map(name => each.getAttribute(name)),
            each.checkVisibility(), style.color, style.backgroundColor, style.backgroundImage, style.opacity,
            style.filter, style.mixBlendMode, style.textShadow, style.zIndex, style.clip, style.overflow,
            inFlow || [box.x, box.y, box.width, box.height]].join('|')
        paths.set(each, hash(look, 1) + hash(look, 2))
        if (!text) continue
        const shape = [paths.get(each), style.fontSize, style.fontWeight, text.length > 1, /[a-z0-9]/i.test(text)]
        const key = shape.join(' ')
        if (!window.looks.has(key)) window.looks.set(key, each)
    }
    return [...window.looks.keys()]
}"""
# Text in the color of its ground is incomplete to axe, because it may be hidden on purpose. Here it is a fault.
RUN = """([options, looks]) => {
    const hasNoContrast = node => node.any.some(check => check.data?.contrastRatio === 1)
    looks.forEach(look => window.looks.get(look).setAttribute('data-look', ''))
    axe.configure({rules: [{id: 'color-contrast', selector: '[data-look]'}]})
    return axe.run(options).then(results => [...results.violations, ...results.incomplete
        .filter(each => each.id === 'color-contrast')
        .map(each => ({...each, nodes: each.nodes.filter(hasNoContrast)}))
        .filter(each => each.nodes.length)])
}"""


class Axe:
    """Finds violations of WCAG 2.2 AA, on one page after the other."""

    def __init__(self) -> None:
        self.seen: set[str] = set()  # the looks that have enough contrast

    def load(self, page: Page) -> None:
        """Load axe into the open page, which has not been inspected yet."""
        page.evaluate(AXE_SCRIPT)
        self.appearances: set[str] = set()

    def violations(self, page: Page) -> Iterator[str]:
        """The violations in the present width. Where all looks the same as before, only those of places and sizes."""
        appearance = page.evaluate(APPEARANCE)
        if appearance in self.appearances:
            found = page.evaluate(RUN, [RULES_ABOUT_LAYOUT, []])
        else:
            new = set(page.evaluate(LOOKS)) - self.seen
            found = page.evaluate(RUN, [WCAG_22_AA, list(new)])
            if not any(each["id"] == "color-contrast" for each in found):
                self.seen |= new
        self.appearances.add(appearance)
        return map(in_words, found)


def in_words(violation: dict[str, Any]) -> str:
    targets = [node["target"] for node in violation["nodes"]]
    return f"{violation['id']}: {violation['help']}: {targets}"
