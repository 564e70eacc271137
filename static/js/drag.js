/* Works can be dragged: every `a.shot`, and what carries `data-drag` ({"id", "kind"}). They are dropped onto a field of this
   page, of another window, or of another page: a link of the rail or the tabs that one rests on meanwhile opens it, and a
   form's way to begin is chosen in the same manner. */
window.studioDrag = (() => {
  "use strict";
  const TYPE = "application/x-studio-asset";
  const KIND = "application/x-studio-kind-"; // seen while it is dragged, when data are not yet told
  const SPRING = 600; // ms
  const SPRINGS = ".rail__link, .tabs__link, .choice__item:has([name=mode])";

  const near = (event, selector) => (event.target.closest ? event.target.closest(selector) : null);

  /* {id, kind, src, words}; `src` is the poster or the sound, in the asset's own folder. */
  function describe(source) {
    const { drag, asset, kind, words } = source.dataset;
    const own = drag ? JSON.parse(drag) : { id: asset, kind: kind || "image", words };
    const home = `/${location.pathname.split("/")[1]}/assets/${own.id}/`;
    const text = source.querySelector(".words");
    return { src: home + (own.kind === "audio" ? "sound" : "poster"), words: text ? text.textContent.trim() : "", ...own };
  }

  /* The work in a drop, and `home`, the address of its page; null when it is none, or none that can be trusted. */
  function read(transfer) {
    if (!transfer.types.includes(TYPE)) return null;
    try {
      const asset = JSON.parse(transfer.getData(TYPE));
      const home = /^\/[\w-]+\/assets\/([0-9a-f-]{36})\//.exec(asset.src);
      return home && home[1] === asset.id ? { ...asset, home: home[0] } : null;
    } catch {
      return null;
    }
  }

  /* The page says what is in the air: its fields light up. */
  function light(kind) {
    if (kind) document.body.dataset.drags = kind;
    else delete document.body.dataset.drags;
    if (!kind) restOn(null);
  }

  // A card's frame becomes draggable under the hand; what one moves inside it stays with itself.
  document.addEventListener("pointerdown", (event) => {
    const card = near(event, "[data-drag]");
    if (card) card.draggable = !near(event, "input, select, textarea, audio, video[controls]");
  }, true);

  document.addEventListener("dragstart", (event) => {
    const source = near(event, "a.shot, [data-drag]");
    if (!source) return;
    const asset = describe(source);
    event.dataTransfer.setData(TYPE, JSON.stringify(asset));
    event.dataTransfer.setData(KIND + asset.kind, "");
    event.dataTransfer.setData("text/uri-list", new URL(asset.src.replace(/[^/]*$/, ""), location.href).href);
    event.dataTransfer.effectAllowed = "copyLink";
    // A page that changes in this very moment would end it.
    setTimeout(() => light(asset.kind));
    // On itself: a page that has changed meanwhile does not hear it any more.
    source.addEventListener("dragend", () => light(""), { once: true });
  });

  let rest = null;
  let timer = 0;

  function restOn(link) {
    if (link === rest) return;
    clearTimeout(timer);
    if (rest) rest.removeAttribute("data-springs");
    rest = link;
    if (!link) return;
    link.toggleAttribute("data-springs", true);
    timer = setTimeout(() => {
      restOn(null);
      if (link.href) studioMoves.go(target(link));
      else link.control.click();
    }, SPRING);
  }

  /* A link may know a better page for who brings something: `data-spring`. */
  const target = (link) => new URL(link.dataset.spring || link.href, location.href).href;
  const isElsewhere = (link) => (link.href ? target(link) !== location.href.split("#")[0] : !link.control.checked);

  function follow(event) {
    const { types } = event.dataTransfer;
    const kind = types.find((type) => type.startsWith(KIND));
    if (kind && !document.body.dataset.drags) light(kind.slice(KIND.length));
    const link = types.includes(TYPE) && near(event, SPRINGS);
    restOn(link && isElsewhere(link) ? link : null);
  }

  document.addEventListener("dragenter", follow);
  document.addEventListener("dragover", (event) => {
    follow(event);
    if (event.defaultPrevented || !event.dataTransfer.types.includes(TYPE)) return;
    // Beside a field a link that comes from another window would be opened in place of this page.
    event.preventDefault();
    event.dataTransfer.dropEffect = "none";
  });
  // Out of the window, dropped, or let go somewhere: a mouse that moves drags nothing.
  document.addEventListener("dragleave", (event) => event.relatedTarget || light(""));
  document.addEventListener("drop", () => light(""));
  document.addEventListener("pointermove", () => document.body.dataset.drags && light(""));

  return { read };
})();
