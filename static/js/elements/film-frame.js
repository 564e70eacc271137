/* <film-frame>: a film at rest shows its picture and one key; the browser's controls come with the first press. */
customElements.define("film-frame", class extends HTMLElement {
  connectedCallback() {
    if (this.film) return;
    this.film = this.querySelector("video");
    this.key = this.querySelector("button");
    this.rest(true);
    this.key.addEventListener("click", () => this.start());
    this.film.addEventListener("click", () => this.key.hidden || this.start());
    this.film.addEventListener("play", () => this.rest(false));
    this.film.addEventListener("ended", () => {
      this.film.load(); // back to the poster
      this.rest(true);
    });
  }

  start() {
    this.rest(false);
    this.film.play().catch(() => this.rest(true));
    this.film.focus();
  }

  rest(resting) {
    this.film.controls = !resting;
    this.key.hidden = !resting;
  }
});
