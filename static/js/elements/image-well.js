/* <image-well>: a picture for a field: chosen, dropped, pasted, or taken from the library. Kept on the server at once. */
customElements.define("image-well", class extends HTMLElement {
  connectedCallback() {
    this.file = this.querySelector("input[type=file]");
    this.hold = this.querySelector("input[type=hidden]");
    this.picture = this.querySelector(".well__picture");
    this.fault = this.querySelector(".field__error");
    for (const part of this.querySelectorAll(".well__hint, [data-library]")) part.hidden = false;
    this.file.addEventListener("change", () => this.file.files[0] && this.keep(this.file.files[0]));
    this.addEventListener("dragover", (event) => { event.preventDefault(); this.toggleAttribute("data-over", true); });
    this.addEventListener("dragleave", () => this.removeAttribute("data-over"));
    this.addEventListener("drop", (event) => this.drop(event));
    this.querySelector(".well__picks").addEventListener("click", (event) => this.choose(event));
    this.querySelector("[data-library]").addEventListener("click", () => this.browse());
    this.querySelector("[data-clear]").addEventListener("click", () => this.show("", ""));
    this.paste = (event) => this.take(event);
    document.addEventListener("paste", this.paste);
    this.showClear();
  }

  disconnectedCallback() {
    document.removeEventListener("paste", this.paste);
  }

  drop(event) {
    event.preventDefault();
    this.removeAttribute("data-over");
    if (event.dataTransfer.files[0]) this.keep(event.dataTransfer.files[0]);
  }

  /* A pasted picture goes to the first well that is still empty. */
  take(event) {
    const empty = [...document.querySelectorAll("image-well")].find((well) => !well.hold.value);
    const file = [...event.clipboardData.files].find((one) => one.type.startsWith("image/"));
    if (file && (empty || document.querySelector("image-well")) === this) this.keep(file);
  }

  async keep(file) {
    if (file.size > Number(this.dataset.most)) return this.say(`${file.name}: ${this.dataset.large}`);
    this.say("");
    this.toggleAttribute("data-busy", true);
    const body = new FormData();
    body.append("file", file);
    const token = this.closest("form").querySelector("[name=csrfmiddlewaretoken]").value;
    try {
      const answer = await fetch(this.dataset.upload, { method: "POST", body, headers: { "X-CSRFToken": token } });
      const kept = await answer.json().catch(() => ({}));
      if (!answer.ok) throw new Error(kept.error ? `${file.name}: ${kept.error}` : `${file.name}: ${answer.status}`);
      this.show(kept.id, kept.src);
      if (Math.min(kept.width, kept.height) <= Number(this.dataset.least)) this.say(this.dataset.small);
    } catch (error) {
      this.say(error.message);
    } finally {
      this.file.value = "";
      this.removeAttribute("data-busy");
    }
  }

  async browse() {
    const picks = this.querySelector(".well__picks");
    if (picks.childElementCount) return picks.replaceChildren();
    await htmx.ajax("GET", this.dataset.pick, { target: picks, swap: "innerHTML" });
    picks.scrollIntoView({ block: "nearest" });
  }

  choose(event) {
    const one = event.target.closest("button[data-pick]");
    if (!one) return;
    this.show(one.dataset.pick, one.dataset.src);
    this.querySelector(".well__picks").replaceChildren();
    this.querySelector("[data-library]").focus();
  }

  show(id, src) {
    this.hold.value = id;
    this.picture.hidden = !id;
    if (id) this.picture.src = src;
    this.say("");
    this.showClear();
  }

  showClear() {
    this.querySelector("[data-clear]").hidden = !this.hold.value;
  }

  say(words) {
    this.fault.textContent = words;
    this.fault.hidden = !words;
  }
});
