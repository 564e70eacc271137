/* <image-well>: a picture for a field: chosen, dropped, pasted, or taken from the library. Of a film its last frame, where
   the field has a use for it (`data-last`). */
customElements.define("image-well", class extends StudioWell {
  connectedCallback() {
    super.connectedCallback();
    // What was chosen is kept at once and shown; the field itself says nothing of it.
    this.file.toggleAttribute("data-quiet", true);
    this.picture = this.querySelector(".well__picture");
    this.querySelector("[data-library]").hidden = false;
    this.querySelector(".well__picks").addEventListener("click", (event) => this.choose(event));
    this.querySelector("[data-library]").addEventListener("click", () => this.browse());
    this.paste = (event) => this.take(event);
    document.addEventListener("paste", this.paste);
  }

  disconnectedCallback() {
    document.removeEventListener("paste", this.paste);
  }

  /* A pasted picture goes to the first well that is still empty. */
  take(event) {
    const empty = [...document.querySelectorAll("image-well")].find((well) => !well.hold.value);
    const file = [...event.clipboardData.files].find((one) => one.type.startsWith("image/"));
    if (file && (empty || document.querySelector("image-well")) === this) this.keep(file);
  }

  async kept(name, answer) {
    const kept = await answer.json();
    this.show(kept.id, kept.src);
    if (Math.min(kept.width, kept.height) <= Number(this.dataset.least)) this.say(this.dataset.small);
  }

  receive({ id, kind, home }) {
    if (kind === "image") this.show(id, `${home}poster`);
    else if (kind === "video" && this.hasAttribute("data-last")) this.show(`${id}#last`, `${home}last`);
    else this.say(this.dataset.wrong);
  }

  clear() {
    this.show("", "");
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
});
