/* <voice-pick>: a list that opens under the chosen voice; a press chooses, and says so as a change of the field. */
customElements.define("voice-pick", class extends HTMLElement {
  connectedCallback() {
    this.hold = this.querySelector("input[type=hidden]");
    this.list = this.querySelector("details");
    this.addEventListener("click", (event) => {
      const one = event.target.closest("[data-voice]");
      if (!one) return;
      this.hold.value = one.dataset.voice;
      this.querySelector("[data-chosen]").textContent = one.dataset.name;
      const facts = this.querySelector("summary .slate");
      if (facts) facts.replaceChildren(...one.querySelector(".slate").cloneNode(true).childNodes);
      this.list.open = false;
      this.list.querySelector("summary").focus();
      this.hold.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
});
