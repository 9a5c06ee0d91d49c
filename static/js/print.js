// The Print buttons of a page, which only a script can give.
"use strict";

for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-print]"))) {
  part.hidden = false;
  part.addEventListener("click", () => window.print());
}
