/* <say-box> around what one writes to a model: Enter sends and Shift with Enter begins a line (on a keyboard, not under
   a thumb), what was sent is taken out, a draft is kept, and the price follows from the length. */
customElements.define("say-box", class extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector("textarea");
    this.form = this.closest("form");
    this.text.addEventListener("keydown", (event) => this.pressed(event));
    this.text.addEventListener("input", () => this.typed());
    this.form.addEventListener("change", () => this.priceSoon());
    this.form.addEventListener("htmx:beforeRequest", ({ target }) => { if (target === this.form) this.sent = this.text.value; });
    this.form.addEventListener("htmx:afterRequest", ({ target, detail }) => target === this.form && detail.xhr.status === 200 && this.sentWell());
    this.form.addEventListener("submit", () => { if (!this.form.hasAttribute("hx-post")) sessionStorage.removeItem(this.draft); });
    this.files = this.querySelector("input[type=file]");
    this.files.addEventListener("change", () => this.showFiles());
    this.addEventListener("click", ({ target }) => target.closest("[data-away]")?.closest("li").remove());
    this.addEventListener("paste", ({ clipboardData }) => clipboardData.files.length && this.addFiles(clipboardData.files));
    for (const name of ["dragover", "drop"]) {
      this.form.addEventListener(name, (event) => {
        if (![...event.dataTransfer.types].includes("Files")) return;
        event.preventDefault();
        if (name === "drop") this.addFiles(event.dataTransfer.files);
      });
    }
    if (!this.text.value) this.text.value = sessionStorage.getItem(this.draft) || "";
    if (this.text.autofocus) this.text.focus();
  }

  get draft() {
    return `draft ${document.body.dataset.person} ${this.form.getAttribute("action")}`;
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
    const fault = this.querySelector(".say__error");
    if (fault) fault.hidden = true;
    this.text.removeAttribute("aria-invalid");
    this.priceSoon();
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
    const fault = this.querySelector(".say__error");
    if (fault) fault.hidden = true;
    sessionStorage.removeItem(this.draft);
    this.text.focus();
    this.priceSoon();
  }

  priceSoon() {
    if (!this.dataset.price) return;
    clearTimeout(this.pricing);
    this.pricing = setTimeout(() => this.price(), 400);
  }

  async price() {
    const asked = new URLSearchParams({ letters: [...this.text.value].length, model: this.form.elements.model.value });
    for (const { value } of this.querySelectorAll("[name=against]:checked")) if (value !== this.form.elements.model.value) asked.append("model", value);
    const answer = await fetch(`${this.dataset.price}?${asked}`).catch(() => null);
    const shown = document.getElementById("say-price");
    if (answer?.ok && shown) shown.textContent = (await answer.json()).price;
  }
});
