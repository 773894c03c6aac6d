import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, vi } from 'vitest';
import type { Parts } from '#src/app/parts.ts';
import { createSystemClock } from '#src/app/system-clock.ts';
import type { Config } from '#src/config/config.ts';
import { connectionsOf } from '#src/connections.ts';
import type { ErrorCode } from '#src/domain/error-details.ts';
import type { Blame } from '#src/domain/errors.ts';
import type { JobState } from '#src/domain/job.ts';
import { plainText } from '#src/domain/text.ts';
import { createImageModels } from '#src/models/registry.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Fault } from '#src/simulator/faults.ts';
import { startSimulator } from '#src/simulator/simulator.ts';
import type { Asked, ShownMessage } from '../fakes/recording-platform.ts';
import { everyoneAt, type Flow, type FlowOptions, factsOf, openFlow } from './open-flow.ts';

/** The key of every provider here: long and odd enough that it cannot stand anywhere by chance. */
export const KEY = 'kx7Qp2Vd9Lw4';

/** The one key that the simulator refuses. */
const WRONG_KEY = 'wrong-key';

const ALLOWANCE = 40;
const NOTED = { timeout: 5000, interval: 5 };

const everyoneWith = (key: string) => (url: string) =>
  Object.fromEntries(
    Object.entries(everyoneAt(url)).map(([name, value]) => [name, value === 'test-key' ? key : value]),
  );

/** Every provider is configured with `KEY`. */
const everyoneWithKey = everyoneWith(KEY);

/** Every provider is configured, with a key that it refuses. */
export const everyoneWithWrongKey = everyoneWith(WRONG_KEY);

/** How many seconds pass for a model within one of ours, so that no test waits for a provider's pauses. */
const SPEED = 20;

/** The machine's time, running faster. */
export function createQuickClock(): Clock {
  const clock = createSystemClock();
  const startedAt = clock.now();
  return {
    now: () => startedAt + (clock.now() - startedAt) * SPEED,
    sleep: (ms, signal) => clock.sleep(ms / SPEED, signal),
    after: (ms, call) => clock.after(ms / SPEED, call),
  };
}

export interface FaultFlowOptions extends FlowOptions {
  /** As an operator writes them into the file at EASEL_CONFIG. */
  readonly models?: Config['models'];
  /** Of the models alone. */
  readonly clock?: Clock;
}

/** The whole bot with every provider; only the models' own pauses and time-outs pass twenty times as fast. */
export function openFaultFlow(options: FaultFlowOptions = {}): Promise<Flow> {
  const { models = [], clock = createQuickClock(), change, wrap, ...more } = options;
  let config: Config | undefined;
  return openFlow({
    env: everyoneWithKey,
    ...more,
    change: (loaded) => {
      const changed = change?.(loaded) ?? loaded;
      config = { ...changed, models: [...changed.models, ...models] };
      return config;
    },
    wrap: (parts) => {
      const quick = config ? { ...parts, modelOf: quickModels(parts, config, clock) } : parts;
      return wrap?.(quick) ?? quick;
    },
  });
}

/** The same with compatible servers, as an operator writes them into the file at EASEL_CONFIG. */
export async function openConnectedFlow(
  connections: (url: string) => readonly object[],
  options: FaultFlowOptions = {},
): Promise<Flow> {
  const simulator = await startSimulator({ paceMs: 0 });
  const dataDir = await mkdtemp(join(tmpdir(), 'easel-flow-'));
  const file = join(dataDir, 'easel.json');
  await writeFile(file, JSON.stringify({ connections: connections(simulator.url) }));
  const env = (url: string) => ({ ...everyoneWithKey(url), EASEL_CONFIG: file });
  return openFaultFlow({ simulator, dataDir, env, ...options });
}

const quickModels = ({ catalogue }: Parts, config: Config, clock: Clock): Parts['modelOf'] =>
  createImageModels({ catalogue, clock, connections: connectionsOf(config, async () => '') });

export interface ExpectedFailure {
  readonly code: ErrorCode;
  readonly blame: Blame;
  /** `failed` unless told. */
  readonly state?: JobState;
  /** How many requests for pictures the provider began to work on, and to bill. */
  readonly taken: number;
  /** What the sentence has to say beside. */
  readonly says?: string;
}

export interface FaultCase extends ExpectedFailure {
  readonly what: string;
  readonly fault: Fault;
  readonly options?: Asked['options'];
}

let people = 0;

/** Somebody who has not spent anything yet. */
export const newPerson = (): string => `person-${++people}`;

/** Asks, and holds what became of it against everything Easel promises of a request that failed. */
export async function expectFailure(flow: Flow, asked: Asked, expected: ExpectedFailure): Promise<ShownMessage> {
  const user = newPerson();
  const [taken, lines] = [flow.simulator.taken, flow.log.lines.length];
  const shown = await flow.made({ ...asked, user });
  await expectFailed(flow, shown, user, expected);
  expect(flow.simulator.taken - taken, 'taken').toBe(expected.taken);
  const isOurs = expected.blame === 'operator' || expected.blame === 'easel';
  // Whoever runs Easel is told of some troubles in words of their own beside.
  const errors = flow.log.lines.slice(lines).filter(({ level, fields }) => level === 'error' && !('notice' in fields));
  expect(errors.map(({ fields }) => fields.code)).toEqual(isOurs ? [expected.code] : []);
  return shown;
}

/** The same for a message that has come to its end already. */
export async function expectFailed(
  flow: Flow,
  shown: ShownMessage,
  user: string,
  { code, blame, state = 'failed', says = '' }: Omit<ExpectedFailure, 'taken'>,
): Promise<void> {
  const { failure, jobId = '' } = shown.failure ?? {};
  expect(failure, whyIn(flow)).toMatchObject({ code, blame, charged: false });
  expect(failure?.message).toMatch(/\. Nothing was charged\.$/);
  expect(failure?.message).toContain(says);
  if (blame === 'operator') expect(failure?.message).toMatch(/whoever runs Easel has been told/i);
  const job = await flow.easel.jobs.get(jobId);
  expect(job).toMatchObject({ state, failure: { code } });
  expect(await flow.balance(user)).toEqual({ available: ALLOWANCE, held: 0 });
  expectNothingLeaks(flow, shown);
}

export interface ExpectedResult {
  readonly pictures: number;
  /** In credits. */
  readonly cost: number;
  readonly taken: number;
  /** What the card has to say beside. */
  readonly warns?: string;
}

/** Asks, and holds the pictures that came against what was charged and billed for them. */
export async function expectResult(flow: Flow, asked: Asked, expected: ExpectedResult): Promise<ShownMessage> {
  const user = newPerson();
  const taken = flow.simulator.taken;
  const shown = await flow.made({ ...asked, user });
  await expectMade(flow, shown, user, expected);
  expect(flow.simulator.taken - taken, 'taken').toBe(expected.taken);
  return shown;
}

/** The same for a message that has come to its end already. */
export async function expectMade(
  flow: Flow,
  shown: ShownMessage,
  user: string,
  { pictures, cost, warns = '' }: Omit<ExpectedResult, 'taken'>,
): Promise<void> {
  expect(shown.failure?.failure, whyIn(flow)).toBeUndefined();
  expect(shown.result?.pictures).toHaveLength(pictures);
  expect(Number.parseInt(factsOf(shown).Cost ?? '', 10)).toBe(cost);
  expect((shown.result?.warnings ?? []).map(plainText).join(' ')).toContain(warns);
  // It is shown a moment before that is noted.
  await vi.waitFor(async () => {
    const job = await flow.easel.jobs.get(shown.result?.jobId ?? '');
    expect(job).toMatchObject({ state: 'succeeded', result: { charged: cost } });
  }, NOTED);
  expect(await flow.balance(user)).toEqual({ available: ALLOWANCE - cost, held: 0 });
  expectNothingLeaks(flow, shown);
}

/** People see neither keys nor addresses; the log may name addresses, but no key, not even within a cause. */
function expectNothingLeaks({ log }: Flow, { failure, result }: ShownMessage): void {
  const seen = [failure?.failure.message ?? '', result?.text ?? '', ...(result?.warnings ?? []).map(plainText)];
  expect(seen.join(' ')).not.toMatch(/\w:\/\/|127\.0\.0\.1|localhost/);
  for (const words of [inspect(failure ?? result, ALL), inspect(log.lines, ALL)])
    for (const key of [KEY, WRONG_KEY]) expect(words).not.toContain(key);
}

/** What the log says of the last end without pictures, for whoever reads a test that failed. */
const whyIn = ({ log }: Flow): string =>
  inspect(log.lines.findLast(({ message }) => message === 'Job ended without pictures')?.fields, { depth: 4 });

const ALL = { depth: 12, showHidden: true, maxArrayLength: null, maxStringLength: null } as const;
