import { answerCard } from './answers.js';
import { buttons } from './buttons.js';
import { el, icon, rich } from './look/dom.js';
import { renderProgress } from './progress.js';
import { questionCard } from './question.js';
import { resultCard } from './result.js';

/** What came of a request, as the lower part of its message. `old` is what stands there now. */
export function renderBody(message, old, actions) {
  const { content } = message;
  if (content.kind === 'waiting') return renderProgress(message, old, actions);
  return el('div', { class: 'body' }, isNote(message) ? note(content.answer) : cardOf(message, actions));
}

function cardOf(message, actions) {
  const { kind, card, answer } = message.content;
  if (kind === 'question') return questionCard(message, card, actions);
  if (kind === 'result') return resultCard(message, card, actions);
  return kind === 'failure' ? failureCard(message, card, actions) : answerCard(message, answer, actions);
}

/** The short word after a press, such as "Deleted.", needs no card. */
const isNote = ({ content: { kind, answer }, said }) =>
  kind === 'answer' && said.trigger === 'button' && answer.kind === 'text' && !hasMore(answer);

const hasMore = ({ picture, originals, files, links, actions }) => picture || originals || files || links || actions;

const note = ({ text }) => el('p', { class: 'slim' }, icon('tick'), ...rich(text));

const WHOSE = {
  prompt: 'About your prompt',
  image: 'About your picture',
  provider: 'At the provider',
  settings: 'About this request',
  operator: 'For whoever runs Easel',
  easel: 'Inside Easel',
};

function failureCard(message, card, actions) {
  const { code, blame } = card.failure;
  const canceled = code === 'canceled';
  return el(
    'div',
    { class: canceled ? 'card failure calm' : 'card failure', 'data-blame': blame },
    el(
      'div',
      {},
      canceled ? undefined : el('h3', {}, icon('warning'), WHOSE[blame] ?? 'Not done'),
      el('p', {}, rich(card.failure.text)),
    ),
    buttons(message, card, actions),
  );
}
