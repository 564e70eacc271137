/* <audio-player data-name data-src data-title data-href data-seconds>: a key, a waveform to seek in, the time. */
customElements.define("audio-player", class extends HTMLElement {
  connectedCallback() {
    this.key = this.querySelector(".player__key");
    this.bar = this.querySelector(".player__seek");
    this.time = this.querySelector(".player__time");
    // Drawn twice instead of by a <use>, in which a stroke scales that must not.
    this.querySelector(".wave__past path").setAttribute("d", this.querySelector(".wave__rest path").getAttribute("d"));
    this.key.addEventListener("click", () => studioSound.toggle(this.track));
    this.bar.addEventListener("input", () => this.seek());
    this.sections = [...this.querySelectorAll("[data-at]")];
    for (const section of this.sections) section.addEventListener("click", () => this.jump(section));
    this.draw = () => this.show();
    document.addEventListener("sound", this.draw);
    this.show();
    // Came as the answer to a press that asked to hear it.
    if (this.hasAttribute("data-begin")) studioSound.play(this.track);
    this.removeAttribute("data-begin");
  }

  disconnectedCallback() {
    document.removeEventListener("sound", this.draw);
  }

  get track() {
    const { name, src, title, href, seconds } = this.dataset;
    const wave = this.querySelector(".wave path").getAttribute("d");
    return { name, src, title, href, seconds: Number(seconds) || 0, wave };
  }

  /* Moved before it was ever heard: it starts there. */
  async seek() {
    const to = Number(this.bar.value) / 1000;
    if (!studioSound.isOn(this.dataset.name)) await studioSound.play(this.track);
    if (studioSound.length) studioSound.seek(to * studioSound.length);
  }

  /* To where a section of the song begins; heard from there. */
  async jump(section) {
    this.bar.value = Number(section.dataset.at) * 1000;
    await this.seek();
    if (!studioSound.isPlaying) studioSound.toggle(this.track);
  }

  markSection(part) {
    const now = this.sections.filter((section) => Number(section.dataset.at) <= part + 0.001).pop();
    for (const section of this.sections) section.toggleAttribute("aria-current", section === now);
  }

  show() {
    const on = studioSound.isOn(this.dataset.name);
    const { audio, length } = studioSound;
    const at = on ? audio.currentTime : 0;
    const whole = (on && length) || Number(this.dataset.seconds) || 0;
    // What was heard while it grew has its length and its waveform by now.
    if (on && whole && !studioSound.track.seconds) Object.assign(studioSound.track, this.track);
    this.toggleAttribute("data-playing", on && studioSound.isPlaying);
    this.key.setAttribute("aria-label", on && studioSound.isPlaying ? this.dataset.pause : this.dataset.play);
    this.style.setProperty("--at", whole ? `${Math.min(100, (100 * at) / whole)}%` : "0%");
    if (this.bar !== document.activeElement || on) this.bar.value = whole ? (1000 * at) / whole : 0;
    this.bar.setAttribute("aria-valuetext", studioSound.clock(at));
    const end = whole ? ` / ${studioSound.clock(whole)}` : "";
    this.time.textContent = on ? `${studioSound.clock(at)}${end}` : studioSound.clock(whole);
    if (!on && !whole) this.time.textContent = "";
    if (this.sections.length) this.markSection(on && whole ? at / whole : -1);
    this.toggleAttribute("data-broken", on && Boolean(audio.error));
  }
});
