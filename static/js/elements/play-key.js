/* <play-key data-name data-src data-title>: a small key that plays one thing; `play-all` plays all keys of the page in order. */
customElements.define("play-key", class extends HTMLElement {
  connectedCallback() {
    this.key = this.querySelector("button");
    this.key.addEventListener("click", () => studioSound.toggle(this.track));
    this.draw = () => this.show();
    document.addEventListener("sound", this.draw);
    this.show();
  }

  disconnectedCallback() {
    document.removeEventListener("sound", this.draw);
  }

  get track() {
    const { name, src, title, seconds } = this.dataset;
    return { name, src, title, href: `${location.pathname}#line-${name}`, seconds: Number(seconds) || 0, wave: "" };
  }

  show() {
    const on = studioSound.isOn(this.dataset.name) && studioSound.isPlaying;
    if (on === this.hasAttribute("data-playing") && this.key.ariaLabel) return;
    this.toggleAttribute("data-playing", on);
    this.key.setAttribute("aria-label", on ? this.dataset.pause : this.dataset.play);
  }
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-play-all]")) return;
  studioSound.close();
  for (const key of document.querySelectorAll("play-key[data-src]")) studioSound.putBehind(key.track);
});
