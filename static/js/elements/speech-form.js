/* <speech-form>: the price and the length follow the text, a document's text comes in, and what was asked for is heard. */
customElements.define("speech-form", class extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.text = this.querySelector("textarea[name=text]");
    this.file = this.querySelector("#document");
    this.addEventListener("input", (event) => this.moved(event));
    this.addEventListener("change", (event) => this.changed(event));
    this.sentences = [];
    if (this.dataset.mode === "live") this.form.addEventListener("htmx:configRequest", (event) => this.press(event));
    if (this.dataset.mode === "live") this.text.addEventListener("keydown", (event) => this.type(event));
    if (this.file) this.takeDocuments();
    // The answer to a press is the card of what was asked for: it is played as soon as it sounds.
    this.hear = (event) => event.target === this.form && event.detail.successful && this.heard();
    this.settled = (event) => this.later && event.target.closest("#work-list") && this.playNewest();
    document.addEventListener("htmx:afterSettle", this.settled);
    this.form.addEventListener("htmx:afterRequest", this.hear);
    // A draft came back into it, of which the server knows nothing.
    if (this.text.value !== this.text.defaultValue) this.ask();
  }

  disconnectedCallback() {
    clearTimeout(this.due);
    document.removeEventListener("htmx:afterSettle", this.settled);
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
      const counts = { model: value("model"), voice: value("voice"), speed: value("speed"), letters: length - wide, wide, pauses: this.pauses(words) };
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

  /* Live: Enter says what stands there. */
  type(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    const words = this.text.value.trim();
    if (!words) return;
    // Taken out at once: what is typed next is the next sentence.
    this.sentences.push(words);
    this.empty();
    if (!this.speaking) this.sayNext();
  }

  /* One after the other, each with a key of its own, which comes with the answer to the one before. */
  async sayNext() {
    this.speaking = true;
    while (this.sentences.length && this.isConnected) {
      const text = this.sentences.shift();
      const values = { ...Object.fromEntries(new FormData(this.form)), text };
      await htmx.ajax("POST", this.form.action, { source: this.form, target: "#work-list", swap: "afterbegin", values }).catch(() => {
        this.text.value = `${text}\n${this.text.value}`;
      });
    }
    this.speaking = false;
  }

  empty() {
    this.text.value = "";
    this.text.dispatchEvent(new Event("input", { bubbles: true }));
    this.text.focus();
  }

  /* Said with the button: then the box is empty for the next one. */
  press(event) {
    if (event.target === this.form && !this.speaking) setTimeout(() => this.empty());
  }

  heard() {
    this.later = true;
  }

  playNewest() {
    this.later = false;
    const card = document.querySelector("#work-list .work[data-sound]");
    if (!card || !this.isConnected) return;
    // Asked for before its first sound is there: the studio answers when it is.
    const title = card.querySelector(".work__words").textContent.trim();
    const track = { name: card.dataset.g, src: card.dataset.sound, title, href: location.pathname, seconds: 0, wave: "" };
    if (this.dataset.mode === "live") studioSound.putBehind(track);
    else studioSound.play(track);
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
    this.say("");
    if (file.size > 50 * 1024 * 1024) return this.say(`${file.name}: ${this.dataset.large}`);
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
      this.say(`${file.name}: ${error.message}`);
    } finally {
      this.file.value = "";
      this.removeAttribute("data-busy");
    }
  }

  say(words) {
    const fault = this.querySelector("#text-error");
    fault.textContent = words;
    fault.hidden = !words;
  }
});
