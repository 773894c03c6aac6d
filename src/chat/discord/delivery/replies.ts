import { InteractionResponseType } from 'discord.js';
import { EaselError } from '#src/domain/errors.ts';
import type { FormSpec } from '#src/ports/cards.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import type { DiscordHandle } from '../handle.ts';
import { layModal } from '../layout/modal.ts';
import type { RestPair } from '../open-rest.ts';
import type { RequestOrigin } from '../origin.ts';
import { acknowledge, isInteraction } from './acknowledge.ts';
import { callBack } from './callback.ts';
import { lackingIn, usuallyLacking } from './place.ts';
import { asError } from './problem.ts';
import { createSend, type Send } from './send.ts';
import { watchOver } from './watchdog.ts';

export interface OpenReply {
  /** @throws {EaselError} `place-forbids`; nothing was sent then, and a private one may follow. */
  ack(visibility: 'public' | 'private'): Promise<DiscordHandle>;
  /** Only for interactions that may open a form. @throws {EaselError} `not-found` where it is too late for it. */
  openForm(form: FormSpec): Promise<void>;
}

export type Choices = readonly { readonly name: string; readonly value: string | number }[];

export interface Replies {
  /**
   * Begins the watch over an event; call it when the event arrives.
   * @param late how the watch answers where the app does not in time: in private, unless it is known to be for everybody.
   */
  open(origin: RequestOrigin, late?: 'public' | 'private'): OpenReply;
  /** Suggestions while somebody types. Never rejects. */
  suggest(origin: RequestOrigin, choices: Choices): Promise<void>;
}

interface Parts {
  readonly send: Send;
  readonly clock: Clock;
  readonly log: Log;
}

/** The first answers to what comes in, within the 3 seconds that Discord waits. */
export function createReplies({ rest, clock, log }: { rest: RestPair; clock: Clock; log: Log }): Replies {
  const parts: Parts = { send: createSend({ rest, clock }), clock, log };
  return {
    open: (origin, late = 'private') => openReply(origin, late, parts),
    suggest: (origin, choices) => suggest(origin, choices, parts),
  };
}

function openReply(origin: RequestOrigin, late: 'public' | 'private', parts: Parts): OpenReply {
  const { clock, log } = parts;
  let given: Promise<DiscordHandle> | undefined;
  let formOpened = false;

  /** Once; where it failed, such as in a place that forbids it, another may follow. */
  function ack(visibility: 'public' | 'private'): Promise<DiscordHandle> {
    given ??= acknowledge(origin, visibility, parts).catch((error: unknown) => {
      given = undefined;
      throw error;
    });
    return given;
  }

  watchOver(origin, clock, () => {
    if (given || formOpened) return;
    log.warn({ eventId: origin.id }, 'An interaction was answered by the watchdog');
    ack(lackingIn(origin) ? 'private' : late).catch((err: unknown) =>
      log.error({ eventId: origin.id, err }, 'An interaction could not be answered'),
    );
  });

  return {
    ack,
    async openForm(form) {
      if (given !== undefined) throw new EaselError('not-found', { what: 'This form' });
      formOpened = true;
      await showForm(origin, form, parts).catch((error: unknown) => {
        formOpened = false;
        throw error;
      });
    },
  };
}

async function showForm(origin: RequestOrigin, form: FormSpec, parts: Parts): Promise<void> {
  if (!isInteraction(origin)) throw new Error('A message cannot open a form.');
  const outcome = await callBack(origin, { type: InteractionResponseType.Modal, data: layModal(form) }, parts);
  // A form that another delivery of the same event opened is this form.
  if (outcome.ok || outcome.problem.kind === 'answered') return;
  const { kind, cause } = outcome.problem;
  if (kind === 'token-dead') throw new EaselError('not-found', { what: 'This form' }, { cause });
  throw asError(outcome.problem, usuallyLacking(origin.isThread));
}

/** What Discord takes of them. */
const MOST_CHOICES = 25;

async function suggest(origin: RequestOrigin, choices: Choices, parts: Parts): Promise<void> {
  if (!isInteraction(origin)) return;
  const type = InteractionResponseType.ApplicationCommandAutocompleteResult;
  const outcome = await callBack(origin, { type, data: { choices: choices.slice(0, MOST_CHOICES) } }, parts);
  if (!outcome.ok) parts.log.debug({ err: outcome.problem.cause }, 'Suggestions came too late');
}
