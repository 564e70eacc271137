/* <speech-form>: the price and the length follow the text, a document's text comes in, and what was asked for is heard. */
customElements.define("speech-form", class extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.text = this.querySelector("textarea[name=text]");
    this.file = this.querySelector("#document");
    this.addEventListener("input", (event) => this.moved(event));
    this.addEventListener("change", (event) => this.changed(event));
    if (this.dataset.mode === "live") this.talk();
    if (this.file) this.takeDocuments();
    // The answer to a press is the card of what was asked for: it is played as soon as it sounds.
    this.hear = (event) => { if (event.target === this.form && event.detail.xhr.status === 200) this.later = true; };
    this.settled = (event) => this.later && event.target.closest("#work-list") && this.playNewest();
    document.addEventListener("htmx:afterSettle", this.settled);
    this.form.addEventListener("htmx:beforeOnLoad", this.hear);
    // A draft came back into it, of which the server knows nothing.
    if (this.text.value !== this.text.defaultValue) this.ask();
  }

  disconnectedCallback() {
    clearTimeout(this.due);
    document.removeEventListener("htmx:afterSettle", this.settled);
  }

  talk() {
    this.text.addEventListener("keydown", (event) => this.type(event));
    this.form.addEventListener("htmx:confirm", (event) => event.target === this.form && this.say() && event.preventDefault());
    studioTalk.bringBack(this.text);
  }

  moved(event) {
    const shown = event.target.matches("input[type=range]") && this.form.querySelector(`output[for="${event.target.id}"]`);
    if (shown) shown.textContent = `${event.target.value} ${shown.dataset.unit}`;
    if (event.target === this.text || event.target.name === "speed") this.ask();
  }

  /* Another voice: the form is drawn again, for its first use may have a price. */
  changed(event) {
    const drawn = event.target.name === "voice" && this.querySelector("input[name=mode]:checked");
    if (drawn) {
      // The form that comes in its place has the focus where it was.
      document.addEventListener("htmx:afterSettle", () => {
        const field = document.querySelector("#make .voicepick summary");
        if (field && document.activeElement === document.body) field.focus();
      }, { once: true });
      drawn.dispatchEvent(new Event("change", { bubbles: true }));
    }
    else this.ask();
  }

  /* Counts are sent, not the text: a million characters are priced as quickly as ten. */
  ask() {
    clearTimeout(this.due);
    this.due = setTimeout(async () => {
      const words = this.text.value.trim();
      const wide = (words.match(/[\u2E80-\uD7A3\uF900-\uFAFF]|[\uD840-\uD8FF][\uDC00-\uDFFF]/g) || []).length;
      const length = [...words].length;
      const value = (name) => (this.form.elements[name] ? this.form.elements[name].value : "");
      const marks = [...words.matchAll(/<#.*?#>/g)].reduce((sum, [mark]) => sum + mark.length, 0);
      const counts = { letters: length - wide, wide, marks, pauses: this.pauses(words) };
      for (const name of ["model", "voice", "speed"]) counts[name] = value(name);
      const answer = await fetch(`${this.dataset.price}?${new URLSearchParams(counts)}`).catch(() => null);
      if (!answer || !answer.ok) return;
      const told = await answer.json();
      const price = this.form.querySelector("#generate .button__price");
      if (price) price.textContent = told.price;
      this.querySelector("[data-length]").textContent = length ? told.length : "";
    }, 250);
  }

  pauses(words) {
    return Math.round([...words.matchAll(/<#([0-9.]+)#>/g)].reduce((sum, mark) => sum + (Number(mark[1]) || 0), 0));
  }

  /* Live: Enter says what stands there. With Ctrl or Cmd it presses the button, which does the same. */
  type(event) {
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    event.preventDefault();
    this.say();
  }

  /* The words leave the box, for what is typed next is the next sentence. False when there are none. */
  say() {
    const words = this.text.value.trim();
    if (words) studioTalk.say(words, this.form);
    if (words) this.empty();
    return Boolean(words);
  }

  empty() {
    for (const fault of this.form.querySelectorAll(".field__error")) fault.hidden = true;
    this.text.removeAttribute("aria-invalid");
    this.text.value = "";
    this.text.dispatchEvent(new Event("input", { bubbles: true }));
    this.text.focus();
  }

  playNewest() {
    this.later = false;
    const card = document.querySelector("#work-list .work[data-sound]");
    if (!card || !this.isConnected) return;
    // Asked for before its first sound is there: the studio answers when it is.
    const title = card.querySelector(".work__words").textContent.trim();
    studioSound.play({ name: card.dataset.g, src: card.dataset.sound, title, href: location.pathname, seconds: 0, wave: "" });
  }

  takeDocuments() {
    const key = this.querySelector("[data-document-key]");
    if (key) key.hidden = false;
    this.file.addEventListener("change", () => this.file.files[0] && this.open(this.file.files[0]));
    this.addEventListener("dragover", (event) => { event.preventDefault(); this.toggleAttribute("data-over", true); });
    this.addEventListener("dragleave", () => this.removeAttribute("data-over"));
    this.addEventListener("drop", (event) => {
      event.preventDefault();
      this.removeAttribute("data-over");
      if (event.dataTransfer.files[0]) this.open(event.dataTransfer.files[0]);
    });
  }

  async open(file) {
    this.tell("");
    if (file.size > 50 * 1024 * 1024) return this.tell(`${file.name}: ${this.dataset.large}`);
    this.toggleAttribute("data-busy", true);
    const body = new FormData();
    body.append("file", file);
    const token = this.form.querySelector("[name=csrfmiddlewaretoken]").value;
    try {
      const answer = await fetch(this.dataset.document, { method: "POST", body, headers: { "X-CSRFToken": token } });
      const found = await answer.json().catch(() => ({}));
      if (!answer.ok) throw new Error(found.error || String(answer.status));
      this.text.value = found.text;
      this.form.elements.title.value = found.title;
      this.text.dispatchEvent(new Event("input", { bubbles: true }));
    } catch (error) {
      this.tell(`${file.name}: ${error.message}`);
    } finally {
      this.file.value = "";
      this.removeAttribute("data-busy");
    }
  }

  tell(words) {
    const fault = this.querySelector("#text-error");
    fault.textContent = words;
    fault.hidden = !words;
  }
});
