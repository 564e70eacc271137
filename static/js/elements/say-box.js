/* <say-box> around what one writes to a model: Enter sends and Shift with Enter begins a line (on a keyboard, not under
   a thumb), what was sent is taken out, and a draft is kept. */
customElements.define("say-box", class extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector("textarea");
    this.form = this.closest("form");
    this.text.addEventListener("keydown", (event) => this.pressed(event));
    this.text.addEventListener("input", () => this.typed());
    this.form.addEventListener("change", () => {
      this.compare();
      this.priceSoon();
    });
    this.form.addEventListener("htmx:beforeRequest", ({ target }) => { if (target === this.form) this.sent = this.text.value; });
    this.form.addEventListener("htmx:afterRequest", ({ target, detail }) => target === this.form && detail.xhr.status === 200 && this.sentWell());
    this.form.addEventListener("submit", () => { if (!this.form.hasAttribute("hx-post")) sessionStorage.removeItem(this.draft); });
    this.files = this.querySelector("input[type=file]");
    this.files.addEventListener("change", () => this.showFiles());
    this.addEventListener("click", ({ target }) => this.takeAway(target.closest("[data-away]")));
    this.querySelector(".say__settings")?.addEventListener("keydown", (event) => this.settled(event));
    this.addEventListener("paste", ({ clipboardData }) => clipboardData.files.length && this.addFiles(clipboardData.files));
    for (const name of ["dragover", "drop"]) {
      this.form.addEventListener(name, (event) => {
        if (![...event.dataTransfer.types].includes("Files")) return;
        event.preventDefault();
        if (name === "drop") this.addFiles(event.dataTransfer.files);
      });
    }
    if (!this.text.value) this.text.value = sessionStorage.getItem(this.draft) || "";
    if (this.text.autofocus || this.isWaitedFor) this.text.focus({ preventScroll: true });
    // A refusal that has the thread drawn anew itself outlives that.
    this.form.addEventListener("thread-changed", () => { this.staysTold = true; });
    this.redrawn = ({ target }) => this.goneOn(target.id);
    this.slash = (event) => this.called(event);
    document.addEventListener("htmx:afterSettle", this.redrawn);
    document.addEventListener("keydown", this.slash);
    this.refusedAt = this.standing;
    this.compare();
    if (this.text.value) this.priceSoon();
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:afterSettle", this.redrawn);
    document.removeEventListener("keydown", this.slash);
  }

  get draft() {
    return `draft ${document.body.dataset.person} ${this.form.getAttribute("action")}`;
  }

  /* On a wide screen with a keyboard one writes at once, unless the address names a place to read. */
  get isWaitedFor() {
    const desk = matchMedia("(min-width: 48.01rem) and (pointer: fine)").matches;
    return desk && !/[?&](at|before)=/.test(location.search) && !location.hash && document.activeElement === document.body;
  }

  /* A slash where nobody writes. */
  called(event) {
    const writes = event.target.closest("input, textarea, select, [contenteditable], dialog[open]");
    if (event.key !== "/" || writes || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.text.focus();
  }

  pressed(event) {
    if (event.key === "Escape" && !event.defaultPrevented) this.querySelector(".say__editing a")?.click();
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || matchMedia("(pointer: coarse)").matches) return;
    event.preventDefault();
    if (!event.repeat && this.text.value.trim()) this.form.requestSubmit();
  }

  /* In the fields of how it is answered Enter is done with those: it does not send. */
  settled(event) {
    if (event.key !== "Enter" || event.target.localName !== "input") return;
    event.preventDefault();
    event.currentTarget.open = false;
    this.text.focus();
  }

  typed() {
    try {
      sessionStorage.setItem(this.draft, this.text.value);
    } catch {
      // Longer than what a tab may keep: without a draft.
      sessionStorage.removeItem(this.draft);
    }
    this.forgive();
    this.priceSoon();
  }

  /* What stands before it has grown, or how it is answered is another way now. What was only late (the price of a title,
     a line drawn anew) takes no refusal away. */
  goneOn(id) {
    if (id === "say-error") this.refusedAt = this.standing;
    if (!["gauge", "thread", "talk-settings"].includes(id)) return;
    if (id !== "talk-settings" && !this.staysTold && this.standing !== this.refusedAt) this.forgive();
    this.priceSoon();
  }

  /* The turns that stand before it, which are being written, and which wait for a yes. */
  get standing() {
    const turns = [...document.querySelectorAll("#thread .turn")];
    return turns.map((turn) => [turn.id, turn.hasAttribute("data-live"), turn.querySelectorAll(".tool--ask").length]).join(" ");
  }

  forgive() {
    this.staysTold = false;
    const fault = this.querySelector(".say__error");
    if (fault) fault.hidden = true;
    this.text.removeAttribute("aria-invalid");
  }

  /* What is attached, each with a key that takes it away again. */
  showFiles() {
    const list = this.querySelector(".say__beside");
    for (const chip of list.querySelectorAll("[data-file]")) chip.remove();
    for (const file of this.files.files) {
      const chip = document.createElement("li");
      chip.dataset.file = "";
      const key = document.createElement("button");
      [key.type, key.className, key.textContent] = ["button", "button button--small", `${file.name} ×`];
      key.addEventListener("click", () => this.putFiles([...this.files.files].filter((one) => one !== file)));
      chip.append(key);
      list.append(chip);
    }
    this.forgive();
    this.priceSoon();
  }

  takeAway(key) {
    if (!key) return;
    key.closest("li").remove();
    this.forgive();
    this.priceSoon();
  }

  addFiles(files) {
    this.putFiles([...this.files.files, ...files]);
  }

  putFiles(files) {
    const bag = new DataTransfer();
    for (const file of files) bag.items.add(file);
    this.files.files = bag.files;
    this.showFiles();
  }

  /* What was typed since it was sent stays. */
  sentWell() {
    if (this.text.value === this.sent) this.text.value = "";
    this.putFiles([]);
    this.querySelector(".say__beside").replaceChildren();
    for (const box of this.querySelectorAll("[name=against]:checked")) box.checked = false;
    this.compare();
    this.forgive();
    sessionStorage.removeItem(this.draft);
    this.text.focus();
    this.priceSoon();
  }

  /* The model that answers is not compared with itself, nor with more than there is room for. */
  compare() {
    const boxes = [...this.querySelectorAll("[name=against]")];
    for (const box of boxes) {
      const answers = box.value === this.form.elements.model.value;
      box.closest("label").hidden = answers;
      if (answers) box.checked = false;
    }
    const ticked = boxes.filter((box) => box.checked).length;
    const isFull = ticked + 1 >= Number(this.querySelector(".say__against").dataset.most);
    for (const box of boxes) box.disabled = isFull && !box.checked;
    this.querySelector(".say__ticked").textContent = ticked ? `+${ticked}` : "";
  }

  priceSoon() {
    const price = this.querySelector("say-price");
    customElements.upgrade(price);  // what is within comes to life after what is around it
    price.soon();
  }
});
