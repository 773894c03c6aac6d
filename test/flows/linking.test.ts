import { expect, it } from 'vitest';
import { plainText } from '#src/domain/text.ts';
import type { Place } from '#src/ports/chat-platform.ts';
import { asMany, type Kit, openKit } from '../app/open-kit.ts';
import type { Asked, ShownMessage } from '../fakes/recording-platform.ts';

const SLACK: Partial<Place> = { tenantId: 'slack:T1', channelId: 'design' };
/** Three pictures of two credits. */
const THREE = { name: 'imagine', options: { prompt: 'a fox', n: 3 } };

const said = ({ answer, failure }: ShownMessage): string => {
  if (failure) return failure.failure.message;
  if (answer?.kind !== 'text') return plainText(answer?.note ?? []);
  return plainText(answer.text);
};

async function open(allowance: number): Promise<Kit> {
  const kit = openKit({ policy: { allowance, confirmAbove: 1000 }, generate: asMany });
  await kit.start();
  return kit;
}

const codeIn = (message: ShownMessage): string => /[A-Z2-9]{4}-[A-Z2-9]{4}/.exec(said(message))?.[0] ?? '';

/** Ada links what she has in the guild with what she has, as U7, in Slack. */
async function link({ talk }: Kit): Promise<string> {
  const code = codeIn(await talk.ask({ name: 'link' }));
  return said(await talk.ask({ name: 'link', options: { code }, user: 'U7', place: SLACK }));
}

/** Every message with its end, once all have one. */
async function ended({ talk }: Kit, asked: readonly (Asked & { readonly id: string })[]) {
  await Promise.all(asked.map((one) => talk.ask(one)));
  await expect
    .poll(() => asked.every(({ id }) => talk.message(id).ends > 0), { interval: 5, timeout: 20_000 })
    .toBe(true);
  return asked.map(({ id }) => talk.message(id));
}

it('joins the credits of two places, spends them where it is asked for first, and parts them again', async () => {
  const kit = await open(10);
  expect(await link(kit)).toContain('Linked: this account');
  expect(said(await kit.talk.ask({ name: 'credits' }))).toContain('on test 10 of 10');
  // Where else she has accounts concerns no moderator.
  const looked = await kit.talk.ask({ name: 'credits', options: { user: 'ada' }, user: 'mo', moderator: true });
  expect(said(looked)).toContain('These are the credits of');
  expect(said(looked)).not.toContain('on test');
  const [first] = await ended(kit, [{ ...THREE, id: 'one' }]);
  expect(first?.result?.facts.map(({ label, value }) => `${label} ${plainText(value)}`)).toContain('Left 14 of 20');
  await ended(kit, [{ ...THREE, id: 'two' }]);
  await kit.talk.ask({ name: 'link', options: { unlink: true } });
  expect(await kit.balance()).toEqual({ available: 0, held: 0 });
  const alone = await kit.engine.balance({ tenantId: 'slack:T1', personId: 'U7' });
  expect(alone).toMatchObject({ available: 8, allowance: 10 });
  const [refused] = await ended(kit, [{ ...THREE, id: 'three' }]);
  expect(refused?.failure?.failure.code).toBe('not-enough-credits');
});

it('tells who says a wrong code, or their own, and nothing of it is linked', async () => {
  const kit = await open(10);
  const code = codeIn(await kit.talk.ask({ name: 'link' }));
  expect(said(await kit.talk.ask({ name: 'link', options: { code } }))).toContain('your own code');
  const guessed = await kit.talk.ask({ name: 'link', options: { code: 'AAAA-2222' }, user: 'U7', place: SLACK });
  expect(said(guessed)).toContain('Nobody has this code');
  expect(said(await kit.talk.ask({ name: 'link', options: { unlink: true } }))).toContain('not linked');
});

it('makes exactly what both have of many requests that come from both at once', async () => {
  const kit = await open(10);
  await link(kit);
  const asked = Array.from({ length: 12 }, (_, i) => ({
    ...THREE,
    id: `many-${i}`,
    ...(i % 2 ? { user: 'U7', place: SLACK } : {}),
  }));
  const shown = await ended(kit, asked);
  const refusals = shown.flatMap(({ failure }) => failure?.failure.code ?? []);
  expect(shown.filter(({ result }) => result)).toHaveLength(3);
  expect(new Set(refusals)).toEqual(new Set(['not-enough-credits']));
  expect(await kit.balance()).toEqual({ available: 2, held: 0 });
  for await (const [accountId] of kit.ledger.accounts())
    expect(await kit.ledger.audit(accountId), accountId).toMatchObject({ ok: true });
});
