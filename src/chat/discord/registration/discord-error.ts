import { DiscordAPIError, RateLimitError, RESTJSONErrorCodes } from 'discord.js';
import { z } from 'zod';
import { EaselError } from '#src/domain/errors.ts';
import { scrub } from '#src/net/scrub.ts';

const DISCORD = { provider: 'Discord' } as const;
const NOT_THERE: readonly (number | string)[] = [
  RESTJSONErrorCodes.MissingAccess,
  RESTJSONErrorCodes.UnknownGuild,
  RESTJSONErrorCodes.MissingPermissions,
];

/** What asking Discord about commands can end with, as one of the family. Whose problem it is shows in code and blame. */
export function registrationError(thrown: unknown, guildId: string | undefined): EaselError {
  if (thrown instanceof EaselError) return thrown;
  if (thrown instanceof RateLimitError) {
    return new EaselError('rate-limited', DISCORD, { cause: thrown, retryAfterMs: thrown.retryAfter });
  }
  if (thrown instanceof DiscordAPIError) return refusal(thrown, guildId);
  // An answer in another shape, or none that can be read.
  if (thrown instanceof z.ZodError || thrown instanceof SyntaxError)
    return new EaselError('provider-failed', DISCORD, { cause: thrown });
  return new EaselError('unavailable', DISCORD, { cause: thrown });
}

function refusal(error: DiscordAPIError, guildId: string | undefined): EaselError {
  const { status, code } = error;
  if (status === 401) return new EaselError('auth', DISCORD, { cause: error });
  if (status === 429) return new EaselError('rate-limited', DISCORD, { cause: error });
  if (status === 403 || NOT_THERE.includes(code)) {
    return new EaselError('not-allowed', { what: forbidden(guildId) }, { cause: error, blame: 'operator' });
  }
  const said = scrub(error.message);
  return new EaselError('invalid-request', { ...DISCORD, said }, { cause: error, blame: 'easel' });
}

const forbidden = (guildId: string | undefined): string =>
  guildId === undefined
    ? 'change the commands of this application: its token was not given that right'
    : `change commands in the server ${guildId}: the bot is not in it, or was added without commands; the install link adds it`;
