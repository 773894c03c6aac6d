import { el, icon, rich } from './look/dom.js';
import { warnings } from './pieces.js';
import { previewUrl } from './server.js';
import { myId } from './session.js';

/** A request that is being worked on. The card is changed in place, eight times a second at most, so that nothing flickers. */
export function renderProgress(message, old, actions) {
  const { progress, previewStep } = message.content;
  if (!progress && previewStep === undefined) {
    return el('div', { class: 'body' }, el('p', { class: 'waiting' }, el('i'), 'Waiting to be taken up'));
  }
  const node = old?.easelParts ? old : createCard();
  show(node.easelParts, message, actions);
  return node;
}

function createCard() {
  const parts = {
    easel: el('div', { class: 'easel' }),
    caption: el('p', { class: 'caption', hidden: true, text: 'This part will change' }),
    status: el('span'),
    percent: el('span', { class: 'percent' }),
    fill: el('div'),
    meta: el('span'),
    end: el('span'),
    warnings: el('div', { class: 'fields' }),
  };
  parts.track = el(
    'div',
    { class: 'track', role: 'progressbar', 'aria-label': 'Progress', 'aria-valuemin': 0, 'aria-valuemax': 100 },
    parts.fill,
  );
  const words = el('div', { class: 'words' }, el('div', { class: 'status' }, parts.status, parts.percent), parts.track);
  const beneath = el('div', { class: 'beneath' }, parts.meta, parts.end);
  const node = el(
    'div',
    { class: 'body' },
    el(
      'div',
      { class: 'card working' },
      el('div', { class: 'stand' }, parts.easel, parts.caption),
      parts.warnings,
      words,
      beneath,
    ),
  );
  node.easelParts = parts;
  return node;
}

function show(parts, message, actions) {
  const { progress, previewStep } = message.content;
  showPreview(parts, message, previewStep);
  if (!progress) return;
  const percent = Math.round(Math.min(100, Math.max(0, progress.percent)));
  parts.status.replaceChildren(...rich(progress.status));
  parts.percent.textContent = `${percent}%`;
  parts.fill.style.width = `${percent}%`;
  parts.track.setAttribute('aria-valuenow', String(percent));
  parts.meta.textContent = [place(progress), remaining(progress)].filter(Boolean).join(' · ');
  parts.easel.classList.toggle(
    'small',
    parts.step === undefined && (progress.phase === 'accepted' || progress.phase === 'queued'),
  );
  parts.warnings.hidden = progress.warnings.length === 0;
  parts.warnings.replaceChildren(...warnings(progress.warnings));
  showCancel(parts, message, progress.cancel, actions);
}

/** The source with a part of it tinted, before anything is drawn. */
const OVERLAY = 0;

/** A new picture is shown once it has arrived whole, so that the one before stays until then. */
function showPreview(parts, message, step) {
  if (step === undefined || parts.step === step) return;
  parts.step = step;
  const alt = step === OVERLAY ? 'The picture with the part that will change tinted' : 'Unfinished picture';
  const picture = el('img', { alt, src: previewUrl(message.id, step) });
  picture.decode().then(
    () => {
      // The one that came first may be decoded last.
      if (parts.step !== step) return;
      parts.easel.replaceChildren(picture);
      parts.easel.style.aspectRatio = `${picture.naturalWidth} / ${picture.naturalHeight}`;
      parts.caption.hidden = step !== OVERLAY;
    },
    () => undefined,
  );
}

function showCancel(parts, message, cancel, actions) {
  const allowed = cancel && (message.owner.userId === myId() || actions.isModerator());
  if (parts.cancelState === (allowed ? cancel.state : undefined)) return;
  parts.cancelState = allowed ? cancel.state : undefined;
  parts.end.replaceChildren(
    ...(allowed
      ? [
          el(
            'button',
            { type: 'button', class: 'button', onclick: (event) => actions.press(cancel, event.currentTarget) },
            icon('cancel'),
            cancel.label,
          ),
        ]
      : []),
  );
}

/** The status usually tells it already. */
const place = ({ position, status }) =>
  position && !status.some((part) => /\bline\b/.test(part.plain ?? '')) ? `Place ${position} in line` : '';

function remaining({ etaMs }) {
  if (etaMs === undefined || etaMs < 0) return '';
  const seconds = Math.max(1, Math.round(etaMs / 1000));
  return seconds < 90 ? `about ${seconds} s` : `about ${Math.round(seconds / 60)} min`;
}
