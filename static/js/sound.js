/* The one sound of the studio: whoever plays, plays through it, so that it goes on while pages change and never speaks
   twice at once. It lives beside the document; `sound` events on the document tell of every change. */
window.studioSound = (() => {
  "use strict";
  const audio = new Audio();
  audio.preload = "none";
  let track = null;
  const waiting = [];
  let grew = false;

  const tell = () => document.dispatchEvent(new CustomEvent("sound"));
  for (const moment of ["play", "pause", "timeupdate", "durationchange", "ended", "error", "ratechange", "seeked", "waiting", "playing"]) {
    audio.addEventListener(moment, tell);
  }
  audio.addEventListener("loadedmetadata", () => { grew = !Number.isFinite(audio.duration); });
  // One after the other: what was put behind is next, also when there is nothing to hear of the one before.
  for (const end of ["ended", "error"]) audio.addEventListener(end, () => track && waiting.length && play(waiting.shift()));
  // A film that begins ends the speech.
  document.addEventListener("play", (event) => event.target instanceof HTMLVideoElement && audio.pause(), true);

  /* `track`: {name, src, title, href, seconds, wave}; `name` tells which player it is. */
  async function play(next) {
    if (!track || track.name !== next.name || audio.error) {
      track = next;
      const rate = audio.playbackRate;
      audio.src = next.src;
      audio.defaultPlaybackRate = audio.playbackRate = rate;
    }
    // A press elsewhere, or a browser that wants one first: the key then shows that it rests.
    await audio.play().catch(() => tell());
  }

  return {
    audio,
    get track() { return track; },
    get length() { return Number.isFinite(audio.duration) && audio.duration ? audio.duration : (track && track.seconds) || 0; },
    isOn: (name) => Boolean(track) && track.name === name,
    get isPlaying() { return Boolean(track) && !audio.paused && !audio.ended; },
    play,
    toggle(next) {
      if (track && track.name === next.name && !audio.paused) audio.pause();
      else play(next);
    },
    /* After what plays now and what waits already; at once when nothing does. */
    putBehind(next) {
      if (track && !audio.ended && !audio.error && (this.isPlaying || waiting.length || audio.readyState < 2)) waiting.push(next);
      else play(next);
    },
    seek(seconds) {
      const { buffered } = audio;
      const isThere = buffered.length && seconds <= buffered.end(buffered.length - 1) && !Number.isFinite(audio.duration);
      if (!grew || isThere) {
        audio.currentTime = seconds;
        return;
      }
      // What was heard while it grew cannot be moved in; asked for again, it is a whole file.
      const rests = audio.paused && !audio.ended;
      audio.addEventListener("loadedmetadata", () => { audio.currentTime = seconds; }, { once: true });
      audio.src = track.src;
      if (!rests) audio.play().catch(tell);
    },
    setRate(rate) { audio.playbackRate = audio.defaultPlaybackRate = rate; },
    close() {
      waiting.length = 0;
      audio.pause();
      audio.removeAttribute("src");
      audio.load();
      track = null;
      tell();
    },
    clock(seconds) {
      const whole = Math.max(0, Math.round(seconds));
      const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
      const two = (number) => String(number).padStart(2, "0");
      return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
    },
  };
})();
