import { createHmac } from 'node:crypto';
import { createHttpTransport } from '#src/chat/slack/http-transport.ts';
import { createFileLinks } from '#src/http/file-links.ts';
import { fileRoutes } from '#src/http/file-routes.ts';
import { webhookRoutes } from '#src/http/webhook-routes.ts';
import { createWebhookReceiver } from '#src/models/replicate/webhook.ts';
import { createManualClock } from '../fakes/manual-clock.ts';
import { createMemoryBlobs } from '../fakes/memory-blobs.ts';
import { createSilentLog } from '../fakes/silent-log.ts';
import type { Dice } from '../fixtures/mutations.ts';

/** What a signature covers, and the signature. */
export interface Signed {
  readonly id: string;
  /** In seconds. */
  readonly stamp: string;
  readonly body: string;
  readonly mark: string;
}

/** A door that only lets in what is signed. */
export interface Door {
  readonly name: string;
  sign(parts: Omit<Signed, 'mark'>, secret?: string): Signed;
  /** The status of the answer. */
  call(parts: Partial<Signed>): Promise<number>;
  /** How many were let in. */
  came(): number;
}

const clock = createManualClock();
export const NOW_SECONDS = Math.floor(clock.now() / 1000);
const SECRET = 'the secret of thirty-two letters';

export function slackDoor(): Door {
  let count = 0;
  const take = async () => {
    count += 1;
    return true;
  };
  const { routes } = createHttpTransport({ signingSecret: SECRET, take, clock, log: createSilentLog() });
  return {
    name: 'Slack',
    came: () => count,
    sign: (parts, secret = SECRET) => ({
      ...parts,
      mark: `v0=${hmac(secret, `v0:${parts.stamp}:${parts.body}`, 'hex')}`,
    }),
    async call({ stamp, body = '', mark }) {
      const headers = given({ 'x-slack-request-timestamp': stamp, 'x-slack-signature': mark });
      return (await routes?.request('/slack/events', { method: 'POST', body, headers }))?.status ?? 0;
    },
  };
}

/** As Svix signs, and Replicate with it. */
export function replicateDoor(): Door {
  let count = 0;
  const wake = () => {
    count += 1;
    return true;
  };
  const secret = async () => `whsec_${Buffer.from(SECRET).toString('base64')}`;
  const receive = createWebhookReceiver({ secret, wake, clock });
  const routes = webhookRoutes({ receive: (_provider, call) => receive(call), log: createSilentLog() });
  return {
    name: 'Replicate',
    came: () => count,
    sign: (parts, key = SECRET) => ({
      ...parts,
      mark: `v1,${hmac(key, `${parts.id}.${parts.stamp}.${parts.body}`, 'base64')}`,
    }),
    async call({ id, stamp, body = '', mark }) {
      const headers = given({ 'webhook-id': id, 'webhook-timestamp': stamp, 'webhook-signature': mark });
      return (await routes.request('/webhooks/replicate', { method: 'POST', body, headers })).status;
    },
  };
}

/** The body is a picture's key here, the time that at which the address was made, and the mark the whole address. */
export function fileDoor(): Door {
  let count = 0;
  const files = createFileLinks({ secret: SECRET, clock });
  const blobs = createMemoryBlobs();
  const mayFetch = async ({ isExpired }: { readonly isExpired: boolean }) => {
    if (!isExpired) count += 1;
    return !isExpired;
  };
  const routes = fileRoutes({ files: { ...files, mayFetch }, blobs });
  return {
    name: 'file links',
    came: () => count,
    sign(parts, secret = SECRET) {
      const then = { now: () => Number(parts.stamp) * 1000 };
      const links = createFileLinks({ secret, clock: then });
      return {
        ...parts,
        mark: links.pathOf({ key: parts.body, name: parts.id, type: 'image/png' }).slice('/files/'.length),
      };
    },
    call: async ({ mark = '' }) => (await routes.request(`/files/${mark}`)).status,
  };
}

const hmac = (secret: string, words: string, as: 'hex' | 'base64'): string =>
  createHmac('sha256', secret).update(words).digest(as);

const given = (headers: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

/** A way to get past a door without its secret, made from something it would let in. */
type Forge = (right: Signed, dice: Dice, door: Door) => Partial<Signed>;

const FIVE_MINUTES = 300;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** For every door. */
const FORGERIES: Readonly<Record<string, Forge>> = {
  'another secret': (right, dice, door) => door.sign(right, `a secret of somebody else, ${dice(1e9)}`),
  'a letter of the mark changed': (right, dice) => ({ ...right, mark: withOther(right.mark, dice) }),
  'the mark cut short': (right, dice) => ({ ...right, mark: right.mark.slice(0, dice(right.mark.length)) }),
  'something behind the mark': (right, dice) => ({ ...right, mark: right.mark + LETTERS.charAt(dice(64)) }),
  'a mark of any letters': (right, dice) => ({
    ...right,
    mark: right.mark.replace(/[\w+/-]/g, () => LETTERS.charAt(dice(64))),
  }),
  'the mark turned round': (right) => ({ ...right, mark: [...right.mark].toReversed().join('') }),
};

/** Where what is signed stands beside the mark. */
const BESIDE: Readonly<Record<string, Forge>> = {
  'older than five minutes': (right, dice, door) =>
    door.sign({ ...right, stamp: String(NOW_SECONDS - FIVE_MINUTES - 1 - dice(10_000_000)) }),
  'from the future': (right, dice, door) =>
    door.sign({ ...right, stamp: String(NOW_SECONDS + FIVE_MINUTES + 1 + dice(10_000_000)) }),
  'another time beside the mark': (right, dice) => ({
    ...right,
    stamp: String(Number(right.stamp) + 1 + dice(FIVE_MINUTES - 1)),
  }),
  'a time in other letters': (right, dice) => ({ ...right, stamp: `${'0+'.charAt(dice(2))}${right.stamp}` }),
  'a letter of the body changed': (right, dice) => ({ ...right, body: withOther(right.body, dice) }),
  'a bit of the body changed': (right, dice) => ({ ...right, body: withOtherBit(right.body, dice) }),
  'the body in another order': (right) => ({ ...right, body: JSON.stringify(reversed(JSON.parse(right.body))) }),
  'the body of another': (right, dice) => ({
    ...right,
    body: JSON.stringify({ id: `p${dice(1e9)}`, type: 'block_actions' }),
  }),
  'no mark': ({ mark: _, ...right }) => right,
  'no time': ({ stamp: _, ...right }) => right,
  'a mark of another version': (right) => ({ ...right, mark: right.mark.replace(/^v./, 'v2') }),
};

/** Seeded, so that what gets in can be tried again. */
export function forgeryOf(door: Door, dice: Dice): { readonly how: string; readonly parts: Partial<Signed> } {
  const ways = Object.entries(door.name === 'file links' ? FORGERIES : { ...FORGERIES, ...BESIDE });
  const [how = '', forge] = ways[dice(ways.length)] ?? [];
  const right = rightFor(door, dice);
  return { how, parts: forge?.(right, dice, door) ?? {} };
}

/** What the door lets in. */
export function rightFor(door: Door, dice: Dice): Signed {
  const number = dice(1e9);
  const body =
    door.name === 'file links'
      ? `jobs/${number}/0.png`
      : JSON.stringify({ id: `p${number}`, type: 'event_callback', n: 1 });
  return door.sign({ id: `msg_${number}`, stamp: String(NOW_SECONDS - dice(FIVE_MINUTES)), body });
}

function withOther(words: string, dice: Dice): string {
  const at = dice(words.length);
  const others = [...LETTERS].filter((letter) => letter !== words[at]);
  return words.slice(0, at) + others[dice(others.length)] + words.slice(at + 1);
}

function withOtherBit(words: string, dice: Dice): string {
  const bytes = Buffer.from(words);
  const at = dice(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << dice(7));
  return bytes.toString();
}

const reversed = (value: object): object => Object.fromEntries(Object.entries(value).toReversed());
