/* <talk-list> around the conversations beside a chat: what was begun, named or deleted in another tab stands here when
   one comes back to this one. */
customElements.define("talk-list", class extends HTMLElement {
  connectedCallback() {
    this.come = () => document.visibilityState === "visible" && this.fetch();
    document.addEventListener("visibilitychange", this.come);
    window.addEventListener("focus", this.come);
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.come);
    window.removeEventListener("focus", this.come);
  }

  /* Coming back tells twice, of the tab and of its window; on a phone the list stands on a page of its own. */
  async fetch() {
    if (this.fetching || !this.checkVisibility()) return;
    this.fetching = true;
    const answer = await fetch(this.dataset.href, { headers: { "HX-Request": "true" } }).catch(() => null);
    const html = answer?.ok && !answer.redirected && (await answer.text());
    this.fetching = false;
    if (html === false || this.isUsed) return;
    const now = document.createElement("template");
    now.innerHTML = html;
    if (now.content.textContent.trim() !== this.textContent.trim()) htmx.swap(this, html, { swapStyle: "innerHTML" });
  }

  /* Under a key or a finger nothing is replaced. */
  get isUsed() {
    return this.contains(document.activeElement) || this.matches(":active");
  }
});
