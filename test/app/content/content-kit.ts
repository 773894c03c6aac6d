import { expect } from 'vitest';
import type { ContentRules, WordRule } from '#src/domain/rules/content-rules.ts';
import type { PolicyChange } from '#src/domain/rules/policy-change.ts';
import { plainText } from '#src/domain/text.ts';
import type { Action, Answer } from '#src/ports/cards.ts';
import type { ContentCheck } from '#src/ports/content-check.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createMemoryBlobs } from '../../fakes/memory-blobs.ts';
import { createRecordingPlatform, type ShownMessage } from '../../fakes/recording-platform.ts';
import { type Kit, type KitOptions, openKit, type Shared } from '../open-kit.ts';

export const ruleOf = (said: string, action: WordRule['action'], more: Partial<WordRule> = {}): WordRule => ({
  id: 'w1',
  kind: 'word',
  said,
  action,
  ...more,
});

/** A provider's moderation that finds what it is told to find. */
export const checkOf = (find: {
  readonly words?: (said: string) => Promise<readonly string[]>;
  readonly picture?: () => Promise<readonly string[]>;
}): ContentCheck => {
  const finding = (categories: readonly string[]) => ({
    flagged: categories.length > 0,
    categories,
    scores: Object.fromEntries(categories.map((name) => [name, 0.9])),
  });
  return {
    id: 'test/moderation',
    words: async (said) => finding((await find.words?.(said)) ?? []),
    picture: async () => finding((await find.picture?.()) ?? []),
  };
};

/** What a fresh kit shares with nobody, on a clock that can also leap: days of looks every few seconds take minutes. */
function leaping() {
  const manual = createManualClock();
  let leapt = 0;
  const clock = { ...manual, now: () => manual.now() + leapt };
  const shared: Shared = {
    clock,
    storage: createMemoryStorage({ now: clock.now }),
    blobs: createMemoryBlobs(),
    talk: createRecordingPlatform(),
  };
  /** Whatever looks every few seconds has looked once after it. */
  const leap = async (ms: number) => {
    leapt += ms;
    await manual.advance(5000);
  };
  return { shared, leap };
}

export interface ContentKitOptions extends KitOptions {
  readonly rules?: ContentRules;
  readonly check?: ContentCheck;
  readonly logChannel?: string;
}

/** The engine with a tenant that has rules about content. */
export async function openContentKit({
  rules,
  check,
  logChannel,
  wrap = (parts) => parts,
  ...options
}: ContentKitOptions = {}) {
  const { shared, leap } = leaping();
  const kit = openKit({
    shared,
    ...options,
    wrap: (parts) => wrap(check ? { ...parts, contentCheck: async () => check } : parts),
  });
  const changed = async (changes: readonly PolicyChange[]) => {
    await kit.whole.policies.change('guild', { id: 'mod', name: 'Mo' }, changes, { reason: 'a test' });
  };
  if (rules) await changed([{ kind: 'content', content: rules }]);
  if (logChannel !== undefined) await changed([{ kind: 'log-channel', channelId: logChannel }]);
  await kit.start();
  return { ...kit, changed, leap };
}

/** An answer as lines of words, cells with a bar between. */
export function linesOf(answer: Answer | undefined): string {
  if (!answer) return 'nothing was answered';
  if (answer.kind === 'text') return plainText(answer.text);
  const { title, rows, note } = answer;
  return [title, ...rows.map((row) => row.map(plainText).join(' | ')), ...(note ? [plainText(note)] : [])].join('\n');
}

/** The state of a button of a message that shows an answer. */
export function stateOf({ answer, failure }: ShownMessage, label: string): string {
  const actions: readonly Action[] = answer?.actions ?? failure?.actions ?? [];
  return actions.find((action) => action.label === label)?.state ?? `no button ${label}`;
}

/** The newest message that nobody asked for, in a channel or to a person, once it shows something. */
export async function newestIn({ talk }: Kit, where: string, count = 1): Promise<ShownMessage> {
  const found = () => talk.reached.filter((one) => whereOf(one.where) === where);
  await expect.poll(() => found().length, { interval: 1 }).toBeGreaterThanOrEqual(count);
  const { id = '' } = found().at(-1) ?? {};
  await expect.poll(() => talk.message(id).ends, { interval: 1 }).toBeGreaterThan(0);
  return talk.message(id);
}

const whereOf = (where: Kit['talk']['reached'][number]['where']): string =>
  'channelId' in where ? where.channelId : where.personId;

/** A moderator presses a button. @returns what they are told. */
export async function press(
  { talk }: Kit,
  state: string,
  more: { readonly user?: string; readonly moderator?: boolean; readonly id?: string } = {},
): Promise<string> {
  const { answer } = await talk.ask({ trigger: 'button', state, user: 'mod', moderator: true, ...more });
  return linesOf(answer);
}
