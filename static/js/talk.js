/* What is said live: sentences wait here for their turn, whatever becomes of the form that they were typed into. */
window.studioTalk = (() => {
  "use strict";
  const waiting = [];
  let speaking = false;
  let back = [];

  /* One after the other; taken out when the studio has it, so that nothing typed is lost. */
  async function sayAll() {
    if (speaking) return;
    speaking = true;
    while (waiting.length) {
      const { href, values } = waiting[0];
      const answer = await fetch(href, { method: "POST", body: values, headers: { "HX-Request": "true" } }).catch(() => null);
      const html = answer ? await answer.text().catch(() => "") : "";
      if (!answer || answer.status !== 200 || answer.redirected) {
        putBack(answer && answer.status === 422 ? html : "");
        break;
      }
      show(waiting.shift(), html);
    }
    speaking = false;
  }

  function show({ href, text }, html) {
    const card = new DOMParser().parseFromString(html, "text/html").querySelector("[data-sound]");
    const list = document.getElementById("work-list");
    const here = new URL(href).pathname;
    if (list && location.pathname === here) htmx.swap(list, html, { swapStyle: "afterbegin" });
    if (card) studioSound.putBehind({ name: card.dataset.g, src: card.dataset.sound, title: text, href: here, seconds: 0, wave: "" });
  }

  /* Refused, or not answered: it and all that wait stand in the box again, before what was typed meanwhile. */
  function putBack(refused) {
    const { values } = waiting[0];
    back = waiting.splice(0).map((one) => one.text);
    const form = document.getElementById("make");
    const talk = form && form.querySelector("speech-form[data-mode=live]");
    // Elsewhere by now: they come back with the form.
    if (!talk) return;
    const box = talk.querySelector("textarea[name=text]");
    if (refused) {
      const drawn = document.createElement("template");
      drawn.innerHTML = refused;
      drawn.content.querySelector("textarea[name=text]").textContent = withBack(box.value);
      htmx.swap(form, drawn.innerHTML, { swapStyle: "outerHTML" });
      const mended = document.querySelector("#make textarea[name=text]");
      mended.focus();
      mended.setSelectionRange(mended.value.length, mended.value.length);
      return;
    }
    bringBack(box);
    // The same words are the same press: should the first one have arrived, it is not made twice.
    form.elements.client_key.value = values.get("client_key");
    talk.tell(talk.dataset.unsaid);
  }

  function withBack(words) {
    return [...back.splice(0), words.trim()].filter(Boolean).join("\n");
  }

  function bringBack(box) {
    if (!back.length) return;
    box.value = withBack(box.value);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function newKey() {
    const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20)].join("-");
  }

  return {
    bringBack,
    /* `form`: with whose settings, as they are now. */
    say(text, form) {
      const values = new FormData(form);
      values.set("text", text);
      const known = form.elements.client_key;
      values.set("client_key", known.value || newKey());
      known.value = newKey();
      waiting.push({ text, values, href: form.action });
      sayAll();
    },
  };
})();
