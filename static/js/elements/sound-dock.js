/* <sound-dock>: what sounds now, on every page, with its speed and its end. Space pauses where nobody writes. */
customElements.define("sound-dock", class extends HTMLElement {
  connectedCallback() {
    this.title_ = this.querySelector(".player__title");
    this.key = this.querySelector(".player__key");
    this.bar = this.querySelector(".player__seek");
    this.time = this.querySelector(".player__time");
    this.rate = this.querySelector(".player__rate");
    this.key.addEventListener("click", () => studioSound.toggle(studioSound.track));
    this.bar.addEventListener("input", () => studioSound.seek((Number(this.bar.value) / 1000) * studioSound.length));
    this.rate.addEventListener("change", () => studioSound.setRate(Number(this.rate.value)));
    this.querySelector(".player__close").addEventListener("click", () => studioSound.close());
    this.draw = () => this.show();
    this.press = (event) => this.type(event);
    document.addEventListener("sound", this.draw);
    document.addEventListener("keydown", this.press);
    this.show();
  }

  disconnectedCallback() {
    document.removeEventListener("sound", this.draw);
    document.removeEventListener("keydown", this.press);
  }

  type(event) {
    const busy = event.target.closest("input, textarea, select, button, a, summary, video, [contenteditable]");
    if (!studioSound.track || busy || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowLeft: -5, ArrowRight: 5 }[event.key];
    if (event.key === " ") studioSound.toggle(studioSound.track);
    else if (step) studioSound.seek(Math.max(0, studioSound.audio.currentTime + step));
    else return;
    event.preventDefault();
  }

  show() {
    const { track, audio, length } = studioSound;
    this.hidden = !track;
    document.body.toggleAttribute("data-sounds", Boolean(track));
    if (!track) return;
    const at = audio.currentTime;
    this.title_.textContent = track.title;
    this.title_.href = track.href || "#main";
    this.toggleAttribute("data-playing", studioSound.isPlaying);
    this.key.setAttribute("aria-label", studioSound.isPlaying ? this.dataset.pause : this.dataset.play);
    for (const path of this.querySelectorAll(".wave path")) path.setAttribute("d", track.wave || "M1 20h238");
    this.style.setProperty("--at", length ? `${Math.min(100, (100 * at) / length)}%` : "0%");
    this.bar.value = length ? (1000 * at) / length : 0;
    this.bar.setAttribute("aria-valuetext", studioSound.clock(at));
    this.time.textContent = length ? `${studioSound.clock(at)} / ${studioSound.clock(length)}` : studioSound.clock(at);
    this.rate.value = String(audio.playbackRate);
  }
});
