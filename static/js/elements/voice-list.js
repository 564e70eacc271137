/* <voice-list> around the team's own voices: fetched anew when one was made, or stands where its state does not belong. */
customElements.define("voice-list", class extends HTMLElement {
  connectedCallback() {
    this.form = document.querySelector("form.find");
    this.changed = () => this.fetchSoon();
    this.looked = () => this.isUntrue() && this.fetchSoon();
    this.lost = () => document.addEventListener("htmx:wsOpen", this.changed, { once: true });
    document.addEventListener("list-changed", this.changed);
    document.addEventListener("htmx:wsAfterMessage", this.looked);
    document.addEventListener("htmx:wsClose", this.lost);
    this.addEventListener("htmx:afterSettle", this.looked);
    this.addEventListener("gone", this.changed);
  }

  disconnectedCallback() {
    clearTimeout(this.due);
    document.removeEventListener("list-changed", this.changed);
    document.removeEventListener("htmx:wsAfterMessage", this.looked);
    document.removeEventListener("htmx:wsClose", this.lost);
    document.removeEventListener("htmx:wsOpen", this.changed);
  }

  isUntrue() {
    return [...this.querySelectorAll(".voice")].some((voice) => !voice.closest("[data-holds]").dataset.holds.split(" ").includes(voice.dataset.state));
  }

  /* Gathered, and not while somebody is at it. */
  fetchSoon() {
    clearTimeout(this.due);
    this.due = setTimeout(async () => {
      if (this.querySelector("details[open]") || this.matches(":focus-within")) return this.fetchSoon();
      const asked = new URLSearchParams([...new FormData(this.form), ["own", "1"]]);
      const answer = await fetch(`${this.form.action}?${asked}`, { headers: { "HX-Request": "true" } }).catch(() => null);
      if (answer && answer.ok) htmx.swap(this, await answer.text(), { swapStyle: "innerHTML" });
    }, 800);
  }
});
