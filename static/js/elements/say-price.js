/* <say-price> on the button that sends: what the answer costs at most, by what is typed, attached and chosen. */
customElements.define("say-price", class extends HTMLElement {
  // What the studio's count of tokens takes for wide (tokens.py), and how it sorts files (beside.py).
  static wide = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\u{20000}-\u{3ffff}]/gu;
  static picture = /\.(jpe?g|png|webp)$/i;
  static document = /\.(docx|pdf|epub)$/i;
  static longestFile = 800_000;

  disconnectedCallback() {
    clearTimeout(this.pricing);
  }

  get form() {
    return this.closest("form");
  }

  soon() {
    clearTimeout(this.pricing);
    this.pricing = setTimeout(() => this.price(), 400);
  }

  async price() {
    const asked = new URLSearchParams([...(await this.counted()), ...this.models(), ...this.settings()]);
    if (this.dataset.editing) asked.append("edit", this.dataset.editing);
    const address = (this.asked = `${this.dataset.href}?${asked}`);
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok || this.asked !== address) return;
    const { price } = await answer.json();
    if (this.asked === address) this.textContent = price;
  }

  /* Numbers are sent, not the words: a long text is priced as quickly as a short one. */
  async counted() {
    const sum = { letters: 0, wide: 0, pictures: this.form.querySelectorAll("[name=pictures]").length, files: 0 };
    const documents = [];
    const add = (words) => {
      const [letters, wide] = this.sizeOf(words);
      sum.letters += letters;
      sum.wide += wide;
    };
    add(this.form.elements.text.value);
    for (const paper of this.form.querySelectorAll("[data-letters]")) {
      sum.files += 1;
      sum.letters += Number(paper.dataset.letters);
      sum.wide += Number(paper.dataset.wide);
    }
    for (const file of this.form.elements.files.files) {
      if (file.type.startsWith("image/") || this.constructor.picture.test(file.name)) sum.pictures += 1;
      else {
        sum.files += 1;
        add(file.name);
        // Of a document only the studio can take the text: told is how large it is.
        if (this.constructor.document.test(file.name) || file.size > this.constructor.longestFile) documents.push(file.size);
        else add(await file.text().catch(() => ""));
      }
    }
    return [...Object.entries(sum), ...documents.map((bytes) => ["document", bytes])];
  }

  /* The one that answers, and those that it is compared with. */
  models() {
    const model = this.form.elements.model.value;
    const others = [...this.form.querySelectorAll("[name=against]:checked")].map((box) => box.value);
    return [model, ...others.filter((name) => name !== model)].map((name) => ["model", name]);
  }

  /* How a conversation that begins here is held; in one that has begun the studio knows. */
  settings() {
    const { system, max_tokens: most, has_tools: tools } = this.form.elements;
    if (!most) return [];
    const [letters, wide] = this.sizeOf(system.value);
    const told = [["max_tokens", most.value], ["system_letters", letters], ["system_wide", wide]];
    return tools.checked ? [...told, ["has_tools", "on"]] : told;
  }

  sizeOf(words) {
    const wide = (words.match(this.constructor.wide) || []).length;
    return [[...words].length - wide, wide];
  }
});
