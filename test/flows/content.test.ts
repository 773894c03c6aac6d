import { expect, it, onTestFinished, vi } from 'vitest';
import { plainText } from '#src/domain/text.ts';
import type { Answer } from '#src/ports/cards.ts';
import type { Asked, ShownMessage } from '../fakes/recording-platform.ts';
import { type Flow, type FlowOptions, openFlow } from './open-flow.ts';

async function open(options: FlowOptions = {}): Promise<Flow> {
  const flow = await openFlow(options);
  onTestFinished(() => flow.close());
  return flow;
}

const moderator = (asked: Asked): Asked => ({ user: 'mo', moderator: true, ...asked });

function linesOf(answer: Answer | undefined): string {
  if (!answer) return 'nothing was answered';
  if (answer.kind === 'text') return plainText(answer.text);
  const { title, rows, note } = answer;
  return [title, ...rows.map((row) => row.map(plainText).join(' | ')), ...(note ? [plainText(note)] : [])].join('\n');
}

const stateOf = ({ answer, failure }: ShownMessage, label: string): string =>
  (answer?.actions ?? failure?.actions ?? []).find((action) => action.label === label)?.state ?? `no button ${label}`;

/** The message in the log channel with that many before it, once it shows a case. */
const caseMessage = ({ talk }: Flow, index: number): Promise<ShownMessage> =>
  vi.waitFor(
    () => {
      const message = talk.message(talk.reached[index]?.id ?? '');
      if (!message.answer) throw new Error('No case has been shown yet.');
      return message;
    },
    { timeout: 10_000, interval: 10 },
  );

const moderationCalls = ({ simulator }: Flow) => simulator.requests.filter(({ path }) => path === '/moderations');

it('a moderator sets rules about words in the chat, a member meets them, appeals, and is allowed', async () => {
  const flow = await open();
  const { talk } = flow;
  const set = await talk.ask(moderator({ name: 'rules log', options: { channel: 'log' } }));
  expect(linesOf(set.answer)).toContain('Cases are told in log');
  const added = await talk.ask(moderator({ name: 'rules add', options: { word: 'sword, crossbow' } }));
  expect(linesOf(added.answer)).toContain('2 rules more');
  expect(linesOf(added.answer)).toContain('w2 | crossbow | block');

  const refused = await flow.made({ options: { prompt: 'a knight with a $w0rd' } });
  expect(refused.failure?.failure.message).toContain('"$w0rd", which reads as "sword"');
  expect(flow.simulator.taken).toBe(0);
  expect(await flow.balance()).toEqual({ available: 40, held: 0 });

  await talk.ask({ trigger: 'button', state: stateOf(refused, 'Appeal') });
  // The hello, the refusal itself, the appeal.
  const appeal = await caseMessage(flow, 2);
  expect(linesOf(appeal.answer)).toContain('a knight with a $w0rd');
  const decided = await talk.ask(moderator({ trigger: 'button', state: stateOf(appeal, 'Allow') }));
  expect(linesOf(decided.answer)).toMatch(/^Done: allowed by mo/);
  const told = talk.message(refused.id);
  const made = await flow.made({ trigger: 'button', state: stateOf(told, 'Make it') });
  expect(made.result?.pictures).toHaveLength(1);

  const shown = await talk.ask(moderator({ name: 'rules show' }));
  expect(linesOf(shown.answer)).toContain('w1 | sword | block');
  expect(linesOf(shown.answer)).toContain('for 90 days; only moderators see it');
  await talk.ask(moderator({ name: 'rules remove', options: { rule: 'w1' } }));
  const free = await flow.made({ options: { prompt: 'a sword' } });
  expect(free.result?.pictures).toHaveLength(1);
});

it('a provider looks at prompts and pictures by the real SDK, costs nobody anything, and a moderator decides', async () => {
  const flow = await open();
  const { talk, simulator } = flow;
  await talk.ask(moderator({ name: 'rules check', options: { action: 'review' } }));
  const fine = await flow.made({ options: { prompt: 'a quiet lighthouse in blue' } });
  expect(fine.result?.pictures).toHaveLength(1);
  expect(moderationCalls(flow).map(({ body }) => JSON.stringify(body).includes('image_url'))).toEqual([false, true]);
  expect(await flow.balance()).toEqual({ available: 38, held: 0 });

  simulator.fail({ kind: 'status', status: 200, path: '/moderations', body: { results: [{ flagged: false }] } });
  simulator.fail({
    kind: 'status',
    status: 200,
    path: '/moderations',
    body: { results: [{ flagged: true, categories: { sexual: true }, category_scores: { sexual: 0.97 } }] },
  });
  const waiting = await talk.ask({ options: { prompt: 'a statue' } });
  const list = await vi.waitFor(
    async () => {
      const { answer } = await talk.ask(moderator({ name: 'rules cases' }));
      if (!linesOf(answer).startsWith('1 waiting')) throw new Error('It does not wait yet.');
      return answer;
    },
    { timeout: 10_000, interval: 20 },
  );
  expect(linesOf(list)).toContain('pictures | the check of content found sexual');
  expect(await flow.balance()).toEqual({ available: 36, held: 2 });
  const opened = await talk.ask(moderator({ trigger: 'button', state: list?.actions?.[0]?.state ?? '' }));
  expect(opened.answer?.originals).toHaveLength(1);
  await talk.ask(moderator({ trigger: 'button', state: stateOf(opened, 'Approve') }));
  expect((await flow.ended(waiting.id)).result?.pictures).toHaveLength(1);
  expect(await flow.balance()).toEqual({ available: 36, held: 0 });
  expect(simulator.taken).toBe(2);
});

it('a check that fails is told as such, and the key of nobody is blamed on the member', async () => {
  const flow = await open();
  await flow.talk.ask(moderator({ name: 'rules check' }));
  flow.simulator.fail({ kind: 'server_error', path: '/moderations' });
  const refused = await flow.made({ options: { prompt: 'a lighthouse' } });
  expect(refused.failure?.failure).toMatchObject({ code: 'unavailable', blame: 'provider', charged: false });
  await flow.talk.ask(moderator({ name: 'rules check', options: { failure: 'allow' } }));
  flow.simulator.fail({ kind: 'insufficient_quota', path: '/moderations', times: 2 });
  const made = await flow.made({ options: { prompt: 'a lighthouse' } });
  expect(made.result?.warnings.map(plainText)).toContain(
    'The check of content could not be asked, so nobody has looked at this.',
  );
});

it('what waits for a moderator survives a restart', async () => {
  const first = await openFlow();
  const { talk, simulator, dataDir } = first;
  await talk.ask(moderator({ name: 'rules log', options: { channel: 'log' } }));
  await talk.ask(moderator({ name: 'rules add', options: { pattern: 'sw[o0]rds?', action: 'review' } }));
  const asked = await talk.ask({ options: { prompt: 'two swords' } });
  const message = await caseMessage(first, 1);
  await first.stop();
  const second = await open({ dataDir, talk, simulator });
  await talk.ask(moderator({ trigger: 'button', state: stateOf(message, 'Approve') }));
  expect((await second.ended(asked.id)).result?.pictures).toHaveLength(1);
});

it('members get all that is kept of them, and are forgotten', async () => {
  const flow = await open();
  await flow.made({ options: { prompt: 'a quilted fox' } });
  const got = await flow.talk.ask({ name: 'privacy export' });
  expect(got.answer?.files?.[0]?.content).toContain('a quilted fox');
  const gone = await flow.talk.ask({ name: 'privacy forget', options: { confirm: true } });
  expect(linesOf(gone.answer)).toContain('1 request is forgotten');
  const again = await flow.talk.ask({ name: 'privacy export' });
  expect(again.answer?.files?.[0]?.content).not.toContain('quilted');
  expect(await flow.balance()).toEqual({ available: 38, held: 0 });
});
