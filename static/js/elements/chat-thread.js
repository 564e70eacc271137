/* <chat-thread> around the messages of a conversation: puts in the words of a reply as they come, asks for those that
   it missed, says to a screen reader when a reply begins and what it is in the end, and stops it on Escape. */
customElements.define("chat-thread", class extends HTMLElement {
  connectedCallback() {
    this.ahead = [];
    this.live = new Set(this.liveTurns.map(({ dataset }) => dataset.g));
    this.making = this.makingNow;
    this.listeners = {
      "words-told": ({ detail }) => this.take(detail),
      "words-followed": ({ detail }) => { detail[this.dataset.topic] = this.have(); },
      "list-changed": ({ detail }) => this.catchUp(detail),
      "thread-changed": () => this.fetch(),
      "htmx:afterSettle": () => this.drawn(),
      "htmx:wsAfterMessage": () => this.drawn(),
      "htmx:afterSwap": ({ detail }) => detail.requestConfig?.verb === "post" && this.pressedOn(detail.pathInfo.requestPath),
      keydown: (event) => this.pressed(event),
    };
    for (const [name, listener] of Object.entries(this.listeners)) document.addEventListener(name, listener);
    this.goTo(location.hash.match(/^#(message-.+)/)?.[1] || `message-${new URLSearchParams(location.search).get("at")}`);
  }

  disconnectedCallback() {
    for (const [name, listener] of Object.entries(this.listeners)) document.removeEventListener(name, listener);
  }

  /* Opened at one message: it is shown, marked, and the one that keys go on from. */
  goTo(id) {
    const turn = document.getElementById(id);
    if (!turn) return;
    turn.scrollIntoView({ block: turn.offsetHeight > this.clientHeight ? "start" : "center" });
    turn.setAttribute("aria-current", "true");
    turn.tabIndex = -1;
    turn.focus({ preventScroll: true });
  }

  /* Another branch is shown where its key was pressed, not at its end; a key that was drawn away leaves its focus here. */
  pressedOn(path) {
    const turn = this.querySelector(`[data-g="${CSS.escape(path.match(/messages\/([^/]+)\/show\/$/)?.[1] || "")}"]`);
    turn?.scrollIntoView({ block: "nearest" });
    const next = turn?.querySelector(".branches button:enabled") || this;
    if (document.activeElement === document.body) next.focus({ preventScroll: true });
  }

  get liveTurns() {
    return [...this.querySelectorAll(".turn[data-live]")];
  }

  turn(id) {
    return this.querySelector(`.turn[data-live][data-g="${CSS.escape(id)}"]`);
  }

  /* Letters that are here of each growing text. */
  have() {
    const length = (turn, part) => Number(turn.querySelector(`[data-part="${part}"]`)?.dataset.length || 0);
    return Object.fromEntries(this.liveTurns.map((turn) => [turn.dataset.g, [length(turn, "text"), length(turn, "thought")]]));
  }

  take(told) {
    const turn = this.turn(told.delta);
    if (!turn) return;
    if (this.put(turn, "thought", told.thought) && this.put(turn, "text", told.text)) {
      const waiting = this.ahead.splice(0);
      for (const one of waiting) if (one !== told) this.take(one);
      return;
    }
    // Something between is missing: it is asked for, and this waits for it.
    if (!this.ahead.includes(told)) this.ahead.push(told);
    this.asking ||= setTimeout(() => {
      this.asking = 0;
      this.ahead = this.ahead.slice(-50);
      document.dispatchEvent(new CustomEvent("words-wanted", { detail: { [this.dataset.topic]: this.have() } }));
    }, 200);
  }

  /* False when letters before these are missing. What is here already is left out. */
  put(turn, part, [at, words]) {
    const element = turn.querySelector(`[data-part="${part}"]`);
    if (!words || !element) return true;
    const here = Number(element.dataset.length);
    if (at > here) return false;
    const letters = [...words];
    const fresh = letters.slice(here - at).join("");
    if (element.lastChild?.nodeType === Node.TEXT_NODE) element.lastChild.appendData(fresh);
    else element.append(fresh);
    element.dataset.length = Math.max(here, at + letters.length);
    turn.dataset.status = "writing";
    const state = turn.querySelector(".live .state[data-then]");
    if (state) {
      [state.textContent, state.dataset.status] = [state.dataset.then, "writing"];
      state.removeAttribute("data-then");
    }
    if (part === "thought") element.closest("details").hidden = false;
    return true;
  }

  /* News of messages: fetched, unless they stand here already, or it is an earlier part that is read. */
  catchUp(ids) {
    if (this.querySelector(".earlier")) return;
    if (ids.some((id) => !this.querySelector(`[data-g="${CSS.escape(id)}"]`))) this.fetch();
  }

  fetch() {
    htmx.ajax("GET", this.dataset.href, { target: "#thread", swap: "outerHTML" });
  }

  /* Said once when a reply begins and once when it has ended, never word by word. */
  drawn() {
    this.mark();
    const now = new Set(this.liveTurns.map(({ dataset }) => dataset.g));
    const ended = [...this.live].filter((id) => !now.has(id)).map((id) => this.querySelector(`[data-g="${CSS.escape(id)}"] .turn__text`)?.innerText);
    const begun = [...now].some((id) => !this.live.has(id));
    const making = this.makingNow;
    const made = [...this.making].some((id) => !making.has(id));
    [this.live, this.making] = [now, making];
    const said = document.getElementById("chat-said");
    if (ended.length || made) this.gauge();
    const words = ended.filter(Boolean).join("\n");
    if (words) said.textContent = words.slice(0, 4000);
    else if (begun) said.textContent = this.dataset.writing;
  }

  /* What tools make and is not ready: when it is, it has cost. */
  get makingNow() {
    return new Set([...this.querySelectorAll(".tool__card [data-g][data-live]")].map(({ dataset }) => dataset.g));
  }

  gauge() {
    htmx.ajax("GET", this.dataset.gauge, { target: "#gauge", swap: "outerHTML" });
  }

  /* Its line in the list is drawn for all pages alike; here it is the current one, and its name is the page's. */
  mark() {
    const line = document.querySelector(`.talk[data-g="${CSS.escape(this.dataset.topic.slice("chat:".length))}"]`);
    const title = document.getElementById("talk-title");
    if (!line || !title) return;
    line.setAttribute("aria-current", "page");
    const name = line.querySelector(".talk__name").textContent;
    if (title.textContent === name) return;
    [document.title, title.textContent] = [document.title.replace(title.textContent, name), name];
    const box = document.getElementById("talk-name");
    if (box && box.value === box.defaultValue) box.value = box.defaultValue = name;
    this.gauge();  // a title that a model gave has cost, too
  }

  /* Escape stops all that is being written, unless it was meant for a menu, a dialog, or another field. */
  pressed(event) {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (event.target.closest("input, select, textarea:not(#say-text)")) return;
    for (const stop of this.querySelectorAll("[data-stop]")) stop.click();
  }
});
