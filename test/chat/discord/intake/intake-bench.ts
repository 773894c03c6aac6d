import { readFileSync } from 'node:fs';
import type { APIInteraction, GatewayMessageCreateDispatchData } from 'discord.js';
import type { ChannelFacts } from '#src/chat/discord/channel-facts.ts';
import type { DiscordHandle } from '#src/chat/discord/handle.ts';
import { createIntake } from '#src/chat/discord/intake/intake.ts';
import type { IntakeParts, Replies } from '#src/chat/discord/intake/parts.ts';
import type { RequestOrigin } from '#src/chat/discord/origin.ts';
import type { Answer, FormSpec } from '#src/ports/cards.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { Command } from '#src/ports/command.ts';
import { createManualClock } from '../../../fakes/manual-clock.ts';
import { createSilentLog } from '../../../fakes/silent-log.ts';

export const BOT = '1200000000000000001';
export const GUILD = '1100000000000000001';
export const CHANNEL = '1100000000000000002';
export const THREAD = '1100000000000000020';
export const ADA = '1000000000000000007';
export const BOB = '1000000000000000008';

const run = async () => {};

/** Commands of every kind of way in. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'imagine',
    description: 'Make a picture',
    who: 'everyone',
    visibility: 'public',
    options: {
      prompt: { kind: 'text', about: 'What', required: true },
      model: { kind: 'text', about: 'Which model', complete: 'models' },
    },
    run,
  },
  {
    name: 'edit',
    description: 'Change a picture',
    who: 'everyone',
    visibility: 'public',
    menu: { on: 'picture', label: 'Edit this image' },
    options: {
      image: { kind: 'image', about: 'Pictures', required: true, many: 16 },
      prompt: { kind: 'text', about: 'What' },
      mask: { kind: 'image', about: 'Mask' },
    },
    run,
  },
  {
    name: 'credits',
    description: 'What is left',
    who: 'everyone',
    visibility: 'private',
    menu: { on: 'person', label: 'Image credits' },
    options: { user: { kind: 'person', about: 'Whose' } },
    run,
  },
];

export const factsOf = (facts: Partial<ChannelFacts> = {}): ChannelFacts => ({
  isThread: false,
  nsfw: false,
  isEaselsThread: false,
  permissions: null,
  ...facts,
});

export interface Opened {
  readonly origin: RequestOrigin;
  readonly late: 'public' | 'private' | undefined;
  readonly acks: ('public' | 'private')[];
  readonly forms: FormSpec[];
}

/** The intake between a gateway and an app that both are the test. */
export function createBench(changes: Partial<IntakeParts> = {}) {
  const clock = createManualClock();
  const log = createSilentLog();
  const opened: Opened[] = [];
  const suggested: { name: string; value: string | number }[][] = [];
  const told: Answer[] = [];
  const requests: IncomingRequest[] = [];
  const replies: Replies = {
    open(origin, late) {
      const one: Opened = { origin, late, acks: [], forms: [] };
      opened.push(one);
      return {
        async ack(visibility) {
          one.acks.push(visibility);
          return handleOf(origin, visibility);
        },
        async openForm(form) {
          one.forms.push(form);
        },
      };
    },
    async suggest(_origin, choices) {
      suggested.push([...choices]);
    },
  };
  const intake = createIntake({
    applicationId: () => BOT,
    botUserId: () => BOT,
    apiUrl: 'https://discord.com/api',
    replies,
    inbox: { during: (_arrival, work) => work(async () => true) },
    delivery: () => ({
      async answer(answer) {
        told.push(answer);
      },
    }),
    jobOfMessage: async (id) => `job of ${id}`,
    channelOf: () => undefined,
    completions: async () => [],
    commands: COMMANDS,
    clock,
    log,
    mayReadMessages: () => false,
    ...changes,
  });
  const take = async (request: IncomingRequest) => void requests.push(request);
  return {
    clock,
    log,
    opened,
    suggested,
    told,
    requests,
    /** Hands over what a gateway may tell, whatever that is: the types promise what no wire does. */
    interaction: (data: unknown, onRequest = take) => intake.interaction(data as APIInteraction, onRequest),
    message: (data: unknown, onRequest = take) => intake.message(data as GatewayMessageCreateDispatchData, onRequest),
  };
}

const handleOf = (origin: RequestOrigin, visibility: 'public' | 'private'): DiscordHandle => ({
  platform: 'discord',
  id: origin.id,
  applicationId: origin.applicationId,
  token: origin.token,
  tokenUntil: origin.receivedAt,
  guildId: origin.guildId,
  channelId: origin.channelId,
  messageId: null,
  userId: origin.userId,
  private: visibility === 'private',
  channelRoute: false,
  canThread: false,
  again: false,
  maxFileBytes: origin.maxFileBytes,
});

/** A payload of Discord's, each time a new one, with some of it changed. */
export function payload(name: string, changes: object = {}): Record<string, unknown> {
  const file = new URL(`../../../fixtures/discord/intake-${name}.json`, import.meta.url);
  return { ...JSON.parse(readFileSync(file, 'utf8')), ...changes };
}

/** The only request that an interaction becomes. */
export async function requestOf(name: string, changes: object = {}, parts: Partial<IntakeParts> = {}) {
  const bench = createBench(parts);
  await bench.interaction(payload(name, changes));
  return only(bench);
}

/** The only request that a message becomes. */
export async function requestOfMessage(name: string, changes: object = {}, parts: Partial<IntakeParts> = {}) {
  const bench = createBench(parts);
  await bench.message(payload(name, changes));
  return only(bench);
}

function only({ requests, opened }: ReturnType<typeof createBench>) {
  const [request] = requests;
  const [reply] = opened;
  if (!request || !reply || requests.length > 1) throw new Error(`There are ${requests.length} requests.`);
  return { request, reply, files: filesOf(request) };
}

/** The names of the pictures by what they were given for. */
const filesOf = ({ images }: IncomingRequest) =>
  Object.fromEntries(Object.entries(images).map(([option, refs]) => [option, refs.map(({ filename }) => filename)]));
