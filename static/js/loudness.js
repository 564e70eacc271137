/* How loud a medium of the page plays: `studioLoudness(media)` answers a function for each, which takes 0 to 1. Where a page
   may not set the volume itself, as on Apple's phones, the sound goes through gains; so ask only after a press. */
window.studioLoudness = (media) => {
  "use strict";
  const [first] = media;
  first.volume = 0.5;
  const mayBeSet = first.volume === 0.5;
  first.volume = 1;
  if (mayBeSet) return { set: media.map((one) => (level) => { one.volume = level; }), close() {} };
  const context = new AudioContext();
  const through = (one) => {
    const gain = context.createGain();
    context.createMediaElementSource(one).connect(gain).connect(context.destination);
    return (level) => { gain.gain.value = level; };
  };
  return { set: media.map(through), close: () => context.close() };
};
