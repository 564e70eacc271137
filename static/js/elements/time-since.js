/* <time-since show="elapsed|clock|exact"> around a <time>: counts up, or says the moment in the reader's own zone. */
customElements.define("time-since", class extends HTMLElement {
  connectedCallback() {
    this.time = this.querySelector("time");
    this.start = this.time && Date.parse(this.time.dateTime);
    if (!this.start) return;
    const show = this.getAttribute("show");
    if (show === "clock") return this.showClock();
    if (show === "exact") return this.showExact();
    this.tick();
    this.timer = setInterval(() => this.tick(), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  showClock() {
    const moment = new Date(this.start);
    const language = document.documentElement.lang || undefined;
    const today = moment.toDateString() === new Date().toDateString();
    const hour = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    const day = { day: "numeric", month: "short" };
    this.time.textContent = today ? moment.toLocaleTimeString(language, hour) : moment.toLocaleDateString(language, day);
    this.time.title = moment.toLocaleString(language, { hourCycle: "h23" });
  }

  showExact() {
    const parts = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
    this.time.textContent = new Date(this.start).toLocaleString(document.documentElement.lang || undefined, parts);
  }

  tick() {
    const seconds = Math.max(0, (Date.now() - this.start) / 1000);
    this.time.textContent = `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
    const past = this.parentElement.querySelector(".ruler__past");
    if (past) past.setAttribute("width", `${Math.min(100, (100 * seconds) / Number(this.getAttribute("whole")))}%`);
    const late = this.parentElement.querySelector(".work__late");
    if (late) late.hidden = seconds <= Number(this.getAttribute("usual"));
  }
});
