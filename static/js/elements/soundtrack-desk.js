/* <soundtrack-desk data-seconds data-song>: the clip and the song heard together as they will be kept. The clip leads; the
   song follows it, with the cut, the fades and the volumes that stand in the form at this moment. */
customElements.define("soundtrack-desk", class extends HTMLElement {
  connectedCallback() {
    if (this.film || !this.dataset.seconds) return;
    this.film = this.querySelector("video[data-film]");
    this.song = this.querySelector("audio[data-song]");
    this.key = this.querySelector("[data-toggle]");
    this.bar = this.querySelector("[data-seek]");
    this.desk = this.querySelector(".mix__desk");
    this.film.controls = false;
    this.wire();
    this.others = (event) => event.type === "sound" ? studioSound.isPlaying && this.film.pause() : this.takeTurn(event.target);
    document.addEventListener("sound", this.others);
    document.addEventListener("play", this.others, true);
    this.draw();
  }

  disconnectedCallback() {
    document.removeEventListener("sound", this.others);
    document.removeEventListener("play", this.others, true);
    if (!this.film) return;
    this.film.pause();
    this.song.pause();
    if (this.loud) this.loud.close();
  }

  wire() {
    const { film } = this;
    for (const press of [this.key, film]) press.addEventListener("click", () => this.toggle());
    film.addEventListener("keydown", (event) => this.type(event));
    this.bar.addEventListener("input", (event) => { event.stopPropagation(); this.seek((this.bar.value / 1000) * this.seconds); });
    for (const rest of ["pause", "waiting", "ended", "seeking"]) film.addEventListener(rest, () => this.rest());
    film.addEventListener("timeupdate", () => this.step());
    for (const begin of ["playing", "seeked"]) film.addEventListener(begin, () => this.beat());
    this.addEventListener("input", (event) => this.changed(event.target));
    this.addEventListener("htmx:afterSettle", () => this.draw());
  }

  get seconds() { return Number(this.dataset.seconds); }

  /* What stands in a field; nothing that is no number. */
  value(name) {
    const field = this.closest("form").elements[name];
    return field && Number.isFinite(Number(field.value)) ? Math.max(0, Number(field.value)) : 0;
  }

  /* How many seconds the song lasts from where it begins, and how many of them are heard. */
  get left() { return Math.max(0, Number(this.dataset.song) - this.value("start")); }
  get loops() { return this.closest("form").elements.after.value === "loop"; }
  get heard() { return this.loops ? this.seconds : Math.min(this.seconds, this.left); }

  /* How loud the song is at a moment of the clip, 0 to 1. */
  level(at) {
    if (at > this.heard || !this.left) return 0;
    const [coming, going] = [this.value("fade_in"), this.value("fade_out")];
    const fade = Math.min(1, coming ? at / coming : 1) * Math.min(1, going ? (this.heard - at) / going : 1);
    return Math.min(1, this.value("volume")) * Math.max(0, fade);
  }

  // Playing

  toggle() {
    if (this.film.paused) this.play();
    else this.film.pause();
  }

  async play() {
    studioSound.audio.pause();
    if (this.film.currentTime >= this.seconds - 0.05) this.film.currentTime = 0;
    this.loud ||= studioLoudness([this.song, this.film]);
    this.place();
    await this.film.play().catch(() => this.rest());
  }

  seek(at) {
    this.film.currentTime = Math.min(this.seconds, Math.max(0, at));
    this.place();
    this.draw();
  }

  /* The second of the song that belongs to this moment of the clip. */
  get wanted() {
    const at = this.film.currentTime;
    return this.value("start") + (this.loops && this.left ? at % this.left : at);
  }

  place() {
    if (this.wanted < Number(this.dataset.song)) this.song.currentTime = this.wanted;
  }

  rest() {
    cancelAnimationFrame(this.frame);
    this.song.pause();
    this.draw();
  }

  beat() {
    cancelAnimationFrame(this.frame);
    this.step();
    if (!this.film.paused && !this.film.ended) this.frame = requestAnimationFrame(() => this.beat());
  }

  /* Loudness of this moment, and the song kept in step: a little faster or slower, and only when far off by a leap. */
  step() {
    const at = this.film.currentTime;
    if (this.loud) this.loud.set.forEach((set, one) => set(one ? Math.min(1, this.value("own_volume")) : this.level(at)));
    const sounds = !this.film.paused && !this.film.seeking && at < this.heard;
    if (!sounds) this.song.pause();
    else if (this.song.paused) this.song.play().catch(() => {});
    const off = this.song.currentTime - this.wanted;
    if (sounds && Math.abs(off) > 0.25 && !this.song.seeking) this.place();
    const near = Math.abs(off) < 0.02;
    if (near || Math.abs(off) > 0.06) this.pace(near ? 1 : 1 - 0.04 * Math.sign(off));
    this.draw();
  }

  pace(rate) {
    if (this.song.playbackRate !== rate) this.song.playbackRate = rate;
  }

  /* Another film of the page has its turn, or this one. */
  takeTurn(element) {
    if (!(element instanceof HTMLVideoElement)) return;
    if (element !== this.film) return this.film.pause();
    for (const other of document.querySelectorAll("video")) if (other !== element) other.pause();
  }

  type(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
    if (event.key === " ") this.toggle();
    else if (step) this.seek(this.film.currentTime + step);
    else return;
    event.preventDefault();
  }

  // Drawing

  changed(field) {
    const shown = field.type === "range" && this.querySelector(`output[for="${field.id}"]`);
    if (shown) shown.textContent = `${Math.round(100 * field.value)} %`;
    if (field.name === "start" || field.name === "after") this.place();
    this.draw();
  }

  draw() {
    const [at, plays] = [this.film.currentTime, !this.film.paused && !this.film.ended];
    const song = Number(this.dataset.song);
    const [x, start] = [(240 * at) / this.seconds, Math.min(song, this.value("start"))];
    this.desk.toggleAttribute("data-playing", plays);
    this.key.setAttribute("aria-label", plays ? this.dataset.pause : this.dataset.play);
    this.bar.value = (1000 * at) / this.seconds;
    this.bar.setAttribute("aria-valuetext", studioSound.clock(at));
    this.querySelector("[data-time]").textContent = `${studioSound.clock(at)} / ${studioSound.clock(this.seconds)}`;
    this.querySelector("[data-span]").textContent = `${studioSound.clock(start)} – ${studioSound.clock(Math.min(song, start + this.seconds))}`;
    this.querySelector("[data-head]").setAttribute("d", `M${x} 0V40`);
    this.querySelector("[data-song-head]").setAttribute("d", at ? `M${(240 * Math.min(song, this.wanted)) / song} 0V40` : "M0 0V0");
    const height = (part) => 40 - 36 * this.level((part * this.seconds) / 120);
    const shape = Array.from({ length: 121 }, (_, part) => `L${2 * part} ${height(part).toFixed(1)}`);
    this.querySelector("[data-level]").setAttribute("d", `M0 41${shape.join("")}L240 41`);
    this.querySelector(".mix__after").toggleAttribute("data-short", this.left < this.seconds - 0.005);
  }
});
