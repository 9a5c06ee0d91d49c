// Every ten seconds, replaces the parts of this page that change. It rests while the tab is hidden.
"use strict";

(() => {
  const EVERY = 10_000;
  const words = document.querySelector("[data-live-words]");
  const state = /** @type {HTMLElement | null} */ (document.querySelector("[data-live-state]"))?.dataset;

  /** @param {string | undefined} text */
  const tell = (text) => {
    if (words) {
      words.textContent = text ?? null;
    }
  };

  /** @param {Document} page */
  const replaceParts = (page) => {
    for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-live]"))) {
      const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
      if (!fresh || fresh.innerHTML === part.innerHTML) {
        continue;
      }
      const focused = part.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
      const scrolled = part.querySelector(".wide")?.scrollLeft ?? 0;
      part.innerHTML = fresh.innerHTML;
      part.querySelector(".wide")?.scrollTo(scrolled, 0);
      if (focused) {
        const link = /** @type {HTMLElement | null} */ (part.querySelector(`[href="${CSS.escape(focused)}"]`));
        link?.focus({ preventScroll: true });
      }
    }
  };

  const refresh = async () => {
    if (document.hidden) {
      return;
    }
    try {
      const response = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!response.ok || response.redirected) {
        throw new Error(`${response.status}`);
      }
      replaceParts(new DOMParser().parseFromString(await response.text(), "text/html"));
      tell(state?.running);
    } catch {
      tell(state?.stopped);
    }
  };

  tell(state?.running);
  setInterval(refresh, EVERY);
  document.addEventListener("visibilitychange", refresh);
})();
