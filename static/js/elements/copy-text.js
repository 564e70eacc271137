/* <copy-text> around a read-only textarea and a button: copies the text. Without it the text can be selected. */
customElements.define("copy-text", class extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector("textarea");
    this.button = this.querySelector("button");
    if (!this.text || !this.button || !navigator.clipboard) return;
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.copy());
  }

  async copy() {
    const words = this.button.querySelector("span");
    this.asked ??= words.textContent;
    try {
      await navigator.clipboard.writeText(this.text.value);
    } catch {
      this.text.select();
      return;
    }
    words.textContent = this.button.dataset.done;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { words.textContent = this.asked; }, 2000);
  }
});
