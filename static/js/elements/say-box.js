/* <say-box> around what one writes to a model: Enter sends and Shift with Enter begins a line (on a keyboard, not under
   a thumb), what was sent is taken out, a draft is kept, and the price follows from what is typed and attached. */
customElements.define("say-box", class extends HTMLElement {
  // What the studio's count of tokens takes for wide (tokens.py), and how it sorts files (beside.py).
  static wide = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\u{20000}-\u{3ffff}]/gu;
  static picture = /\.(jpe?g|png|webp)$/i;
  static document = /\.(docx|pdf|epub)$/i;
  static longestFile = 800_000;

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
    this.compare();
    if (this.text.value) this.priceSoon();
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:afterSettle", this.redrawn);
    document.removeEventListener("keydown", this.slash);
    clearTimeout(this.pricing);
  }

  get draft() {
    return `draft ${document.body.dataset.person} ${this.form.getAttribute("action")}`;
  }

  /* On a wide screen with a keyboard one writes at once, unless the address names a place to read. */
  get isWaitedFor() {
    const desk = matchMedia("(min-width: 48.01rem) and (pointer: fine)").matches;
    return desk && !location.search && !location.hash && document.activeElement === document.body;
  }

  /* A slash where nobody writes. */
  called(event) {
    const writes = event.target.closest("input, textarea, select, [contenteditable], dialog[open]");
    if (event.key !== "/" || writes || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.text.focus();
  }

  pressed(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || matchMedia("(pointer: coarse)").matches) return;
    event.preventDefault();
    if (!event.repeat && this.text.value.trim()) this.form.requestSubmit();
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

  /* What stands before it has grown, or how it is answered is another way now. */
  goneOn(id) {
    if (!["gauge", "thread", "talk-settings"].includes(id)) return;
    if (id !== "talk-settings" && !this.staysTold) this.forgive();
    this.priceSoon();
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
    this.priceSoon();
  }

  takeAway(key) {
    if (!key) return;
    key.closest("li").remove();
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
    if (!this.dataset.price) return;
    clearTimeout(this.pricing);
    this.pricing = setTimeout(() => this.price(), 400);
  }

  async price() {
    const asked = await this.count();
    const model = this.form.elements.model.value;
    asked.append("model", model);
    for (const { value } of this.querySelectorAll("[name=against]:checked")) if (value !== model) asked.append("model", value);
    if (this.dataset.editing) asked.append("edit", this.dataset.editing);
    const address = (this.asked = `${this.dataset.price}?${asked}`);
    const answer = await fetch(address).catch(() => null);
    const shown = document.getElementById("say-price");
    if (answer?.ok && shown && this.asked === address) shown.textContent = (await answer.json()).price;
  }

  /* Numbers are sent, not the words: a long text is priced as quickly as a short one. */
  async count() {
    const sum = { letters: 0, wide: 0, pictures: this.querySelectorAll("[name=pictures]").length, files: 0 };
    const documents = [];
    const add = (words) => {
      const wide = (words.match(this.constructor.wide) || []).length;
      sum.wide += wide;
      sum.letters += [...words].length - wide;
    };
    add(this.text.value);
    for (const file of this.files.files) {
      if (file.type.startsWith("image/") || this.constructor.picture.test(file.name)) sum.pictures += 1;
      else {
        sum.files += 1;
        add(file.name);
        // Of a document only the studio can take the text: told is how large it is.
        if (this.constructor.document.test(file.name) || file.size > this.constructor.longestFile) documents.push(file.size);
        else add(await file.text().catch(() => ""));
      }
    }
    return new URLSearchParams([...Object.entries(sum), ...documents.map((bytes) => ["document", bytes])]);
  }
});
