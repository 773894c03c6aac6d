import { EaselError } from '#src/domain/errors.ts';
import type { FormSpec } from '#src/ports/cards.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { Log } from '#src/ports/log.ts';
import type { SlackHandle } from '../handle.ts';
import { layModal } from '../layout/modal.ts';
import type { RequestOrigin } from '../origin.ts';
import { type AcknowledgeParts, acknowledge } from './acknowledge.ts';
import { asError } from './problem.ts';
import { createRecords, type SlackRecord } from './records.ts';
import type { Outcome, Send } from './send.ts';
import { createSessions, type Sessions } from './sessions.ts';

export interface OpenReply {
  /** @throws {EaselError} `place-forbids`; nothing was sent then, and a private one may follow. */
  ack(visibility: 'public' | 'private'): Promise<SlackHandle>;
  /** Where one was opened by the same press it does nothing. @throws {EaselError} `not-found` where it is too late for it. */
  openForm(form: FormSpec): Promise<void>;
}

export interface Replies {
  open(origin: RequestOrigin): OpenReply;
}

interface Parts {
  readonly send: Send;
  readonly records: Documents<SlackRecord>;
  readonly clock: Clock;
  readonly log: Log;
}

/** The first answers to what comes in. Slack itself was answered before. */
export function createReplies({ records: documents, ...rest }: Parts): Replies {
  const parts: AcknowledgeParts = { ...rest, records: createRecords(documents, rest.clock) };
  const sessions = createSessions({ records: documents, clock: rest.clock });
  return { open: (origin) => openReply(origin, parts, sessions) };
}

function openReply(origin: RequestOrigin, parts: AcknowledgeParts, sessions: Sessions): OpenReply {
  let given: Promise<SlackHandle> | undefined;
  return {
    /** Once; where it failed, such as in a place that forbids it, another may follow. */
    ack(visibility) {
      if (visibility === 'public') touch(origin, sessions, parts);
      given ??= acknowledge(origin, visibility, parts).catch((error: unknown) => {
        given = undefined;
        throw error;
      });
      return given;
    },

    async openForm(form) {
      if (given || origin.triggerId === null) throw tooLate();
      await showForm(origin, origin.triggerId, form, parts);
    },
  };
}

/** People talk to Easel in this thread. */
function touch({ channelId, threadTs }: RequestOrigin, sessions: Sessions, { log }: AcknowledgeParts): void {
  if (channelId === null || threadTs === null) return;
  sessions.touch(channelId, threadTs).catch((err: unknown) => log.warn({ err }, 'A conversation could not be noted'));
}

const tooLate = (cause?: unknown): EaselError => new EaselError('not-found', { what: 'This form' }, { cause });

/** A trigger lives for three seconds, so that no attempt may take them all. */
const ATTEMPT_MS = 1400;

async function showForm(
  origin: RequestOrigin,
  triggerId: string,
  form: FormSpec,
  { send }: AcknowledgeParts,
): Promise<void> {
  const { workspace, channelId, threadTs, isDirect } = origin;
  const view = layModal(form, { channelId, threadTs, isDirect });
  const open = (): Promise<Outcome> =>
    send(workspace, 'views.open', { trigger_id: triggerId, view }, { timeoutMs: ATTEMPT_MS });
  const first = await open();
  const isUnknown = !first.ok && ['outcome-unknown', 'not-sent'].includes(first.problem.kind);
  const outcome = isUnknown ? await open() : first;
  if (outcome.ok) return;
  const { kind, cause } = outcome.problem;
  if (kind !== 'expired-trigger') throw asError(outcome.problem);
  // A trigger opens one form. That it is used up is an answer that was lost, or this is another delivery of the same press.
  if (/exchanged/.test(cause.message)) return;
  throw tooLate(cause);
}
