const MINUTE = 60_000;
/** More than these nobody has to know. */
const SHORT = 5;
const LOOK_AGAIN_MS = 10_000;

/** Tells when the link is about to end. Whose clock is wrong sees it too: the server says what time it is there. */
export function tellTimeLeft(left, { endsAt, now }) {
  const end = performance.now() + (endsAt - now);
  const tell = () => {
    const minutes = Math.ceil((end - performance.now()) / MINUTE);
    left.hidden = minutes > SHORT;
    left.textContent = minutes > 0 ? `${minutes} min left` : 'This link has ended';
    left.classList.toggle('ended', minutes <= 0);
    if (minutes > 0) setTimeout(tell, LOOK_AGAIN_MS);
  };
  tell();
}
