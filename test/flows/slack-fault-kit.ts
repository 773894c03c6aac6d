import { expect, vi } from 'vitest';
import { isFinal, type Job } from '#src/domain/job.ts';
import type { Simulator } from '#src/simulator/simulator.ts';
import type { Person } from '../fakes/slack/people/person.ts';
import type { Said } from '../fakes/slack/people/say.ts';
import type { SeenMessage, Spot } from '../fakes/slack/people/view.ts';
import type { PlayedSlack } from '../fakes/slack/slack.ts';
import type { PlayedChannel, PlayedMessage } from '../fakes/slack/state.ts';
import { type BentClock, createBentClock, inTheMorning } from './bent-clock.ts';
import { createGate, gated } from './gate.ts';
import { isResult as hasPictures, openSlackFlow, type SlackFlowOptions } from './open-slack-flow.ts';

export const ALLOWANCE = 40;
/** Of one picture from words. */
export const COST = 2;
const PATIENCE_MS = 15_000;

export type FaultySlack = Awaited<ReturnType<typeof openFaultySlack>>;

/** What one process leaves to the next. */
export interface Before {
  readonly slack: PlayedSlack;
  readonly simulator: Simulator;
  readonly dataDir: string;
  readonly clock: BentClock;
}

export interface FaultySlackOptions extends Omit<SlackFlowOptions, 'slack' | 'simulator' | 'dataDir' | 'clock'> {
  /** For another process over the same data. */
  readonly before?: Before;
}

/** Something of a person's that is asked in a place. */
type Place = PlayedChannel | { readonly channelId: string; readonly ts: string };

/** The whole bot on a played Slack whose provider can be held and whose time can be bent, Slack's own as well. */
export async function openFaultySlack({ before, wrap = (parts) => parts, ...options }: FaultySlackOptions = {}) {
  const clock = before?.clock ?? createBentClock();
  const gate = createGate();
  const flow = await openSlackFlow({
    ...options,
    change: (config) => inTheMorning(options.change?.(config) ?? config),
    ...(before && { slack: before.slack, simulator: before.simulator, dataDir: before.dataDir }),
    clock,
    played: { clock, ...options.played },
    wrap: (parts) => gated(gate)({ ...wrap(parts), clock }),
  });
  const { slack, easel } = flow;

  return {
    ...flow,
    clock,
    gate,
    drawing,
    mentioned,
    result,
    told,
    over,
    expectQuiet,
    expectUntouched,
    close,
  };

  /** Asks, and waits until the job is on its way and held before the provider. The gate stays shut. */
  async function drawing(person: Person, text = 'a red fox', channel: PlayedChannel = slack.channel) {
    return held(() => person.command(channel, '/imagine', text));
  }

  /** The same by words said to Easel. */
  async function mentioned(
    person: Person,
    text = 'a red fox',
    channel: PlayedChannel = slack.channel,
    more: Said = {},
  ): Promise<PlayedMessage> {
    return held(() => person.say(channel, `@Easel ${text}`, more));
  }

  async function held<T>(ask: () => Promise<T>): Promise<T> {
    gate.shut();
    const already = gate.arrived();
    const asked = await ask();
    await expect.poll(gate.arrived, { timeout: PATIENCE_MS, interval: 5 }).toBe(already + 1);
    return asked;
  }

  /** The newest of so many finished results that somebody sees in a place; it has been noted that they are shown. */
  async function result(person: Person, spot: Place = slack.channel, count = 1): Promise<SeenMessage> {
    const found = await slack.until(() => {
      const results = resultsIn(person, spot);
      return results.length >= count && results.at(-1);
    }, PATIENCE_MS);
    await vi.waitFor(
      async () => {
        const jobs = await easel.jobs.unfinished();
        if (jobs.some(({ state }) => state === 'delivering')) throw new Error('That it was shown is not noted yet.');
      },
      { timeout: PATIENCE_MS, interval: 5 },
    );
    return found;
  }

  /** What was said to somebody in a place, once it reads like that. */
  function told(person: Person, words: RegExp, spot: Place = slack.channel): Promise<SeenMessage> {
    return slack.until(() => oursIn(person, spot).findLast((message) => words.test(message.words)), PATIENCE_MS);
  }

  /** The person's newest job, once it has ended and was delivered, or cannot be. */
  async function over(person: Person): Promise<Job> {
    const newest = async () => (await flow.jobs(person))[0];
    const isOver = (job?: Job) => job !== undefined && isFinal(job.state) && job.deliveredAt !== undefined;
    await expect.poll(newest, { timeout: PATIENCE_MS, interval: 10 }).toSatisfy(isOver);
    const job = await newest();
    if (!job) throw new Error('There is no job.');
    return job;
  }

  /** Everything came to its end: no job, no hold and no queue is left. */
  async function expectQuiet(person: Person, left: number): Promise<void> {
    const slowly = { timeout: PATIENCE_MS, interval: 10 };
    await expect.poll(() => easel.queue.counts(), slowly).toEqual({ waiting: 0, running: 0 });
    await expect.poll(() => easel.jobs.unfinished(), slowly).toEqual([]);
    expect(await flow.balance(person)).toEqual({ available: left, held: 0 });
  }

  /** Nothing was made of it, and nothing paid. */
  async function expectUntouched(person: Person): Promise<void> {
    expect(await flow.jobs(person)).toEqual([]);
    expect(await flow.balance(person)).toEqual({ available: ALLOWANCE, held: 0 });
  }

  async function close(): Promise<void> {
    gate.open();
    await flow.close();
  }
}

/** A finished result: pictures that are really there, and what can be done next. */
export const isResult = (message: SeenMessage): boolean =>
  message.ours && hasPictures(message) && message.images.every(({ broken }) => !broken);

/** What somebody sees of ours in a place. */
export const oursIn = (person: Person, spot: Spot): SeenMessage[] => person.sees(spot).filter(({ ours }) => ours);

export const resultsIn = (person: Person, spot: Spot): SeenMessage[] => oursIn(person, spot).filter(isResult);

/** Files of ours that Slack still keeps. */
export const filesOf = ({ world, workspace }: PlayedSlack) =>
  [...world.files.values()].filter(({ userId, deleted }) => userId === workspace.botUserId && !deleted);
