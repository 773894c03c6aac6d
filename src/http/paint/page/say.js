const SOON_MS = 350;

/** Reads something out to who listens instead of looking; `soon` waits until nothing newer comes. */
export function createSay(region) {
  let waiting;
  const say = (words) => {
    clearTimeout(waiting);
    if (!words) return;
    // The same words twice are read twice only where something changed.
    region.textContent = region.textContent === words ? `${words}\u00a0` : words;
  };
  say.soon = (words) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => say(words), SOON_MS);
  };
  return say;
}
