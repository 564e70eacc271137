/* <drop-zone>: files for the library, dropped anywhere or chosen, and a line for each while it is sent (uploads.js). */
customElements.define("drop-zone", class extends HTMLElement {
  static OTHERS = "image-well, audio-well, say-box, speech-form, [data-takes-files], dialog";
  static GONE = 1000; // ms

  connectedCallback() {
    this.list = this.querySelector(".drops__list");
    this.list.append(...studioUploads.lines.map((line) => line.item));
    this.show();
    this.hear = new AbortController();
    const { signal } = this.hear;
    const on = (name, act) => document.addEventListener(name, act.bind(this), { signal });
    on("dragstart", () => { this.isOwn = true; });
    on("dragend", () => { this.isOwn = false; });
    // When what was dragged is gone from the page no end is told; a mouse that moves drags nothing.
    on("pointermove", () => { this.isOwn = false; });
    on("dragenter", this.over);
    on("dragover", this.over);
    on("dragleave", (event) => event.relatedTarget || this.light(false));
    on("drop", this.drop);
    on("change", (event) => event.target.matches("[data-uploads]") && this.chosen(event.target));
    on("upload-kept", (event) => this.kept(event.detail));
    on("uploads-over", this.end);
    this.addEventListener("click", (event) => this.press(event));
    addEventListener("beforeunload", (event) => studioUploads.isBusy() && event.preventDefault(), { signal });
  }

  disconnectedCallback() {
    this.hear.abort();
    this.light(false);
  }

  /* Files from outside, over no field that wants them. With a picture of a page browsers hand over a file as well. */
  isOurs(event) {
    const { types } = event.dataTransfer;
    const field = event.target.closest && event.target.closest(this.constructor.OTHERS);
    return types.includes("Files") && !types.includes("application/x-studio-asset") && !this.isOwn && !field;
  }

  over(event) {
    const ours = this.isOurs(event);
    this.light(ours);
    if (!ours || event.defaultPrevented) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  }

  /* What hangs over the page is told several times a second; that it has gone is not always told. */
  light(on) {
    clearTimeout(this.gone);
    this.toggleAttribute("data-over", on);
    if (on) this.gone = setTimeout(() => this.light(false), this.constructor.GONE);
  }

  drop(event) {
    this.light(false);
    if (!this.isOurs(event) || event.defaultPrevented) return;
    event.preventDefault();
    this.add([...event.dataTransfer.files]);
  }

  chosen(input) {
    this.add([...input.files]);
    input.value = "";
  }

  add(files) {
    const project = this.project();
    for (const file of files) {
      const item = this.querySelector("template").content.firstElementChild.cloneNode(true);
      item.querySelector(".drop__name").textContent = file.name;
      this.list.append(item);
      studioUploads.add({ item, file, project, words: this.dataset });
    }
    this.show();
  }

  /* Fixed when they are dropped: the project that the page shows, or that its form has; never one that nobody sees. */
  project() {
    if (document.getElementById("find")) return new URLSearchParams(location.search).get("project") || "";
    const chip = document.querySelector("project-chip select");
    return chip ? chip.value.replace("new", "") : "";
  }

  /* Where the newest stand first, it stands in front; elsewhere the view says whether it belongs there. */
  kept({ tile }) {
    if (document.getElementById(/id="([^"]+)"/.exec(tile)[1])) return;
    const day = !location.search && document.querySelector(`#found .grid .day[data-day="${CSS.escape(this.dataset.today)}"]`);
    if (day) htmx.swap(day, tile, { swapStyle: "afterend" });
    else this.grew = true;
  }

  end() {
    const failed = studioUploads.lines.filter((line) => line.state === "failed").length;
    const { some, through } = this.dataset;
    this.querySelector(".drops__said").textContent = failed ? some.replace("{n}", failed.toLocaleString()) : through;
    if (this.grew) document.body.dispatchEvent(new CustomEvent("list-grew"));
    this.grew = false;
  }

  show() {
    this.querySelector(".drops__tray").hidden = !studioUploads.lines.length;
  }

  press(event) {
    const key = event.target.closest("[data-act]");
    if (!key) return;
    const line = studioUploads.lines.find((one) => one.item.contains(key));
    if (key.dataset.act !== "close") return studioUploads[key.dataset.act](line);
    studioUploads.tidy();
    this.show();
  }
});
