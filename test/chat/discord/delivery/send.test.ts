import { Routes } from 'discord.js';
import { expect, it } from 'vitest';
import { createSend } from '#src/chat/discord/delivery/send.ts';
import { openRestPair } from '#src/chat/discord/open-rest.ts';
import { openBench } from './bench.ts';

/** More than the 50 calls a second that Discord takes of a bot. */
const MANY = 120;

it('answers many commands at once, which Discord does not count among the calls of the bot', async () => {
  const { discord, clock, ask } = await openBench();
  const send = createSend({ rest: openRestPair(discord, { rejectOnRateLimit: () => true }), clock });
  const { interaction } = await ask();
  const { token } = interaction;
  const route = Routes.webhookMessage(discord.applicationId, token);
  const outcomes = await Promise.all(
    Array.from({ length: MANY }, () => send({ method: 'GET', route, token, timeoutMs: 60_000 })),
  );
  expect(outcomes.filter((outcome) => !outcome.ok && outcome.problem.kind === 'rate-limited')).toEqual([]);
  expect(outcomes).toHaveLength(MANY);

  const own = Array.from({ length: MANY }, (_, number) =>
    send({ method: 'GET', route: Routes.channel(String(number + 1)) }),
  );
  const kinds = (await Promise.all(own)).map((outcome) => (outcome.ok ? 'ok' : outcome.problem.kind));
  expect(kinds).toContain('rate-limited');
});
