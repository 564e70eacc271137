/* <image-viewer>: the pictures of a page, large: one after the other, or two beside each other. Every `a.shot` opens it;
   without it the link leads to the asset's page. Links are looked up by `data-asset` each time, for cards are replaced. */
customElements.define("image-viewer", class extends HTMLElement {
  static REST = 150; // ms

  connectedCallback() {
    const one = (name) => this.querySelector(name);
    this.box = one("dialog");
    this.stage = one("picture-stage");
    this.strip = one(".viewer__strip");
    this.side = one(".viewer__side");
    this.uses = one(".viewer__uses");
    this.said = one(".viewer__said");
    this.acts = {
      back: () => this.step(-1), on: () => this.step(1), first: () => this.step(-Infinity), last: () => this.step(Infinity),
      nearer: () => this.stage.zoom(this.stage.near * 1.25), farther: () => this.stage.zoom(this.stage.near / 1.25),
      fit: () => this.stage.zoom(1), actual: () => this.stage.toggleActual(),
      compare: () => this.toggleCompare(), close: () => this.box.close(),
    };
    this.side.open = matchMedia("(min-width: 48.01rem)").matches;
    this.end = new AbortController();
    this.listen(this.end.signal);
  }

  disconnectedCallback() {
    this.end.abort();
    clearTimeout(this.turning);
  }

  listen(signal) {
    const on = (target, name, act, capture = false) => target.addEventListener(name, act, { signal, capture });
    // First of all: a link that opens here leads nowhere else.
    on(document, "click", (event) => this.meet(event), true);
    on(window, "keydown", (event) => this.box.open && !this.box.contains(event.target) && this.press(event), true);
    on(this.box, "keydown", (event) => this.press(event));
    on(this.box, "click", (event) => this.act(event));
    on(this.box, "close", () => this.leave());
    on(this.box, "change", (event) => event.target.name === "viewer-way" && this.turn());
    on(this.stage, "swiped", (event) => this.step(event.detail));
    on(this.stage, "drawn", () => this.showNearness());
    for (const name of ["htmx:afterSettle", "htmx:wsAfterMessage"]) on(document, name, () => this.box.open && this.count());
  }

  /* What there is to leaf through: each asset once, where it stands first. */
  get shots() {
    const all = new Map();
    for (const shot of document.querySelectorAll("a.shot")) {
      if (!this.contains(shot) && !all.has(shot.dataset.asset)) all.set(shot.dataset.asset, shot);
    }
    return [...all.values()];
  }

  find(asset) {
    return this.shots.find((shot) => shot.dataset.asset === asset);
  }

  key(name) {
    return this.querySelector(`[data-act="${name}"]`);
  }

  meet(event) {
    const shot = event.target.closest && event.target.closest("a.shot");
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!shot || !plain || event.defaultPrevented) return;
    event.preventDefault();
    // From within, it goes on to a relation of the picture; from the page, it opens.
    if (!this.box.open) this.came = shot.dataset.asset;
    if (!this.box.open) this.box.showModal();
    this.show(shot);
  }

  leave() {
    clearTimeout(this.turning);
    const shot = this.find(this.asset) || this.find(this.came);
    if (this.other) this.toggleCompare();
    this.asset = this.wanted = "";
    if (shot) shot.focus();
  }

  act(event) {
    const key = event.target.closest("[data-act], [data-pair]");
    if (!key || key.getAttribute("aria-disabled") === "true") return;
    if (key.dataset.pair) this.compare(this.find(key.dataset.pair));
    else this.acts[key.dataset.act]();
  }

  /* No key reaches the page behind. Fields keep the keys that they use themselves. */
  press(event) {
    event.stopPropagation();
    const field = event.target.closest("input, select, textarea, [contenteditable]");
    const isTheirs = field && (/^(Arrow|Home|End)/.test(event.key) || !/^(radio|range)$/.test(field.type));
    if (event.ctrlKey || event.metaKey || event.altKey || isTheirs) return;
    const name = {
      ArrowLeft: "back", ArrowRight: "on", Home: "first", End: "last", "+": "nearer", "=": "nearer", "-": "farther", 0: "fit", c: "compare",
    }[event.key];
    if (!name) return;
    event.preventDefault();
    this.acts[name]();
  }

  /* Past the other one of a pair: a picture beside itself says nothing. */
  step(by) {
    const shots = this.shots.filter((shot) => shot.dataset.asset !== this.other);
    const at = shots.findIndex((shot) => shot.dataset.asset === this.asset);
    // Gone from the page meanwhile: the one that took its place comes next.
    const from = at < 0 ? this.at - (by > 0) : at;
    const shot = shots[Math.min(Math.max(0, from + by), shots.length - 1)];
    if (shot && shot.dataset.asset !== this.asset) this.show(shot);
  }

  show(shot) {
    const { asset, original, words, uses } = shot.dataset;
    this.asset = asset;
    this.say("");
    this.stage.panes[0].show(shot, () => this.say(this.dataset.broken));
    this.querySelector(".viewer__title").textContent = (words || "").slice(0, 200) || this.dataset.unnamed;
    this.querySelector("[data-download]").href = `${original}?download`;
    // It is where one is when this closes; and what waits below to be scrolled to comes while one leafs.
    shot.scrollIntoView({ block: "nearest" });
    this.arrange();
    this.fetchUses(uses);
  }

  /* Also when cards behind are new or gone. */
  count() {
    const shots = this.shots;
    const at = shots.findIndex((shot) => shot.dataset.asset === this.asset);
    if (at >= 0) this.at = at;
    const place = { at: this.at + 1, all: Math.max(shots.length, this.at + 1) };
    const put = (words) => words.replace(/\{(\w+)\}/g, (_, name) => place[name]);
    this.querySelector(".viewer__count").textContent = put(this.dataset.count);
    if (!this.said.hasAttribute("data-seen")) this.say(put(this.dataset.said), true);
    for (const [name, end] of [["back", 0], ["on", shots.length - 1]]) {
      this.key(name).setAttribute("aria-disabled", String(at === end));
      this.key(name).hidden = shots.length < 2;
    }
    this.key("compare").hidden = shots.length < 2 && !this.other;
    if (this.other) this.list(shots);
  }

  /* A trouble is seen until the next picture; where one is, is only heard. */
  say(words, quietly = false) {
    this.said.toggleAttribute("data-seen", Boolean(words) && !quietly);
    if (this.said.textContent !== words) this.said.textContent = words;
  }

  /* What belongs to the picture before cannot be pressed any more, and its late answer is not shown. */
  fetchUses(uses) {
    this.side.hidden = !uses;
    this.wanted = uses;
    this.uses.inert = true;
    clearTimeout(this.turning);
    if (uses) this.turning = setTimeout(() => this.bringUses(uses), this.constructor.REST);
  }

  async bringUses(uses) {
    const answer = await fetch(uses, { headers: { "HX-Request": "true" } }).catch(() => null);
    const html = answer && answer.ok ? await answer.text().catch(() => null) : null;
    if (this.wanted !== uses) return;
    if (html === null) this.uses.replaceChildren();
    else htmx.swap(this.uses, html, { swapStyle: "innerHTML" });
    if (html === null) this.say(this.dataset.lost);
    this.uses.inert = false;
  }

  toggleCompare() {
    if (!this.other) return this.compare(this.shots[this.at + 1] || this.shots[this.at - 1]);
    this.other = "";
    this.arrange();
  }

  compare(shot) {
    if (!shot || shot.dataset.asset === this.asset) return;
    this.other = shot.dataset.asset;
    this.stage.panes[1].show(shot, () => this.say(this.dataset.broken));
    this.arrange();
  }

  arrange() {
    this.stage.arrange(this.other ? this.querySelector("[name=viewer-way]:checked").value : "one");
    this.strip.hidden = this.querySelector(".viewer__ways").hidden = !this.other;
    this.key("compare").setAttribute("aria-pressed", String(Boolean(this.other)));
    this.count();
  }

  /* Another way to compare; what the arrows move next is its handle, or the pictures again. */
  turn() {
    this.arrange();
    (this.stage.dataset.way === "slider" ? this.stage.slider : this.key("compare")).focus();
  }

  /* The strip; built anew only when the page's pictures are others, so that the focus stays in it. */
  list(shots) {
    const listed = shots.map((shot) => shot.dataset.asset).join();
    if (this.listed !== listed) this.strip.replaceChildren(...shots.map((shot) => this.thumb(shot)));
    this.listed = listed;
    for (const thumb of this.strip.children) {
      thumb.hidden = thumb.dataset.pair === this.asset;
      thumb.setAttribute("aria-pressed", String(thumb.dataset.pair === this.other));
    }
  }

  thumb(shot) {
    const thumb = this.querySelector("template").content.firstElementChild.cloneNode(true);
    const small = shot.querySelector("img");
    thumb.dataset.pair = shot.dataset.asset;
    thumb.firstElementChild.src = small.src || shot.dataset.poster;
    thumb.firstElementChild.alt = (shot.dataset.words || small.alt).slice(0, 80) || this.dataset.unnamed;
    return thumb;
  }

  showNearness() {
    const { shownAt, isActual } = this.stage;
    const words = shownAt.toLocaleString(document.documentElement.lang || undefined, { style: "percent" });
    this.key("actual").textContent = words;
    this.key("actual").setAttribute("aria-label", `${this.dataset.actual} (${words})`);
    this.key("actual").setAttribute("aria-pressed", String(isActual));
  }
});
