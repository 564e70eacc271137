/* The socket's page side: say what this page has, fetch what is new. Correctness never depends on a message that arrived. */
(() => {
  "use strict";
  const EVERY = 30000;
  const LONGEST_PRESS = 3000;
  let send = null;

  const live = () => document.getElementById("live");
  const standing = () => document.getElementById("standing");

  /* Of very many those that are under way and near: more than 500 the studio does not look after. */
  const MOST = 400;

  function nearest() {
    const all = [...document.querySelectorAll("[data-g]")];
    if (all.length <= MOST) return all;
    const far = (element) => (element.hasAttribute("data-live") ? 0 : Math.abs(element.getBoundingClientRect().top - innerHeight / 2));
    const ordered = all.map((element) => [far(element), element]).sort(([one], [other]) => one - other);
    return ordered.slice(0, MOST).map(([, element]) => element);
  }

  function have() {
    const shown = {};
    for (const element of nearest()) {
      shown[element.dataset.g] = [Number(element.dataset.rev), element.dataset.fragment];
    }
    return shown;
  }

  function tell() {
    if (!send) return;
    const { now, list } = live().dataset;
    const { team, mark } = standing().dataset;
    const topics = {};
    document.dispatchEvent(new CustomEvent("words-followed", { detail: topics }));
    send(JSON.stringify({ have: have(), since: now, list, team: [team, mark], lang: document.documentElement.lang, topics }));
  }

  /* While a press of one's own is under way its card stays: swapped away, it would lose the answer. Then frames go on. */
  let presses = 0;
  const waiting = [];

  function wait(event) {
    if (!presses) return;
    event.preventDefault();
    waiting.push(event.detail.message);
    setTimeout(goOn, LONGEST_PRESS);
  }

  function goOn() {
    for (const html of waiting.splice(0)) htmx.swap(live(), html, { swapStyle: "none" });
  }

  document.addEventListener("htmx:beforeSend", () => { presses += 1; });
  document.addEventListener("htmx:afterRequest", () => {
    presses = Math.max(0, presses - 1);
    if (!presses) goOn();
  });

  /* Many swaps at once are one thing to tell. */
  let telling = 0;

  function tellSoon() {
    telling ||= setTimeout(() => {
      telling = 0;
      tell();
    }, 300);
  }

  const asked = new Set();
  const told = new Set();
  let fetching = 0;

  /* Gathered, so that they come in their order; and what one's own press brings comes with its answer. */
  function fetchFreshSoon(ids) {
    for (const id of ids) told.add(id);
    fetching ||= setTimeout(() => {
      fetching = 0;
      if (presses) return fetchFreshSoon([]);
      fetchFresh([...told]);
      told.clear();
    }, 150);
  }

  function fetchFresh(ids) {
    const list = document.getElementById("work-list");
    if (!list) return document.dispatchEvent(new CustomEvent("list-changed", { detail: ids }));
    const lacking = ids.filter((id) => !asked.has(id) && !document.querySelector(`[data-g="${CSS.escape(id)}"]`));
    if (!lacking.length) return;
    lacking.forEach((id) => asked.add(id));
    // By hand: of several that wait for one element, htmx keeps the last alone.
    fetch(`${location.pathname}?fresh=${lacking.join(",")}`, { headers: { "HX-Request": "true" } })
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)))
      .then((html) => list.isConnected && htmx.swap(list, html, { swapStyle: "afterbegin" }))
      .catch(() => lacking.forEach((id) => asked.delete(id)));
  }

  /* The month's money and a pause: fetched at most twice a second, whatever comes. */
  let due = 0;

  function fetchStanding() {
    due ||= setTimeout(async () => {
      due = 0;
      const { pause } = document.getElementById("paused").dataset;
      const { href } = standing().dataset;
      const answer = await fetch(`${href}?pause=${encodeURIComponent(pause)}`, { headers: { "HX-Request": "true" } }).catch(() => null);
      const html = answer && answer.ok && (await answer.text());
      // Meanwhile the page may have become another one, of another team.
      if (html && standing().dataset.href === href) htmx.swap(live(), html, { swapStyle: "none" });
    }, 500);
  }

  /* Whoever follows a text word by word says how much of it there is, and gets the rest. */
  document.addEventListener("words-wanted", ({ detail }) => send && send(JSON.stringify({ topics: detail })));

  document.addEventListener("htmx:wsOpen", (event) => {
    send = (text) => event.detail.socketWrapper.send(text);
    tell();
  });
  document.addEventListener("htmx:wsClose", (event) => {
    send = null;
    if (event.detail.event && event.detail.event.code === 4401) location.reload();
  });
  document.addEventListener("htmx:wsBeforeMessage", (event) => {
    if (!event.detail.message.startsWith("{")) return wait(event);
    event.preventDefault();
    const message = JSON.parse(event.detail.message);
    if (message.delta) document.dispatchEvent(new CustomEvent("words-told", { detail: message }));
    if (message.fresh) fetchFreshSoon(message.fresh);
    if (message.standing) fetchStanding();
    if (message.reload) location.reload();
  });
  // What is opened to be written in stands in the place of what was shown: news of that must not close it.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { fragment, target } = event.detail;
    if (fragment.querySelector("[data-g]") && target.id && !target.dataset.g) event.preventDefault();
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

  document.addEventListener("htmx:afterSettle", (event) => {
    dropTwins();
    if (!event.target.closest("#standing, #paused, [data-standing]")) tellSoon();
  });
  document.addEventListener("scrollend", () => document.querySelectorAll("[data-g]").length > MOST && tellSoon(), true);
  setInterval(tell, EVERY);
})();
