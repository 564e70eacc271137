/* <wish-form> around a workroom's form, which is drawn anew inside it: one press, one wish; no old fault; where one writes;
   and a link that would fill one field of it (`data-fill`, `data-value`) fills it without leaving the page. */
customElements.define("wish-form", class extends HTMLElement {
  connectedCallback() {
    this.last = 0;
    this.open = [];
    this.typed = [];
    this.sentTexts = new Map();
    this.addEventListener("htmx:beforeRequest", (event) => event.target.matches("form") && this.send(event));
    // The answer may have brought another form in the place of the one that was sent.
    this.addEventListener("htmx:afterRequest", (event) => event.detail.requestConfig.elt.matches("form") && this.sent(event));
    // A refused press is over: what was mended may be sent at once.
    this.refused = ({ detail }) => {
      if (detail.xhr.status < 400 || !this.contains(detail.requestConfig.elt)) return;
      this.last = 0;
      this.isRefused = true;
    };
    document.addEventListener("htmx:beforeSwap", this.refused);
    this.addEventListener("htmx:beforeSwap", ({ detail }) => {
      this.open = [...this.querySelectorAll("details.fold[open]")].map(({ id }) => id);
      // Its page was left meanwhile: nothing of it belongs into the one that is shown.
      if (!this.isConnected) detail.shouldSwap = false;
    });
    // What is written while the form is drawn again is newer than what comes back.
    this.asked = ({ detail }) => { if (detail.target.id === "make") this.sentTexts = new Map(this.texts.map(({ name, value }) => [name, value])); };
    this.swapping = ({ detail }) => { if (detail.target.id === "make") this.typed = this.texts.filter((text) => text.value !== this.sentTexts.get(text.name)); };
    document.addEventListener("htmx:beforeRequest", this.asked);
    document.addEventListener("htmx:beforeSwap", this.swapping);
    this.drawn = () => {
      this.carryOver();
      this.unfold();
    };
    document.addEventListener("htmx:afterSettle", this.drawn);
    this.filled = (event) => this.fill(event);
    document.addEventListener("click", this.filled);
    this.write = () => setTimeout(() => this.focusWords());
    for (const moment of ["load", "hashchange"]) addEventListener(moment, this.write);
    if (this.hasAttribute("data-kept")) this.keepChoices();
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:beforeSwap", this.refused);
    document.removeEventListener("htmx:afterSettle", this.drawn);
    document.removeEventListener("htmx:beforeRequest", this.asked);
    document.removeEventListener("htmx:beforeSwap", this.swapping);
    document.removeEventListener("click", this.filled);
    for (const moment of ["load", "hashchange"]) removeEventListener(moment, this.write);
  }

  /* Two presses in one second are one: a double click, a key held down. */
  send(event) {
    if (Date.now() - this.last < 1000) event.preventDefault();
    else this.last = Date.now();
  }

  sent(event) {
    if (event.detail.xhr.status !== 200) return;
    for (const part of this.querySelectorAll("[aria-invalid]")) part.removeAttribute("aria-invalid");
    for (const fault of this.querySelectorAll(".field__error")) fault.hidden = true;
    // On a phone the form is a sheet over the results: once it is sent, they are what one wants to see.
    if (location.hash === "#compose") location.hash = "#results";
  }

  /* What was chosen stands again after a reload, or when one comes back to the bare room: as long as the tab lives. */
  keepChoices() {
    const name = `choices ${document.body.dataset.person} ${location.pathname}`;
    const read = () => [...new FormData(this.querySelector("form"))].filter(([field, value]) => typeof value === "string"
      && value && !["csrfmiddlewaretoken", "client_key", "project", "take", "recipe_text"].includes(field));
    this.addEventListener("change", () => sessionStorage.setItem(name, new URLSearchParams(read())));
    const kept = sessionStorage.getItem(name);
    if (!kept || location.search || kept === String(new URLSearchParams(read()))) return;
    const values = {};
    for (const [field, value] of new URLSearchParams(kept)) values[field] = field in values ? [values[field], value].flat() : value;
    // Where results go is remembered by the studio, for all rooms.
    const where = this.querySelector("[name=project]");
    if (where) values.project = where.value;
    // What is being written is newer.
    for (const { name: field, value } of this.querySelectorAll("textarea")) if (value) values[field] = value;
    const draw = () => htmx.ajax("POST", this.dataset.kept, { target: "#make", swap: "outerHTML", values });
    if (document.readyState === "complete") draw();
    else addEventListener("load", draw, { once: true });
  }

  get texts() {
    return [...this.querySelectorAll("#make :is(textarea, input:not([type=radio], [type=checkbox], [type=hidden], [type=file], [type=range]))")];
  }

  carryOver() {
    const typed = this.typed;
    this.typed = [];
    for (const { name, value, selectionStart: at } of typed) {
      const field = this.texts.find((text) => text.name === name);
      if (!field || field.value === value) continue;
      field.value = value;
      if (field === document.activeElement && field.matches("textarea")) field.setSelectionRange(at, at);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  /* What was unfolded stays so when the form is drawn again; and what was refused is where one looks. */
  unfold() {
    for (const fold of this.querySelectorAll("details.fold[id]")) fold.open = fold.open || this.open.includes(fold.id);
    this.open = [];
    const fault = this.isRefused && this.querySelector(".composer__body .field__error:not([hidden])");
    this.isRefused = false;
    if (!fault) return;
    const field = this.querySelector("[aria-invalid=true]");
    fault.scrollIntoView({ block: "center" });
    if (field) field.focus({ preventScroll: true });
  }

  fill(event) {
    const link = event.target.closest("[data-fill]");
    const form = this.querySelector("form");
    const field = link && form && form.elements[link.dataset.fill];
    // Where the form does not show it, the link leads to one that does.
    if (!field || !("value" in field) || field.type === "hidden" || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
    const dialog = link.closest("dialog");
    if (dialog) dialog.close();
    field.value = link.dataset.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    if (matchMedia("(max-width: 48rem)").matches) location.hash = "#compose";
    field.focus();
  }

  /* The address leads to the form: then one wants to write, and the browser would focus the frame around it. */
  focusWords() {
    if (location.hash !== "#compose") return;
    // What a recipe would change was asked for: it is what one wants to see.
    const brought = this.querySelector("#difference[autofocus]");
    const words = this.querySelector("textarea, input[type=text], .input");
    if (brought) brought.scrollIntoView({ block: "start" });
    if (brought || words) this.focusOn(brought || words);
  }

  /* A sheet that comes in is hidden in its first frame, and what is hidden takes no focus. */
  focusOn(part, again = 9) {
    part.focus({ preventScroll: true });
    if (document.activeElement !== part && again) requestAnimationFrame(() => this.focusOn(part, again - 1));
  }
});
