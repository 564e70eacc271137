/* <audio-well>: a recording for a field: chosen, dropped, or recorded here. Kept and checked on the server at once. */
customElements.define("audio-well", class extends HTMLElement {
  connectedCallback() {
    this.file = this.querySelector("input[type=file]");
    // What was chosen is kept at once and shown as a player; the field itself says nothing of it.
    this.file.toggleAttribute("data-quiet", true);
    this.hold = this.querySelector("input[type=hidden]");
    this.fault = this.querySelector(".field__error");
    this.heard = this.querySelector(".well__heard");
    this.key = this.querySelector("[data-record]");
    this.words = this.key.querySelector("[data-words]");
    this.idle = this.words.textContent;
    this.querySelector(".well__hint").hidden = false;
    this.key.hidden = !(navigator.mediaDevices && window.MediaRecorder);
    this.key.addEventListener("click", () => (this.recorder ? this.recorder.stop() : this.record()));
    this.file.addEventListener("change", () => this.file.files[0] && this.keep(this.file.files[0]));
    this.addEventListener("dragover", (event) => { event.preventDefault(); this.toggleAttribute("data-over", true); });
    this.addEventListener("dragleave", () => this.removeAttribute("data-over"));
    this.addEventListener("drop", (event) => {
      event.preventDefault();
      this.removeAttribute("data-over");
      if (event.dataTransfer.files[0]) this.keep(event.dataTransfer.files[0]);
    });
    this.querySelector("[data-clear]").addEventListener("click", () => this.show());
    this.showClear();
  }

  disconnectedCallback() {
    if (this.recorder) this.recorder.stop();
  }

  async record() {
    this.say("");
    // As it is: what the browser would smooth away, a clone needs.
    const wish = { audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } };
    const stream = await navigator.mediaDevices.getUserMedia(wish).catch(() => null);
    if (!stream) return this.say(this.dataset.refused);
    const pieces = [];
    const began = Date.now();
    const recorder = (this.recorder = new MediaRecorder(stream, { audioBitsPerSecond: 192000 }));
    const tell = () => { this.words.textContent = `${this.dataset.stop} ${studioSound.clock((Date.now() - began) / 1000)}`; };
    const clock = setInterval(tell, 250);
    tell();
    let stopMeter = () => {};
    this.toggleAttribute("data-recording", true);
    recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    recorder.addEventListener("stop", () => {
      clearInterval(clock);
      stopMeter();
      for (const track of stream.getTracks()) track.stop();
      this.recorder = null;
      this.words.textContent = this.idle;
      this.removeAttribute("data-recording");
      if (this.isConnected) this.keep(new File(pieces, "recording.webm", { type: recorder.mimeType }));
    });
    recorder.start();
    stopMeter = this.meter(stream);
  }

  /* How loud it is at this moment, so that nobody records five minutes of silence. Answers with what ends it. */
  meter(stream) {
    const level = this.querySelector("meter");
    const context = new AudioContext();
    const ear = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(ear);
    const wave = new Float32Array(ear.fftSize);
    const look = setInterval(() => {
      ear.getFloatTimeDomainData(wave);
      level.value = wave.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
    }, 60);
    level.hidden = false;
    return () => {
      clearInterval(look);
      level.hidden = true;
      context.close();
    };
  }

  async keep(file) {
    if (file.size > Number(this.dataset.most)) return this.say(`${file.name}: ${this.dataset.large}`);
    this.say("");
    this.toggleAttribute("data-busy", true);
    const body = new FormData();
    body.append("file", file);
    body.append("slot", this.dataset.slot);
    const token = this.closest("form").querySelector("[name=csrfmiddlewaretoken]").value;
    try {
      const answer = await fetch(this.dataset.upload, { method: "POST", body, headers: { "X-CSRFToken": token } });
      const isPage = (answer.headers.get("Content-Type") || "").startsWith("text/html");
      if (!isPage) throw new Error((await answer.json().catch(() => ({}))).error || String(answer.status));
      this.take(file.name, await answer.text());
    } catch (error) {
      this.say(`${file.name}: ${error.message}`);
    } finally {
      this.file.value = "";
      this.removeAttribute("data-busy");
    }
  }

  /* Kept; and if MiniMax would refuse it, said why, while it can still be heard. */
  take(name, html) {
    htmx.swap(this.heard, html, { swapStyle: "innerHTML" });
    const kept = this.heard.querySelector("[data-kept]");
    if (!kept) return;
    this.hold.value = kept.dataset.kept;
    if (kept.dataset.wrong) this.say(`${name}: ${kept.dataset.wrong}`);
    this.showClear();
  }

  show() {
    this.hold.value = "";
    this.heard.replaceChildren();
    this.say("");
    this.showClear();
  }

  showClear() {
    this.querySelector("[data-clear]").hidden = !this.hold.value;
  }

  say(words) {
    this.fault.textContent = words;
    this.fault.hidden = !words;
  }
});
