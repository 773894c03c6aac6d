import { expect } from 'vitest';
import { isFinal, type Job } from '#src/domain/job.ts';
import type { Person } from '../fakes/discord/people/person.ts';
import type { SeenMessage } from '../fakes/discord/people/view.ts';
import type { PlayedChannel } from '../fakes/discord/state.ts';
import { type BentClock, createBentClock, inTheMorning } from './bent-clock.ts';
import { createGate, type Gate, gated } from './gate.ts';
import { type DiscordFlow, type DiscordFlowOptions, isResult, openDiscordFlow } from './open-discord-flow.ts';

export const ALLOWANCE = 40;
/** Of one picture from words. */
export const COST = 2;

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
    change: (config) => inTheMorning(options.change?.(config) ?? config),
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
