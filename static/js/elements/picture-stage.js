/* <picture-stage>: one picture, or two of a pair, fitted into their frames, enlarged and moved by wheel, fingers and mouse.
   It says `swiped` (detail: -1 or 1) when one wants another picture, and `drawn` whenever something has changed. */
(() => {
  "use strict";
  const NEAREST = 8; // times the size that fits
  const TAP = 8;
  const SWIPE = 48; // px
  const TWICE = 350;
  const REST = 150; // ms

  const between = (least, value, most) => Math.min(Math.max(value, least), most);

  /* One picture in its frame, centred there unless it is moved. */
  class Pane {
    constructor(frame) {
      this.frame = frame;
      this.picture = frame.querySelector("img");
    }

    /* `shot`: the link. Its small picture at once; the original, in the same place, when it is whole. */
    show(shot, onBroken) {
      const { asset, original, poster, width, height, words } = shot.dataset;
      if (asset === this.asset) return;
      const small = shot.querySelector("img");
      this.asset = asset;
      this.width = Number(width) || small.naturalWidth || 1;
      this.height = Number(height) || small.naturalHeight || 1;
      this.picture.src = small.src || poster;
      this.picture.alt = words || small.alt;
      clearTimeout(this.resting);
      // Not of every picture that is leafed through: each would be fetched to its end.
      this.resting = setTimeout(() => this.complete(asset, original, onBroken), REST);
    }

    async complete(asset, original, onBroken) {
      const whole = new Image();
      whole.src = original;
      const came = await whole.decode().then(() => true, () => false);
      if (this.asset !== asset) return;
      if (came) this.picture.src = original;
      else onBroken();
    }

    get fit() {
      return Math.min(this.frame.clientWidth / this.width, this.frame.clientHeight / this.height) || 1;
    }

    /* How far it can be moved from the middle, in px. */
    reach(near) {
      const beyond = (picture, frame) => Math.max(0, (picture * this.fit * near - frame) / 2);
      return [beyond(this.width, this.frame.clientWidth), beyond(this.height, this.frame.clientHeight)];
    }

    draw(near, x, y) {
      const { style } = this.picture;
      const [far, high] = this.reach(near);
      style.setProperty("width", `${this.width * this.fit * near}px`);
      style.setProperty("height", `${this.height * this.fit * near}px`);
      style.setProperty("translate", `${between(-far, x, far)}px ${between(-high, y, high)}px`);
    }
  }

  customElements.define("picture-stage", class extends HTMLElement {
    connectedCallback() {
      this.panes = [...this.querySelectorAll(".viewer__pane")].map((frame) => new Pane(frame));
      this.slider = this.querySelector(".viewer__slider");
      this.fingers = new Map();
      [this.near, this.x, this.y] = [1, 0, 0];
      this.addEventListener("wheel", (event) => this.roll(event), { passive: false });
      this.addEventListener("pointerdown", (event) => this.touch(event));
      this.addEventListener("pointermove", (event) => this.move(event));
      for (const name of ["pointerup", "pointercancel"]) this.addEventListener(name, (event) => this.lift(event));
      this.slider.addEventListener("input", () => this.draw());
      this.sizes = new ResizeObserver(() => this.draw());
      this.sizes.observe(this);
    }

    disconnectedCallback() {
      this.sizes.disconnect();
    }

    /* `way`: one, beside or slider. A pair is seen from as near as the picture before; one alone is fitted. */
    arrange(way) {
      this.dataset.way = way;
      this.panes[1].frame.hidden = way === "one";
      this.slider.hidden = way !== "slider";
      if (way === "one") this.zoom(1);
      else this.draw();
    }

    get shown() {
      return this.dataset.way === "one" ? this.panes.slice(0, 1) : this.panes;
    }

    /* `near`: times the size that fits. `point`: what stays where it is, in px from the middle of its frame. */
    zoom(near, point = { x: 0, y: 0 }) {
      const wanted = between(1, near, Math.max(NEAREST, 1 / this.panes[0].fit));
      const by = wanted / this.near;
      this.x = point.x - (point.x - this.x) * by;
      this.y = point.y - (point.y - this.y) * by;
      this.near = wanted;
      this.draw();
    }

    /* How large it is now, where 1 is a pixel for a pixel. */
    get shownAt() {
      return Math.round(this.near * this.panes[0].fit * 100) / 100;
    }

    /* 100 %; of a picture that is shown larger already, the next whole size. */
    get actual() {
      const { fit } = this.panes[0];
      return fit < 0.99 ? 1 : Math.ceil(fit * 1.2);
    }

    get isActual() {
      return Math.abs(this.near * this.panes[0].fit - this.actual) < 0.01;
    }

    toggleActual(point) {
      this.zoom(this.isActual ? 1 : this.actual / this.panes[0].fit, point);
    }

    draw() {
      if (!this.panes[0].asset || !this.clientWidth) return;
      const reach = this.shown.map((pane) => pane.reach(this.near));
      const [far, high] = [0, 1].map((side) => Math.max(...reach.map((one) => one[side])));
      this.x = between(-far, this.x, far);
      this.y = between(-high, this.y, high);
      for (const pane of this.shown) pane.draw(this.near, this.x, this.y);
      this.style.setProperty("--cut", `${this.slider.value}%`);
      this.toggleAttribute("data-near", this.near > 1);
      this.dispatchEvent(new CustomEvent("drawn"));
    }

    /* Where it is in the frame that is there. */
    point({ clientX, clientY }) {
      const frames = this.shown.map((pane) => pane.frame.getBoundingClientRect());
      const frame = frames.findLast((one) => one.left <= clientX && one.top <= clientY) || frames[0];
      return { x: clientX - frame.left - frame.width / 2, y: clientY - frame.top - frame.height / 2 };
    }

    roll(event) {
      event.preventDefault();
      const pixels = event.deltaY * (event.deltaMode ? 16 : 1);
      // A pinch on a touchpad comes as small turns with Ctrl.
      this.zoom(this.near * Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.002)), this.point(event));
    }

    touch(event) {
      if (event.button || event.target.closest("button, input")) return;
      this.setPointerCapture(event.pointerId);
      // Where one finger came down; two neither tap nor swipe.
      this.began = this.fingers.size ? null : { x: event.clientX, y: event.clientY, near: this.near };
      this.fingers.set(event.pointerId, event);
    }

    move(event) {
      const before = this.fingers.get(event.pointerId);
      if (!before) return;
      this.fingers.set(event.pointerId, event);
      const still = [...this.fingers.values()].find((one) => one !== event);
      this.x += (event.clientX - before.clientX) / this.fingers.size;
      this.y += (event.clientY - before.clientY) / this.fingers.size;
      if (!still) return this.draw();
      const middle = { clientX: (event.clientX + still.clientX) / 2, clientY: (event.clientY + still.clientY) / 2 };
      const apart = (one) => Math.hypot(one.clientX - still.clientX, one.clientY - still.clientY) || 1;
      this.zoom((this.near * apart(event)) / apart(before), this.point(middle));
    }

    lift(event) {
      if (!this.fingers.delete(event.pointerId) || this.fingers.size || event.type === "pointercancel" || !this.began) return;
      const [right, down] = [event.clientX - this.began.x, event.clientY - this.began.y];
      if (Math.hypot(right, down) < TAP) return this.tap(event);
      const isSwipe = event.pointerType !== "mouse" && Math.abs(right) > Math.max(SWIPE, 2 * Math.abs(down));
      if (isSwipe && this.began.near === 1) this.dispatchEvent(new CustomEvent("swiped", { detail: right < 0 ? 1 : -1 }));
    }

    /* Two at one place are one wish: near, and back. */
    tap(event) {
      const { last } = this;
      const isTwice = last && event.timeStamp - last.timeStamp < TWICE
        && Math.hypot(event.clientX - last.clientX, event.clientY - last.clientY) < 4 * TAP;
      this.last = isTwice ? null : event;
      if (isTwice && this.near > 1) this.zoom(1);
      else if (isTwice) this.toggleActual(this.point(event));
    }
  });
})();
