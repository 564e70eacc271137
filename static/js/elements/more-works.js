/* <more-works> around a list of works: near its end, those of the next page are put behind. Without it there is a link. */
customElements.define("more-works", class extends HTMLElement {
  connectedCallback() {
    this.eye = new IntersectionObserver((seen) => { if (seen.some((one) => one.isIntersecting)) this.go(); }, { rootMargin: "800px" });
    this.watch();
  }

  disconnectedCallback() {
    this.eye.disconnect();
  }

  watch() {
    const more = this.querySelector(".more");
    if (more) this.eye.observe(more);
  }

  /** What does not load leaves the link where it is, for a person to press. */
  async go() {
    const more = this.querySelector(".more");
    this.eye.disconnect();
    if (!more) return;
    const answer = await fetch(more.querySelector("a").href).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    more.replaceWith(...page.querySelectorAll("more-works > ul > li"));
    this.watch();
  }
});
