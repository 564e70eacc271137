/* <prompt-box>: counts characters, puts camera moves in at the cursor, sends on Ctrl or Cmd with Enter. */
customElements.define("prompt-box", class extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector("textarea");
    this.text.addEventListener("input", () => this.count());
    this.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        this.closest("form").requestSubmit();
      }
    });
    const deck = this.querySelector("[data-deck]");
    if (deck) {
      deck.hidden = false;
      deck.addEventListener("click", (event) => {
        const key = event.target.closest("[data-move]");
        if (key) this.putIn(key.dataset.move);
      });
    }
    // On a phone the form is a sheet over the results: once it is sent, they are what one wants to see.
    this.closest("form").addEventListener("htmx:afterRequest", (event) => {
      const sent = event.target === event.currentTarget && event.detail.successful;
      if (sent && location.hash === "#compose") location.hash = "#results";
    });
    this.count();
  }

  count() {
    const used = this.querySelector(".prompt__used");
    if (!used) return;
    const length = [...this.text.value].length;
    used.textContent = length;
    used.parentElement.toggleAttribute("data-over", length > Number(this.text.dataset.limit));
  }

  /* Beside an open bracket the move joins it, up to three together; elsewhere it gets brackets of its own. */
  putIn(move) {
    const { value, selectionStart: at } = this.text;
    const before = value.slice(0, at);
    const joined = before.match(/\[([^\][]*)\]\s?$/);
    const together = joined ? joined[1].split(",").length : 0;
    let from = at;
    let words = `${before && !/\s$/.test(before) ? " " : ""}[${move}] `;
    if (joined && together < 3 && !joined[1].includes(move)) {
      from = joined.index;
      words = `[${joined[1]},${move}] `;
    }
    this.text.setRangeText(words, from, at, "end");
    this.text.focus();
    this.text.dispatchEvent(new Event("input", { bubbles: true }));
  }
});
