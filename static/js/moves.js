/* While something sounds, a link to another page of the studio changes the page and not the document: it sounds on.
   What is dragged goes from page to page in the same way. */
window.studioMoves = (() => {
  "use strict";
  let shown = location.pathname + location.search;

  function isOurs(link) {
    const url = new URL(link.href, location.href);
    const rooms = /^\/(accounts|admin|sandbox|static)\//;
    return url.origin === location.origin && !rooms.test(url.pathname) && url.pathname !== "/"
      && !link.target && !link.hasAttribute("download") && url.pathname + url.search !== shown;
  }

  async function go(href, push) {
    const answer = await fetch(href, { headers: { "HX-Request": "true", "HX-Boosted": "true" } }).catch(() => null);
    const html = answer && answer.ok && (answer.headers.get("Content-Type") || "").startsWith("text/html") && await answer.text();
    const page = html && new DOMParser().parseFromString(html, "text/html");
    // Anything but a page of the studio is opened as the browser does it.
    if (!page || !page.getElementById("live")) return location.assign(href);
    const url = new URL(href, location.href);
    if (push) history.pushState(null, "", url.pathname + url.search);
    shown = url.pathname + url.search;
    document.title = page.title;
    addScripts(page);
    // Parsed here, what is for browsers without scripts would be as real as the rest.
    for (const element of page.body.querySelectorAll("noscript")) element.remove();
    htmx.swap(document.body, page.body.innerHTML, { swapStyle: "innerHTML" });
    if (url.hash) location.replace(url.hash);
    else scrollTo(0, 0);
    const main = document.getElementById("main");
    main.tabIndex = -1;
    main.focus({ preventScroll: true });
  }

  /* The elements that the new page uses and this document does not know yet. */
  function addScripts(page) {
    for (const script of page.head.querySelectorAll("script[src]")) {
      const src = script.getAttribute("src");
      if (document.head.querySelector(`script[src="${CSS.escape(src)}"]`)) continue;
      const added = document.createElement("script");
      added.src = src;
      added.async = false; // one builds on the other
      document.head.append(added);
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href]");
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || event.defaultPrevented || !studioSound.isPlaying || !isOurs(link)) return;
    event.preventDefault();
    go(link.href, true);
  });
  addEventListener("popstate", () => {
    if (location.pathname + location.search !== shown) go(location.href, false);
  });

  return { go: (href) => go(href, true) };
})();
