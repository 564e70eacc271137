/* Manners of every page: a broken line is said, notices pass, the focus is not lost, menus close, a slash searches. */
(() => {
  "use strict";

  /* The studio is gone for longer than a blink: said, and taken back when it answers again. */
  let lost = 0;

  function showLost(gone) {
    document.getElementById("lost").hidden = !gone;
  }

  document.addEventListener("htmx:wsClose", () => {
    lost ||= setTimeout(() => showLost(true), 3000);
  });
  document.addEventListener("htmx:wsOpen", () => {
    clearTimeout(lost);
    lost = 0;
    showLost(false);
    document.querySelector("#toasts .toast--unsent")?.remove();
  });

  /* A press that could not be sent: what was typed is still there. */
  document.addEventListener("htmx:sendError", () => {
    const notice = document.getElementById("unsent").content.cloneNode(true);
    document.getElementById("toasts").replaceChildren(notice);
  });

  /* A passing notice goes when its time is over; one with a key takes the focus that its press lost. */
  document.addEventListener("animationend", (event) => {
    if (event.target.matches(".toast--passing")) event.target.remove();
  });

  document.addEventListener("htmx:afterSettle", () => {
    if (document.activeElement !== document.body) return;
    const key = document.querySelector("#toasts .toast:last-child button");
    if (key) key.focus();
  });

  /* Menus close on Escape and on a press elsewhere. */
  function closeMenus(except) {
    for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== except) menu.open = false;
  }

  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.activeElement.closest("details.menu[open]");
    if (menu) menu.querySelector("summary").focus();
    if (event.key !== "Escape" || !document.querySelector("details.menu[open]")) return;
    closeMenus(null);
    event.preventDefault();  // it was meant for the menu
  });
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));

  /* Whoever opens a menu to write in it writes at once; under a thumb no keyboard jumps over what was opened. */
  document.addEventListener("toggle", ({ target }) => {
    if (!target.open || !target.matches("details.menu, .notes details") || matchMedia("(pointer: coarse)").matches) return;
    const field = target.querySelector("summary + form :is(input:not([type]), textarea), summary + .picked__menu input");
    if (!field) return;
    field.focus();
    field.select();
  }, true);

  /* Ctrl or Cmd with Enter saves what one writes, as it generates in a room. */
  document.addEventListener("keydown", (event) => {
    const form = event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest(".notes form");
    if (form) form.requestSubmit();
  });

  /* A slash searches the library, from anywhere but where one writes; where one talks it leads to the box. */
  document.addEventListener("keydown", (event) => {
    const writes = event.target.closest("input, textarea, select, [contenteditable], dialog[open]");
    if (event.key !== "/" || writes || document.querySelector("say-box") || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    event.preventDefault();
    const box = document.querySelector("#find #q");
    const link = document.querySelector(".rail__link[href$='/library/']");
    if (box) box.select();
    else if (link) location.assign(`${link.getAttribute("href")}#q`);
  });
})();
