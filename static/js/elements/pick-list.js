/* Works that are picked: one by one, a range with Shift, all that match; and what is told of them. Once something is
   picked, a press anywhere on a work picks it too. Without scripts the ticks and keys work by themselves. */
customElements.define("pick-list", class extends HTMLElement {
  connectedCallback() {
    this.hear = new AbortController();
    const { signal } = this.hear;
    document.body.addEventListener("picked-changed", () => this.drawWithPicks(), { signal });
    // What is ticked, or open to be chosen from, is not lost to what came meanwhile.
    document.body.addEventListener("list-grew", () => this.grow(), { signal });
    this.addEventListener("htmx:beforeSwap", (event) => this.hold(event), { signal });
    document.body.addEventListener("picked-gone", () => this.take(), { signal });
    document.addEventListener("uploads-over", () => this.recount(), { signal });
    document.addEventListener("keydown", (event) => this.escape(event), { signal });
    if (location.hash === "#q") document.getElementById("q").focus();
    this.form = this.querySelector(".picked");
    if (!this.form) return;
    this.form.addEventListener("keydown", (event) => this.enter(event));
    this.counts = this.querySelectorAll("[data-count]");
    this.size = this.querySelector("[data-size]");
    this.whole = this.form.elements.all;
    this.last = null;
    this.addEventListener("click", (event) => this.click(event));
    // First of all: whoever picks opens nothing.
    window.addEventListener("click", (event) => this.meet(event), { signal, capture: true });
    this.addEventListener("change", (event) => event.target.matches(".tile__pick input") && this.tell());
    this.addEventListener("htmx:configRequest", (event) => this.send(event));
    this.form.querySelector("[data-act=none]").hidden = false;
    const all = this.form.querySelector("[data-act=all]");
    if (all) all.hidden = false;
    this.pickAgain();
    this.tell();
  }

  disconnectedCallback() {
    this.hear.abort();
  }

  /* Of a menu's field the key beside it is meant, not the form's first. */
  enter(event) {
    const menu = event.key === "Enter" && event.target.matches("input") && event.target.closest(".picked__menu");
    if (!menu) return;
    event.preventDefault();
    menu.querySelector("button").click();
  }

  escape(event) {
    if (event.key === "Escape" && !event.defaultPrevented && this.isPicking()) this.none();
  }

  isPicking() {
    return this.dataset.state === "picking" || this.boxes(":checked").length > 0;
  }

  isBusy() {
    return this.isPicking() || document.querySelector(".library details.menu[open]") !== null;
  }

  boxes(which = "") {
    return [...this.querySelectorAll(`.tile__pick input${which}`)];
  }

  click(event) {
    const key = event.target.closest("[data-act]");
    if (key) return this[key.dataset.act](key);
    const box = event.target.closest(".tile__pick input");
    if (box) this.ticked(box, event.shiftKey);
  }

  /* A press with Ctrl opens a tab as ever; one by the keyboard opens the work. */
  meet(event) {
    const work = event.target.closest("[data-picks] > li");
    const other = event.ctrlKey || event.metaKey || event.detail === 0 || event.target.closest("input, label, button");
    const box = work && !other && this.contains(work) && this.isPicking() && work.querySelector(".tile__pick input");
    if (!box) return;
    event.preventDefault();
    box.checked = !box.checked;
    this.ticked(box, event.shiftKey);
  }

  ticked(box, isRange) {
    const every = this.boxes();
    const [from, to] = [every.indexOf(this.last), every.indexOf(box)].sort((one, other) => one - other);
    if (isRange && from >= 0) for (const one of every.slice(from, to + 1)) one.checked = box.checked;
    this.last = box;
    this.whole.value = "";
    this.tell();
  }

  /* Those that are not loaded yet as well. */
  all(key) {
    for (const box of this.boxes()) box.checked = true;
    this.whole.value = this.querySelector(".more") ? key.dataset.whole : "";
    this.tell();
  }

  /* Nothing is picked any more, and nobody picks. */
  none() {
    this.setPicking(false);
    for (const box of this.boxes(":checked")) box.checked = false;
    this.whole.value = "";
    this.tell();
  }

  /* Under a thumb there is no hovering: ticks come with a key. */
  pick() {
    if (this.dataset.state === "picking") this.none();
    else this.setPicking(true);
  }

  setPicking(on) {
    this.dataset.state = on ? "picking" : "";
    this.querySelector("[data-act=pick]")?.setAttribute("aria-pressed", String(on));
  }

  tell() {
    const picked = this.boxes(":checked");
    const bytes = picked.reduce((sum, box) => sum + Number(box.dataset.bytes), 0);
    const said = picked.length === 1 ? this.dataset.one : this.dataset.many.replace("{n}", picked.length.toLocaleString());
    for (const count of this.counts) count.textContent = this.whole.value ? this.dataset.all : said;
    this.size.textContent = this.whole.value || !picked.length ? "" : this.inWords(bytes);
  }

  inWords(bytes) {
    return bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
  }

  /* One field for all: thousands of fields would be refused. */
  send(event) {
    const { parameters } = event.detail;
    if (parameters.asset) parameters.asset = this.whole.value ? "" : [parameters.asset].flat().join(",");
  }

  take() {
    const gone = this.boxes(":checked");
    // The trash says how much lies in it: it is drawn anew.
    if (!this.id || this.whole.value || !gone.length) return this.draw();
    for (const box of gone) box.closest("li").remove();
    this.none();
    if (this.boxes().length) this.recount();
    else this.draw();
  }

  recount() {
    document.body.dispatchEvent(new CustomEvent("counts-changed"));
  }

  grow() {
    if (!this.isBusy()) this.draw(true);
  }

  /* Whoever began to choose while the answer was on its way goes on choosing. */
  hold(event) {
    if (event.target !== this || !this.isGrowing) return;
    this.isGrowing = false;
    if (this.isBusy()) event.detail.shouldSwap = false;
  }

  /* What was starred or tagged stays picked for what comes next. */
  drawWithPicks() {
    const [all, state] = [this.whole?.value || "", this.dataset.state];
    this.constructor.picks = { all, state, ids: this.boxes(":checked").map((box) => box.value) };
    this.draw();
  }

  pickAgain() {
    const { all = "", state, ids = [] } = this.constructor.picks || {};
    this.constructor.picks = null;
    this.setPicking(state === "picking");
    this.whole.value = all;
    for (const box of this.boxes()) box.checked = ids.includes(box.value) || all !== "";
  }

  draw(isGrowing = false) {
    this.isGrowing = isGrowing;
    if (this.form) this.none();
    const swap = "outerHTML";
    if (this.id) htmx.ajax("GET", location.href, { target: this, swap });
    else htmx.ajax("GET", location.href, { target: "#main", select: "#main", swap });
  }
});
