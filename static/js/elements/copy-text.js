/* <copy-text> around a button and a read-only textarea, or with the id of what it copies as `of`: copies the text, as it
   is read. Without it the text can be selected. */
customElements.define("copy-text", class extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector("textarea") || document.getElementById(this.getAttribute("of"));
    this.button = this.querySelector("button");
    if (!this.text || !this.button || !navigator.clipboard) return;
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.copy());
  }

  async copy() {
    const words = this.button.querySelector("span");
    this.asked ??= words.textContent;
    try {
      await navigator.clipboard.writeText(this.text.value ?? this.text.innerText);
    } catch {
      if (this.text.select) this.text.select();
      else getSelection().selectAllChildren(this.text);
      return;
    }
    words.textContent = this.button.dataset.done;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { words.textContent = this.asked; }, 2000);
  }
});
