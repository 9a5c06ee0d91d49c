// The Print buttons of a page, which only a script can give.
"use strict";

for (const part of document.querySelectorAll("[data-print]")) {
  part.hidden = false;
  part.addEventListener("click", () => window.print());
}
