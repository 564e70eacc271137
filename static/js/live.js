/* The socket's page side: say what this page has, fetch what is new. Correctness never depends on a message that arrived. */
(() => {
  "use strict";
  const EVERY = 30000;
  let send = null;

  const live = () => document.getElementById("live");
  const standing = () => document.getElementById("standing");

  function have() {
    const shown = {};
    for (const element of document.querySelectorAll("[data-g]")) {
      shown[element.dataset.g] = [Number(element.dataset.rev), element.dataset.fragment];
    }
    return shown;
  }

  function tell() {
    if (!send) return;
    const { now, list } = live().dataset;
    const { team, mark } = standing().dataset;
    send(JSON.stringify({ have: have(), since: now, list, team: [team, mark], lang: document.documentElement.lang }));
  }

  const asked = new Set();

  function fetchFresh(ids) {
    const list = document.getElementById("work-list");
    const lacking = ids.filter((id) => !asked.has(id) && !document.querySelector(`[data-g="${CSS.escape(id)}"]`));
    if (!list || !lacking.length) return;
    lacking.forEach((id) => asked.add(id));
    htmx.ajax("GET", `${location.pathname}?fresh=${lacking.join(",")}`, { target: list, swap: "afterbegin" });
  }

  /* The month's money and a pause: fetched at most twice a second, whatever comes. */
  let due = 0;

  function fetchStanding() {
    due ||= setTimeout(() => {
      due = 0;
      htmx.ajax("GET", standing().dataset.href, { source: live(), swap: "none" });
    }, 500);
  }

  document.addEventListener("htmx:wsOpen", (event) => {
    send = (text) => event.detail.socketWrapper.send(text);
    tell();
  });
  document.addEventListener("htmx:wsClose", (event) => {
    send = null;
    if (event.detail.event && event.detail.event.code === 4401) location.reload();
  });
  document.addEventListener("htmx:wsBeforeMessage", (event) => {
    if (!event.detail.message.startsWith("{")) return;
    event.preventDefault();
    const message = JSON.parse(event.detail.message);
    if (message.fresh) fetchFresh(message.fresh);
    if (message.standing) fetchStanding();
    if (message.reload) location.reload();
  });
  // A frame replaced elements: what is shown has changed, and the title says when something is ready unseen.
  document.addEventListener("htmx:wsAfterMessage", () => {
    if (document.hidden && !document.title.startsWith("• ")) document.title = `• ${document.title}`;
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) document.title = document.title.replace(/^• /, "");
  });
  // The answer to a press and the news of it may both bring the same card: the one above stays.
  function dropTwins() {
    const seen = new Set();
    for (const element of document.querySelectorAll("[data-g]")) {
      if (seen.has(element.id)) element.remove();
      seen.add(element.id);
    }
  }

  document.addEventListener("htmx:afterSettle", () => {
    dropTwins();
    tell();
  });
  setInterval(() => document.querySelector("[data-live]") && tell(), EVERY);
})();
