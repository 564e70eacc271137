/* Files on their way into the library: dropped anywhere, or chosen; three at a time, each with how far it is. They go on
   when the page becomes another one without being loaded anew. */
customElements.define("drop-zone", class extends HTMLElement {
  static AT_ONCE = 3;
  static OTHERS = "image-well, audio-well, say-box, speech-form, [data-takes-files], dialog";
  static lines = []; // {item, file, request, state}

  connectedCallback() {
    this.list = this.querySelector(".drops__list");
    this.tray = this.querySelector(".drops__tray");
    this.list.append(...this.constructor.lines.map((line) => line.item));
    this.show();
    this.hear = new AbortController();
    const { signal } = this.hear;
    const on = (name, act) => document.addEventListener(name, act.bind(this), { signal });
    on("dragenter", this.over);
    on("dragover", this.over);
    on("dragleave", (event) => event.relatedTarget || this.removeAttribute("data-over"));
    on("drop", this.drop);
    on("change", (event) => event.target.matches("[data-uploads]") && this.chosen(event.target));
    this.addEventListener("click", (event) => this.press(event));
    addEventListener("beforeunload", (event) => this.busy() && event.preventDefault(), { signal });
  }

  disconnectedCallback() {
    this.hear.abort();
  }

  get lines() {
    return this.constructor.lines;
  }

  /* Files from outside, over no field that wants them. */
  isOurs(event) {
    const { types } = event.dataTransfer;
    const field = event.target.closest && event.target.closest(this.constructor.OTHERS);
    return types.includes("Files") && !types.includes("application/x-studio-asset") && !field;
  }

  over(event) {
    const ours = this.isOurs(event);
    this.toggleAttribute("data-over", ours);
    if (!ours || event.defaultPrevented) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  }

  drop(event) {
    this.removeAttribute("data-over");
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
      const line = { item, file, project, state: "" };
      this.lines.push(line);
      this.list.append(item);
      if (file.size > Number(this.dataset.most)) this.say(line, "failed", this.dataset.large);
      else if (!file.size) this.say(line, "failed", this.dataset.empty);
      else this.say(line, "waiting", this.dataset.waiting);
    }
    this.show();
    this.next();
  }

  /* Fixed when they are dropped: the project that the page shows, or that its form has; else the studio knows. */
  project() {
    const shown = document.getElementById("find") && new URLSearchParams(location.search).get("project");
    const chip = document.querySelector("project-chip select");
    return shown || (chip ? chip.value.replace("new", "") : null);
  }

  busy() {
    return this.lines.some((line) => line.state === "waiting" || line.state === "sending");
  }

  next() {
    const room = this.constructor.AT_ONCE - this.lines.filter((line) => line.state === "sending").length;
    for (const line of this.lines.filter((one) => one.state === "waiting").slice(0, room)) this.send(line);
  }

  goOn() {
    this.next();
    if (this.busy()) return;
    this.querySelector(".drops__said").textContent = this.dataset.over;
    if (this.constructor.grew) document.body.dispatchEvent(new CustomEvent("list-grew"));
    this.constructor.grew = false;
  }

  send(line) {
    const body = new FormData();
    if (line.project !== null) body.append("project", line.project);
    body.append("file", line.file);
    const request = new XMLHttpRequest();
    line.request = request;
    this.say(line, "sending", "0 %");
    request.open("POST", this.dataset.upload);
    request.setRequestHeader("X-CSRFToken", JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"]);
    request.upload.addEventListener("progress", (event) => this.far(line, event));
    request.addEventListener("load", () => this.end(line, request));
    request.addEventListener("error", () => this.say(line, "failed", this.dataset.lost, true));
    request.addEventListener("abort", () => this.say(line, "failed", this.dataset.stopped, true));
    request.addEventListener("loadend", () => (document.querySelector("drop-zone") || this).goOn());
    request.send(body);
  }

  far(line, { loaded, total }) {
    const part = Math.floor((100 * loaded) / total);
    line.item.querySelector("progress").value = part;
    this.say(line, "sending", loaded < total ? `${part} %` : this.dataset.looked);
  }

  end(line, request) {
    let answer = {};
    try {
      answer = JSON.parse(request.responseText);
    } catch {
      // A page instead of an answer: told by its status below.
    }
    if (request.status === 200) return this.kept(line, answer);
    const full = request.status === 507 ? this.dataset.full : this.dataset.lost;
    this.say(line, "failed", answer.error || full, !answer.error);
  }

  kept(line, { href, name, tile }) {
    const link = line.item.querySelector(".drop__name");
    link.href = href;
    link.textContent = name;
    this.say(line, "kept", "✓");
    if (document.getElementById(/id="([^"]+)"/.exec(tile)[1])) return;
    // Where the newest stand first, it stands in front; elsewhere the view says whether it belongs there.
    const day = !location.search && document.querySelector(`#found .grid .day[data-day="${CSS.escape(this.dataset.today)}"]`);
    if (day) htmx.swap(day, tile, { swapStyle: "afterend" });
    else this.constructor.grew = true;
  }

  say(line, state, words, again = false) {
    line.state = state;
    line.item.dataset.state = state;
    line.item.querySelector(".drop__state").textContent = words;
    line.item.querySelector("progress").hidden = state !== "sending";
    line.item.querySelector("[data-act=stop]").hidden = state !== "sending" && state !== "waiting";
    line.item.querySelector("[data-act=again]").hidden = !again;
  }

  show() {
    this.tray.hidden = !this.lines.length;
  }

  press(event) {
    const key = event.target.closest("[data-act]");
    if (!key) return;
    const line = this.lines.find((one) => one.item.contains(key));
    if (key.dataset.act === "again") this.say(line, "waiting", this.dataset.waiting);
    if (key.dataset.act === "stop" && line.state === "sending") line.request.abort();
    else if (key.dataset.act === "stop") this.say(line, "failed", this.dataset.stopped, true);
    if (key.dataset.act === "close") this.tidy();
    this.next();
  }

  /* What is under way stays. */
  tidy() {
    for (const line of this.lines.filter((one) => one.state === "kept" || one.state === "failed")) {
      line.item.remove();
      this.lines.splice(this.lines.indexOf(line), 1);
    }
    this.show();
  }
});
