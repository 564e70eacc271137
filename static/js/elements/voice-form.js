/* <voice-form>: the price follows what is to be said, and how often. The server's own figure is asked for. */
customElements.define("voice-form", class extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.addEventListener("input", (event) => event.target.matches("#text, [name=count]") && this.ask());
  }

  disconnectedCallback() {
    clearTimeout(this.due);
  }

  ask() {
    clearTimeout(this.due);
    this.due = setTimeout(async () => {
      const count = this.form.elements.count ? this.form.elements.count.value : 1;
      const asked = new URLSearchParams({ price: 1, letters: [...this.form.elements.text.value.trim()].length, count });
      const answer = await fetch(`${this.form.action}?${asked}`).catch(() => null);
      if (answer && answer.ok) this.form.querySelector("#generate .button__price").textContent = (await answer.json()).price;
    }, 250);
  }
});
