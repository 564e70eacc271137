/* <code-block> around a <pre>: above the code stand its language and a key that copies it, cloned from the page's
   <template id="code-head">. Without the template, or where nothing can be copied, the code stands alone. */
customElements.define("code-block", class extends HTMLElement {
  connectedCallback() {
    const head = document.getElementById("code-head");
    if (!head || !navigator.clipboard || this.querySelector(".code__head")) return;
    this.prepend(head.content.cloneNode(true));
    const name = this.querySelector(".code__name");
    name.textContent = this.language || name.textContent;
    this.querySelector("pre").setAttribute("aria-label", name.textContent);
    this.said = this.querySelector("[role=status]");
    this.button = this.querySelector("button");
    this.button.addEventListener("click", () => this.copy());
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  get language() {
    const name = this.querySelector("code").className;
    return name.startsWith("language-") ? name.slice("language-".length) : "";
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.querySelector("code").textContent);
    } catch {
      this.select();
      return;
    }
    const { done } = this.button.dataset;
    const words = this.button.querySelector("span");
    this.asked ??= words.textContent;
    words.textContent = this.said.textContent = done;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      words.textContent = this.asked;
      this.said.textContent = "";
    }, 2000);
  }

  /* What the browser does not let us copy is at least marked, so that its own key copies it. */
  select() {
    getSelection().selectAllChildren(this.querySelector("code"));
  }
});
