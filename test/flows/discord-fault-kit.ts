import { expect } from 'vitest';
import type { Parts } from '#src/app/parts.ts';
import { createSystemClock } from '#src/app/system-clock.ts';
import { isFinal, type Job } from '#src/domain/job.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Person } from '../fakes/discord/people/person.ts';
import type { SeenMessage } from '../fakes/discord/people/view.ts';
import type { PlayedChannel } from '../fakes/discord/state.ts';
import { type DiscordFlow, type DiscordFlowOptions, isResult, openDiscordFlow } from './open-discord-flow.ts';

export const ALLOWANCE = 40;
/** Of one picture from words. */
export const COST = 2;

/** Where jobs are held on their way to the provider, as long as it is shut. */
export interface Gate {
  shut(): void;
  open(): void;
  /** How many have come to it so far. */
  arrived(): number;
  /** @throws the signal's reason where it aborts meanwhile. */
  pass(signal: AbortSignal): Promise<void>;
}

function createGate(): Gate {
  let count = 0;
  let door = Promise.withResolvers<void>();
  door.resolve();
  return {
    shut() {
      door = Promise.withResolvers<void>();
    },
    open: () => door.resolve(),
    arrived: () => count,
    async pass(signal) {
      count++;
      const { promise: aborted, reject } = Promise.withResolvers<never>();
      const abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      await Promise.race([door.promise, aborted]).finally(() => signal.removeEventListener('abort', abort));
      signal.throwIfAborted();
    },
  };
}

/** Holds every request just before it goes to the provider. */
const gated =
  (gate: Gate) =>
  (parts: Parts): Parts => ({
    ...parts,
    async modelOf(modelId) {
      const model = await parts.modelOf(modelId);
      return {
        ...model,
        async generate(request, run) {
          await gate.pass(run.signal);
          return model.generate(request, run);
        },
      };
    },
  });

/** The machine's time, which a test can let jump ahead and run faster; what waits already is not woken. */
export interface BentClock extends Clock {
  jump(ms: number): void;
  /** From now on every wait is so many times as short. */
  hurry(speed: number): void;
}

function createBentClock(): BentClock {
  const system = createSystemClock();
  let base = 0;
  let since = system.now();
  let speed = 1;
  const now = () => Math.round(base + since + (system.now() - since) * speed);
  return {
    now,
    sleep: (ms, signal) => system.sleep(ms / speed, signal),
    after: (ms, call) => system.after(ms / speed, call),
    jump(ms) {
      base += ms;
    },
    hurry(faster) {
      base = now() - system.now();
      since = system.now();
      speed = faster;
    },
  };
}

export interface FaultyFlow extends DiscordFlow {
  readonly gate: Gate;
  readonly clock: BentClock;
  /** Asks, and waits until the job is on its way and held before the provider. The gate stays shut. */
  drawing(person: Person, channel?: PlayedChannel, options?: Parameters<Person['command']>[2]): Promise<Asking>;
  /** The answer to something asked, once it is a finished result. */
  result(asked: Asking): Promise<SeenMessage>;
  /** The newest of so many messages of ours in the first channel, once it is a finished result. */
  newest(person: Person, count: number): Promise<SeenMessage>;
  /** The person's newest job, once it has ended and was delivered, or cannot be. */
  over(person: Person, channel?: PlayedChannel): Promise<Job>;
  /** Everything came to its end: no job, no hold and no queue is left. */
  expectQuiet(person: Person, left: { readonly available: number }, channel?: PlayedChannel): Promise<void>;
}

export type Asking = Awaited<ReturnType<Person['command']>>;

export interface FaultyFlowOptions extends DiscordFlowOptions {
  /** How far time is ahead already, where Discord was played before. */
  readonly jumped?: number;
}

/** The whole bot on a played Discord whose provider can be held and whose time can be bent, Discord's own as well. */
export async function openFaultyFlow(options: FaultyFlowOptions = {}): Promise<FaultyFlow> {
  const gate = createGate();
  const clock = createBentClock();
  clock.jump(options.jumped ?? 0);
  const flow = await openDiscordFlow({
    ...options,
    clock,
    played: { clock, ...options.played },
    wrap: (parts) => gated(gate)({ ...(options.wrap?.(parts) ?? parts), clock }),
  });
  const { discord, easel } = flow;

  async function drawing(person: Person, channel = discord.channel, given = {}) {
    gate.shut();
    const before = gate.arrived();
    const asked = await person.command(channel, 'imagine', { prompt: 'a red fox', ...given });
    await expect.poll(gate.arrived, { timeout: PATIENCE_MS, interval: 5 }).toBe(before + 1);
    return asked;
  }

  async function over(person: Person, channel = discord.channel): Promise<Job> {
    await expect
      .poll(async () => (await flow.jobs(person, channel))[0], { timeout: PATIENCE_MS, interval: 10 })
      .toSatisfy((job?: Job) => job !== undefined && isFinal(job.state) && job.deliveredAt !== undefined);
    const [job] = await flow.jobs(person, channel);
    if (!job) throw new Error('There is no job.');
    return job;
  }

  return {
    ...flow,
    gate,
    clock,
    drawing,
    over,
    result: (asked) => discord.until(() => finished(asked.shown()), PATIENCE_MS),
    newest(person, count) {
      const ours = () => oursIn(flow, person);
      return discord.until(() => ours().length === count && finished(ours().at(-1)), PATIENCE_MS);
    },
    async expectQuiet(person, { available }, channel = discord.channel) {
      await expect
        .poll(() => easel.queue.counts(), { timeout: PATIENCE_MS, interval: 10 })
        .toEqual({ waiting: 0, running: 0 });
      await expect.poll(() => easel.jobs.unfinished(), { timeout: PATIENCE_MS, interval: 10 }).toEqual([]);
      expect(await flow.balance(person, channel)).toEqual({ available, held: 0 });
    },
  };
}

const finished = (message?: SeenMessage) => message && isResult(message) && message;

export const PATIENCE_MS = 15_000;

/** What somebody sees of ours in a place, without the bytes. */
export const oursIn = (flow: DiscordFlow, person: Person, channel: PlayedChannel = flow.discord.channel) =>
  person.sees(channel).filter(({ ours }) => ours);

export const resultsIn = (flow: DiscordFlow, person: Person, channel?: PlayedChannel) =>
  oursIn(flow, person, channel).filter(isResult);
