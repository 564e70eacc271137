/* <song-window data-song data-length>: the piece of the song that will be heard, drawn on its waveform and drawn along
   it. The field with the seconds stays the one that counts; it is asked anew each time, for a refused form replaces it. */
customElements.define("song-window", class extends HTMLElement {
  connectedCallback() {
    this.grip = this.querySelector("input");
    if (!this.grip) return;
    this.form = this.closest("form");
    this.follow = (event) => (event.target === this.grip ? this.move(Number(this.grip.value)) : this.draw());
    this.form.addEventListener("input", this.follow);
    this.form.addEventListener("htmx:afterSettle", this.follow);
    this.addEventListener("pointerdown", (event) => this.take(event));
    this.addEventListener("pointermove", (event) => this.held !== undefined && this.move(this.at(event) - this.held));
    for (const end of ["pointerup", "pointercancel"]) this.addEventListener(end, () => this.release());
    this.draw();
  }

  disconnectedCallback() {
    if (!this.form) return;
    this.form.removeEventListener("input", this.follow);
    this.form.removeEventListener("htmx:afterSettle", this.follow);
  }

  get song() { return Number(this.dataset.song); }
  get length() { return Math.min(Number(this.dataset.length), this.song); }
  get field() { return this.form.elements.start; }
  get start() { return Math.min(this.song, Math.max(0, Number(this.field.value) || 0)); }

  /* Seconds of the song under the pointer. */
  at(event) {
    const box = this.getBoundingClientRect();
    return (this.song * (event.clientX - box.left)) / box.width;
  }

  /* Taken by the window, it keeps its place under the finger; elsewhere it comes there. */
  take(event) {
    if (event.button) return;
    const away = this.at(event) - this.start;
    this.held = away >= 0 && away <= this.length ? away : 0;
    this.toggleAttribute("data-held", true);
    this.setPointerCapture(event.pointerId);
    this.move(this.at(event) - this.held);
    event.preventDefault();
    this.grip.focus({ preventScroll: true });
  }

  release() {
    this.held = undefined;
    this.removeAttribute("data-held");
  }

  /* Drawn along, it stays within a song that is long enough. */
  move(seconds) {
    const last = this.song > this.length ? this.song - this.length : this.song - 0.1;
    const start = Math.floor(10 * Math.max(0, Math.min(seconds, last)) + 1e-6) / 10;
    if (start === Number(this.field.value)) return;
    this.field.value = start;
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  draw() {
    const width = Math.min(this.length, this.song - this.start);
    for (const rect of this.querySelectorAll("[data-window]")) {
      rect.setAttribute("x", (240 * this.start) / this.song);
      rect.setAttribute("width", Math.max(1, (240 * width) / this.song));
    }
    this.grip.value = this.start;
    this.grip.setAttribute("aria-valuetext", studioSound.clock(this.start));
  }
});
