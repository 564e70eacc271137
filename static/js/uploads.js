/* Files on their way into the library, three at a time. They go on when the page becomes another one without being loaded
   anew. Tells the page `upload-kept`, with what the studio answered, and `uploads-over`. */
window.studioUploads = (() => {
  "use strict";
  const AT_ONCE = 3;
  const PATIENCE = 10_000; // ms
  const MOST_NAME = 150; // letters
  const UNDER_WAY = ["waiting", "renewing", "sending"];
  const lines = []; // {item, file, words, project, state, request}; `words`: the zone's data, with the address

  const inState = (...states) => lines.filter((line) => states.includes(line.state));
  const isBusy = () => inState(...UNDER_WAY).length > 0;
  const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

  function add(line) {
    const { file, words } = line;
    lines.push(line);
    if (file.size > Number(words.most)) say(line, "failed", words.large);
    else if (!file.size) say(line, "failed", words.empty);
    else say(line, "waiting", words.waiting);
    next();
  }

  function next() {
    const room = AT_ONCE - inState("sending").length;
    for (const line of inState("waiting").slice(0, room)) send(line);
  }

  function send(line) {
    const { file, words, project } = line;
    const body = new FormData();
    body.append("project", project);
    body.append("file", file, shortened(file.name));
    const request = new XMLHttpRequest();
    line.request = request;
    say(line, "sending", "0 %");
    request.open("POST", words.upload);
    request.setRequestHeader("X-CSRFToken", token());
    request.upload.addEventListener("progress", (event) => far(line, event));
    request.addEventListener("load", () => end(line, request));
    request.addEventListener("error", () => say(line, "failed", words.lost, true));
    request.addEventListener("abort", () => say(line, "failed", words.stopped, true));
    request.addEventListener("loadend", goOn);
    request.send(body);
  }

  /* What heads a part of a request may have a thousand bytes; a name says enough in fewer, and keeps its ending. */
  function shortened(name) {
    const letters = [...name];
    return letters.length > MOST_NAME ? [...letters.slice(0, MOST_NAME - 20), ...letters.slice(-20)].join("") : name;
  }

  function goOn() {
    next();
    if (!isBusy()) tell("uploads-over");
  }

  function far(line, { loaded, total }) {
    const part = Math.floor((100 * loaded) / total);
    line.item.querySelector("progress").value = part;
    say(line, "sending", loaded < total ? `${part} %` : line.words.looked);
  }

  function end(line, { status, responseText }) {
    const answer = read(responseText);
    if (answer.href) return kept(line, answer);
    // Perhaps only the page is too old: once it is tried with a fresh token.
    if (status === 403 && !line.renewed) return again(line);
    say(line, "failed", answer.error || why(status, line.words), !answer.error && status !== 413);
  }

  /* A page instead of an answer holds nothing; its status tells. */
  function read(text) {
    try {
      return JSON.parse(text);
    } catch {
      return {};
    }
  }

  /* Who has no session any more is led to a page to sign in, and that page is answered well. */
  function why(status, words) {
    const known = { 200: words.out, 403: words.forbidden, 404: words.forbidden, 413: words.refused, 507: words.full };
    return known[status] || words.lost;
  }

  function kept(line, answer) {
    const link = line.item.querySelector(".drop__name");
    link.href = answer.href;
    link.textContent = answer.name;
    say(line, "kept", "✓");
    tell("upload-kept", answer);
  }

  async function again(line) {
    line.renewed = true;
    say(line, "renewing", line.words.waiting);
    await renew();
    say(line, "waiting", line.words.waiting);
    next();
  }

  /* Whoever has signed in anew, in another tab, made the token of this page void. */
  async function renew() {
    const signal = AbortSignal.timeout(PATIENCE);
    const page = await fetch(location.href, { signal }).then((answer) => answer.text()).catch(() => "");
    const headers = new DOMParser().parseFromString(page, "text/html").body.getAttribute("hx-headers");
    if (headers) document.body.setAttribute("hx-headers", headers);
  }

  function stop(line) {
    if (line.state === "sending") line.request.abort();
    else say(line, "failed", line.words.stopped, true);
  }

  /* What is under way stays. */
  function tidy() {
    for (const line of inState("kept", "failed")) {
      line.item.remove();
      lines.splice(lines.indexOf(line), 1);
    }
  }

  function say(line, state, words, again = false) {
    line.state = state;
    line.item.dataset.state = state;
    line.item.querySelector(".drop__state").textContent = words;
    line.item.querySelector("progress").hidden = state !== "sending";
    line.item.querySelector("[data-act=stop]").hidden = state !== "sending" && state !== "waiting";
    line.item.querySelector("[data-act=again]").hidden = !again;
  }

  return { lines, add, again, stop, tidy, isBusy };
})();
