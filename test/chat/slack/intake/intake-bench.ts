import { readFileSync } from 'node:fs';
import { createIntake, type Intake } from '#src/chat/slack/intake/intake.ts';
import type { Around, IntakeParts } from '#src/chat/slack/intake/parts.ts';
import type { RequestOrigin } from '#src/chat/slack/origin.ts';
import type { Answer, FormSpec } from '#src/ports/cards.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import { commands } from '../../../../commands/index.ts';
import { createManualClock } from '../../../fakes/manual-clock.ts';
import { createSilentLog } from '../../../fakes/silent-log.ts';

export const WORKSPACE = { teamId: 'T0EASEL01', enterpriseId: null, isEnterpriseInstall: false } as const;
export const BOT = 'U0EASELBOT';
export const BOT_ID = 'B0EASEL001';
export const CHANNEL = 'C0STUDIO1';
export const DIRECT = 'D0ADAEASEL';
export const ADA = 'U0ADA00001';
export const BOB = 'U0BOB00001';
/** The first message of the thread in the fixtures. */
export const ROOT = '1767225600.000100';

interface Opened {
  readonly origin: RequestOrigin;
  readonly acks: ('public' | 'private')[];
  readonly forms: FormSpec[];
}

/** The intake between Slack and an app that both are the test. */
export function createBench(changes: Partial<IntakeParts> = {}) {
  const clock = createManualClock();
  const log = createSilentLog();
  const opened: Opened[] = [];
  const told: Answer[] = [];
  const gone: string[] = [];
  const requests: IncomingRequest[] = [];
  const replies: IntakeParts['replies'] = {
    open(origin) {
      const one: Opened = { origin, acks: [], forms: [] };
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
  };
  const intake = createIntake({
    commands,
    replies,
    delivery: () => ({
      async answer(answer) {
        told.push(answer);
      },
    }),
    askedIn: async () => undefined,
    jobOfMessage: async (channelId, ts) => `job of ${channelId} ${ts}`,
    groups: { named: async () => undefined, handleOf: async () => undefined },
    people: async (_workspace, userId, hints) => ({
      displayName: hints?.userName || userId,
      isModerator: false,
      isGuest: false,
    }),
    sessions: { isFresh: async () => false },
    plainReplies: true,
    onGone: (jobId) => void gone.push(jobId),
    previews: false,
    clock,
    log,
    ...changes,
  });
  const around: Around = {
    workspace: WORKSPACE,
    botUserId: BOT,
    botId: BOT_ID,
    async onRequest(request) {
      requests.push(request);
    },
  };
  return { clock, log, opened, told, gone, requests, intake, around };
}

const handleOf = (origin: RequestOrigin, visibility: 'public' | 'private') => ({
  platform: 'slack' as const,
  id: origin.id,
  workspace: { ...origin.workspace },
  channelId: origin.channelId,
  threadTs: origin.threadTs,
  messageTs: null,
  userId: origin.userId,
  private: visibility === 'private',
  isDirect: origin.isDirect,
  responseUrl: origin.responseUrl,
  responseUntil: origin.receivedAt,
  functionExecutionId: origin.functionExecutionId,
  again: false,
});

/** A payload of Slack's, each time a new one, with some of it changed. */
export function payload(name: string, changes: object = {}): Record<string, unknown> {
  const file = new URL(`../../../fixtures/slack/intake-${name}.json`, import.meta.url);
  return { ...JSON.parse(readFileSync(file, 'utf8')), ...changes };
}

/** The only request that a payload becomes. */
export async function requestOf(
  kind: keyof Intake,
  name: string,
  changes: object = {},
  parts: Partial<IntakeParts> = {},
  around: Partial<Around> = {},
) {
  const bench = createBench(parts);
  await bench.intake[kind](payload(name, changes), { ...bench.around, ...around });
  const [request] = bench.requests;
  const [reply] = bench.opened;
  if (!request || !reply || bench.requests.length > 1)
    throw new Error(`There are ${bench.requests.length} requests. ${JSON.stringify(bench.log.lines)}`);
  return { request, reply, files: filesOf(request) };
}

/** Whether a payload becomes a request. */
export async function isHeard(
  kind: keyof Intake,
  name: string,
  changes: object = {},
  parts: Partial<IntakeParts> = {},
) {
  const bench = createBench(parts);
  await bench.intake[kind](payload(name, changes), bench.around);
  return bench.requests.length === 1;
}

/** The names of the pictures by what they were given for. */
const filesOf = ({ images }: IncomingRequest) =>
  Object.fromEntries(Object.entries(images).map(([option, refs]) => [option, refs.map(({ filename }) => filename)]));

/** The ids of the files, in their order. */
export const fileIds = ({ images }: IncomingRequest): readonly (string | undefined)[] =>
  Object.values(images)
    .flat()
    .map(({ key }) => key.split(/[/@]/)[1]);
