/* <prompt-box>: counts characters, puts camera moves in at the cursor, sends on Ctrl or Cmd with Enter, keeps a draft
   unless it stands in a page that keeps its text itself (`data-undrafted`); what is mended is no longer accused, unless
   one may be typing the next thing already (`data-faults-stay`). `data-aside`: a second box of the form, by name. */
customElements.define("prompt-box", class extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector("textarea");
    this.form = this.closest("form");
    this.text.addEventListener("input", () => {
      this.typed();
      this.forgive();
    });
    this.text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      if (!event.repeat) this.form.requestSubmit();
    });
    const deck = this.querySelector("[data-deck]");
    if (deck) {
      deck.hidden = false;
      deck.addEventListener("click", (event) => {
        const key = event.target.closest("[data-move], [data-put], [data-put-line]");
        if (key && key.dataset.putLine) this.putLine(key.dataset.putLine);
        else if (key && key.dataset.put) this.write(key.dataset.put, this.text.selectionStart);
        else if (key) this.putIn(key.dataset.move);
      });
    }
    // A form that leaves the page takes its words along.
    if (!this.form.hasAttribute("hx-post")) this.form.addEventListener("submit", () => sessionStorage.removeItem(this.draft));
    this.recall();
    this.typed();
  }

  /* A draft lives as long as its tab, for this person and this page. */
  get draft() {
    const mode = this.form.querySelector("[name=mode]:checked");
    const part = this.dataset.aside || (mode && this.text.name === "text" ? mode.value : "");
    return `draft ${document.body.dataset.person} ${location.pathname} ${part}`.trim();
  }

  recall() {
    // A preset or an earlier request fills the whole form, also with nothing.
    if (this.hasAttribute("data-undrafted") || this.text.value || /[?&](preset|again)=/.test(location.search)) return;
    this.text.value = sessionStorage.getItem(this.draft) || "";
    if (!this.text.value || !this.text.hasAttribute("hx-post")) return;
    // The price follows from the words, and htmx listens only once the page is there.
    const tell = () => this.text.dispatchEvent(new Event("input", { bubbles: true }));
    if (document.readyState === "complete") setTimeout(tell, 100);
    else addEventListener("load", tell, { once: true });
  }

  remember() {
    if (this.hasAttribute("data-undrafted")) return;
    try {
      sessionStorage.setItem(this.draft, this.text.value);
    } catch {
      // A text beyond what a tab may keep: without a draft.
      sessionStorage.removeItem(this.draft);
    }
  }

  typed() {
    this.remember();
    const dock = document.querySelector(".dock__words .words");
    if (dock && !this.dataset.aside) dock.textContent = this.text.value.trim().slice(0, 80) || dock.dataset.empty;
    const used = this.querySelector(".prompt__used");
    if (!used) return;
    const length = [...this.text.value.trim()].length;
    used.textContent = length.toLocaleString(document.documentElement.lang || undefined);
    used.parentElement.toggleAttribute("data-over", length > Number(this.text.dataset.limit));
  }

  forgive() {
    if (this.hasAttribute("data-faults-stay")) return;
    const fault = this.querySelector(".field__error");
    if (fault) fault.hidden = true;
    this.text.removeAttribute("aria-invalid");
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
    this.write(words, from);
  }

  /* A line of its own, and the cursor on the next one. */
  putLine(line) {
    const before = this.text.value.slice(0, this.text.selectionStart);
    const gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    this.write(`${gap}${line}\n`, this.text.selectionStart);
  }

  /* Words in place of what stands between `from` and the cursor. */
  write(words, from) {
    const at = this.text.selectionEnd;
    this.text.focus();
    this.text.setSelectionRange(from, at);
    // The old command is the only way to write that Ctrl+Z takes back.
    if (!document.execCommand("insertText", false, words)) this.text.setRangeText(words, from, at, "end");
    this.typed();
  }
});
