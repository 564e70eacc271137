/* <count-down until>: what is left of a voice's time, to the minute, and to the second in its last hour. */
customElements.define("count-down", class extends HTMLElement {
  connectedCallback() {
    this.until = Date.parse(this.getAttribute("until"));
    this.left = this.querySelector(".count__left");
    this.tick();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  tick() {
    const seconds = Math.max(0, Math.floor((this.until - Date.now()) / 1000));
    const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
    const parts = days ? [[days, "day"], [hours, "hour"]] : hours ? [[hours, "hour"], [minutes, "minute"]] : [[minutes, "minute"], [seconds % 60, "second"]];
    const language = document.documentElement.lang || undefined;
    const say = ([value, unit]) => new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(value);
    this.left.textContent = seconds ? parts.map(say).join(" ") : this.dataset.gone;
    const voice = this.closest(".voice");
    if (voice && seconds < 86400) voice.dataset.state = "soon";
    if (seconds) this.timer = setTimeout(() => this.tick(), days || hours ? 15000 : 1000);
    else if (this.timer) this.dispatchEvent(new CustomEvent("gone", { bubbles: true }));
  }
});
