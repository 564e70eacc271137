/* <audio-well>: a recording for a field: chosen, dropped, or recorded here. Kept and checked on the server at once. */
customElements.define("audio-well", class extends StudioWell {
  connectedCallback() {
    super.connectedCallback();
    // What was chosen is kept at once and shown as a player; the field itself says nothing of it.
    this.file.toggleAttribute("data-quiet", true);
    this.heard = this.querySelector(".well__heard");
    this.key = this.querySelector("[data-record]");
    this.words = this.key.querySelector("[data-words]");
    this.idle = this.words.textContent;
    this.key.hidden = !(navigator.mediaDevices && window.MediaRecorder);
    this.key.addEventListener("click", () => (this.recorder ? this.recorder.stop() : this.record()));
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

  async kept(name, answer) {
    this.take(name, await answer.text());
  }

  /* What is kept already is heard through the page's own fragment; a page without one wants a recording. */
  async receive({ id, kind, words }) {
    const url = this.dataset.heard;
    if (kind !== "audio" || !url) return this.say(this.dataset.wrong);
    const answer = await fetch(`${url}?asset=${id}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer && answer.ok) this.take(words, await answer.text());
    else this.say(this.dataset.wrong);
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

  clear() {
    this.hold.value = "";
    this.heard.replaceChildren();
    this.say("");
    this.showClear();
  }
});
