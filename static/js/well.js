/* What the wells have in common: a field into which a file is chosen or dropped, or a work of the studio is dragged. Files
   are kept on the server at once; the hidden field holds the id. */
window.StudioWell = class extends HTMLElement {
  connectedCallback() {
    this.file = this.querySelector("input[type=file]");
    this.hold = this.querySelector("input[type=hidden]");
    this.fault = this.querySelector(".field__error");
    this.querySelector(".well__hint").hidden = false;
    this.file.addEventListener("change", () => this.file.files[0] && this.keep(this.file.files[0]));
    this.addEventListener("dragover", (event) => { event.preventDefault(); this.toggleAttribute("data-over", true); });
    this.addEventListener("dragleave", () => this.removeAttribute("data-over"));
    this.addEventListener("drop", (event) => this.drop(event));
    this.querySelector("[data-clear]").addEventListener("click", () => this.clear());
    this.showClear();
  }

  /* A work first: with a picture of a page browsers hand over a file as well. */
  drop(event) {
    event.preventDefault();
    this.removeAttribute("data-over");
    const asset = studioDrag.read(event.dataTransfer);
    if (asset) return this.put(asset);
    if (event.dataTransfer.files[0]) this.keep(event.dataTransfer.files[0]);
  }

  /* Of this team only; the form would refuse another's. */
  put(asset) {
    this.say("");
    if (asset.home.startsWith(`/${location.pathname.split("/")[1]}/`)) this.receive(asset);
    else this.say(this.dataset.wrong);
  }

  async keep(file) {
    if (file.size > Number(this.dataset.most)) return this.say(`${file.name}: ${this.dataset.large}`);
    this.say("");
    this.toggleAttribute("data-busy", true);
    const body = new FormData();
    body.append("file", file);
    if (this.dataset.slot) body.append("slot", this.dataset.slot);
    const token = this.closest("form").querySelector("[name=csrfmiddlewaretoken]").value;
    try {
      const answer = await fetch(this.dataset.upload, { method: "POST", body, headers: { "X-CSRFToken": token } });
      // Kept, and yet unfit for this field: then it comes as a fragment that says why.
      const isPage = (answer.headers.get("Content-Type") || "").startsWith("text/html");
      if (!answer.ok && !(answer.status === 422 && isPage)) throw new Error((await answer.json().catch(() => ({}))).error || String(answer.status));
      await this.kept(file.name, answer);
    } catch (error) {
      this.say(`${file.name}: ${error.message}`);
    } finally {
      this.file.value = "";
      this.removeAttribute("data-busy");
    }
  }

  showClear() {
    this.querySelector("[data-clear]").hidden = !this.hold.value;
  }

  say(words = "") {
    this.fault.textContent = words;
    this.fault.hidden = !words;
  }
};
