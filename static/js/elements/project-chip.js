/* <project-chip>: a select, and a new project without leaving the form. What is chosen is remembered for the next form. */
customElements.define("project-chip", class extends HTMLElement {
  connectedCallback() {
    this.select = this.querySelector("select");
    this.box = this.querySelector(".where__new");
    this.input = this.box.querySelector("input");
    this.fault = this.querySelector(".where__fault");
    if (![...this.select.options].some((one) => one.value === "new")) this.select.add(new Option(this.dataset.new, "new"));
    this.before = this.select.value;
    this.select.addEventListener("change", () => this.choose());
    this.box.querySelector("button").addEventListener("click", () => this.make());
    this.input.addEventListener("keydown", (event) => this.key(event));
  }

  choose() {
    const isNew = this.select.value === "new";
    this.open(isNew);
    if (isNew) return;
    this.before = this.select.value;
    this.post(this.dataset.choose, { project: this.before }).catch(() => {});
  }

  open(yes) {
    this.box.hidden = !yes;
    this.say("");
    if (yes) this.input.focus();
    else this.input.value = "";
  }

  /* Enter would send the form that it stands in. */
  key(event) {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    if (event.key === "Enter") return this.make();
    this.select.value = this.before;
    this.open(false);
    this.select.focus();
  }

  async make() {
    const answer = await this.post(this.dataset.make, { name: this.input.value }).catch(() => null);
    const told = answer && (await answer.json().catch(() => null));
    if (!told || !told.id) return this.say((told && told.error) || this.why(answer));
    this.select.add(new Option(told.name, told.id), this.select.options.length - 1);
    this.select.value = this.before = told.id;
    this.open(false);
    this.select.focus();
  }

  /* A page instead of an answer: who is signed out is led to the one to sign in. */
  why(answer) {
    return answer && answer.status < 500 ? this.dataset.refused : this.dataset.lost;
  }

  say(words) {
    this.fault.textContent = words;
    this.fault.hidden = !words;
  }

  post(href, fields) {
    const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
    const headers = { "X-CSRFToken": token, Accept: "application/json" };
    return fetch(href, { method: "POST", body: new URLSearchParams(fields), headers });
  }
});
