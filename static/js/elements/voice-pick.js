/* <voice-pick>: a list that opens under the chosen voice; a press chooses, and says so as a change of the field. */
customElements.define("voice-pick", class extends HTMLElement {
  connectedCallback() {
    this.hold = this.querySelector("input[type=hidden]");
    this.list = this.querySelector("details");
    // Opened, one wants to search.
    this.addEventListener("htmx:afterSettle", (event) => {
      const search = event.target.matches(".voicepick__list") && event.target.querySelector("input[type=search]");
      if (search) search.focus();
    });
    // Enter in the search chooses the first that was found; what stands around the field is not sent by it.
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.target.matches("input[type=search]")) return;
      event.preventDefault();
      const first = this.list.querySelector("[data-voice]");
      if (first && !event.target.matches(".htmx-request")) first.click();
    });
    // Up and down through the voices, from the search and back to it.
    this.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step || !this.list.open) return;
      event.preventDefault();
      const stops = [...this.list.querySelectorAll("input[type=search], [data-voice]")];
      const here = stops.findIndex((one) => one === document.activeElement || one.parentElement.contains(document.activeElement));
      const next = stops[Math.min(stops.length - 1, Math.max(0, here + step))];
      if (next) next.focus();
    });
    this.addEventListener("click", (event) => {
      const one = event.target.closest("[data-voice]");
      if (!one) return;
      this.hold.value = one.dataset.voice;
      this.querySelector("[data-chosen]").textContent = one.dataset.name;
      const facts = this.querySelector("summary .slate");
      if (facts) facts.replaceChildren(...one.querySelector(".slate").cloneNode(true).childNodes);
      this.list.open = false;
      this.list.querySelector("summary").focus();
      // Where choosing is all there is to do, it is done.
      if (this.closest("form[data-apply]")) return this.closest("form").requestSubmit();
      this.hold.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
});
