/* From work to work with the arrows; x ticks the one that has the focus, and with Shift those between as well. */
(() => {
  "use strict";
  const WAYS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: "up", ArrowDown: "down" };

  document.addEventListener("keydown", (event) => {
    const work = event.target.closest("[data-picks] > li");
    const isLink = work && event.target.matches("a");
    if (!isLink || event.ctrlKey || event.metaKey || event.altKey) return;
    const { shiftKey } = event;
    const tick = new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey });
    if (event.key.toLowerCase() === "x") work.querySelector(".tile__pick input").dispatchEvent(tick);
    const next = WAYS[event.key] && neighbour(work, WAYS[event.key]);
    if (!next) return;
    event.preventDefault();
    // Where a picture leads is said by its name's link too: the same one is meant in each work.
    (next.querySelector(`a.${event.target.classList[0] || "none"}`) || next.querySelector("a")).focus();
  });

  /* In a line by count; above and below, the nearest of the next row. */
  function neighbour(work, way) {
    const every = [...work.parentElement.children].filter((one) => one.querySelector(".tile__pick"));
    if (way === 1 || way === -1) return every[every.indexOf(work) + way];
    const { top, bottom, left, right } = work.getBoundingClientRect();
    const places = every.map((one) => [one, one.getBoundingClientRect()]);
    const beyond = places.filter(([, place]) => way === "down" ? place.top >= bottom - 1 : place.bottom <= top + 1);
    const far = ([, place]) => 10 * Math.abs(place.top - top) + Math.abs(place.left + place.right - left - right);
    return beyond.sort((one, other) => far(one) - far(other))[0]?.[0];
  }
})();
