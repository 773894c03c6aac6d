import { InteractionResponseType, MessageFlags, Routes } from 'discord.js';
import { z } from 'zod';
import type { Clock } from '#src/ports/clock.ts';
import type { RequestOrigin } from '../origin.ts';
import { pause, persist } from './persist.ts';
import type { Outcome, Send } from './send.ts';

interface Parts {
  readonly send: Send;
  readonly clock: Clock;
}

/** An interaction whose token is known. */
export type Interaction = RequestOrigin & { readonly token: string };

/** Discord waits for 3 seconds in all, so that no attempt may take them all. */
const ATTEMPT_MS = 1500;
const PAUSE_MS = 100;
const ATTEMPTS = 3;

/**
 * The first answer to an interaction. It is repeated where its outcome is unknown: if it was taken, Discord says `answered` to
 * the second.
 */
export async function callBack(
  { id, token }: Interaction,
  answer: { readonly type: InteractionResponseType; readonly data?: object },
  { send, clock }: Parts,
): Promise<Outcome> {
  const call = () =>
    send({
      method: 'POST',
      route: Routes.interactionCallback(id, token),
      body: answer,
      query: { with_response: 'true' },
      token,
      timeoutMs: ATTEMPT_MS,
    });
  for (let attempt = 1; attempt < ATTEMPTS; attempt++) {
    const outcome = await call();
    if (outcome.ok || outcome.problem.kind !== 'outcome-unknown') return outcome;
    await pause(clock, PAUSE_MS);
  }
  return call();
}

export const deferral = (isPrivate: boolean) => ({
  type: InteractionResponseType.DeferredChannelMessageWithSource,
  data: { flags: isPrivate ? MessageFlags.Ephemeral : 0 },
});

const Called = z.object({
  interaction: z
    .object({ response_message_id: z.string().nullish(), response_message_ephemeral: z.boolean().nullish() })
    .optional(),
  resource: z.object({ message: z.object({ id: z.string() }).nullish() }).nullish(),
});

/** The message that a callback made. Discord hides it where the person may not use apps of their own openly. */
export function messageIn(body: unknown, isPrivate: boolean) {
  const { interaction, resource } = Called.safeParse(body).data ?? {};
  return {
    messageId: interaction?.response_message_id ?? resource?.message?.id ?? null,
    isPrivate: interaction?.response_message_ephemeral ?? isPrivate,
  };
}

const Original = z.object({ id: z.string(), flags: z.number().default(0) });

/** The answer an interaction has already, which another process or our own watchdog gave. */
export async function originalOf(
  { applicationId, token }: Interaction,
  { send, clock }: Parts,
): Promise<{ readonly messageId: string; readonly isPrivate: boolean } | undefined> {
  const outcome = await persist(clock, () =>
    send({ method: 'GET', route: Routes.webhookMessage(applicationId, token, '@original'), token, timeoutMs: 10_000 }),
  );
  const original = outcome.ok ? Original.safeParse(outcome.body).data : undefined;
  return original && { messageId: original.id, isPrivate: (original.flags & MessageFlags.Ephemeral) !== 0 };
}
