import { ApplicationFlags, ApplicationIntegrationType, type REST, Routes } from 'discord.js';
import { z } from 'zod';
import { EaselError } from '#src/domain/errors.ts';
import { registrationError } from './discord-error.ts';

/** The application a token belongs to, and what was switched on for it in Discord's developer portal. */
export interface Application {
  readonly id: string;
  readonly botName: string;
  readonly messageContent: boolean;
  /** Whether Discord calls an address instead of the gateway, so that nothing said to Easel arrives. */
  readonly hasEndpoint: boolean;
  readonly installable: { readonly inServers: boolean; readonly byPeople: boolean };
}

const BOT = z.object({ username: z.string() });

const APPLICATION = z.object({
  id: z.string(),
  flags: z.number().default(0),
  interactions_endpoint_url: z.string().nullish(),
  integration_types_config: z.record(z.string(), z.unknown()).nullish(),
});

/**
 * Asks Discord whose token this is.
 * @throws {EaselError} `auth` where it is nobody's; `option-invalid` where `expectedId` is another application.
 */
export async function readApplication(rest: REST, expectedId?: string): Promise<Application> {
  const { bot, found } = await asked(rest);
  if (expectedId !== undefined && expectedId !== found.id) throw otherApplication(expectedId, found.id);
  const granted = ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited;
  // An application that nobody changed since there was a choice is for servers alone.
  const types = found.integration_types_config ?? { [ApplicationIntegrationType.GuildInstall]: {} };
  return {
    id: found.id,
    botName: bot.username,
    messageContent: (found.flags & granted) !== 0,
    hasEndpoint: Boolean(found.interactions_endpoint_url),
    installable: {
      inServers: `${ApplicationIntegrationType.GuildInstall}` in types,
      byPeople: `${ApplicationIntegrationType.UserInstall}` in types,
    },
  };
}

async function asked(rest: REST) {
  try {
    const bot = BOT.parse(await rest.get(Routes.user()));
    return { bot, found: APPLICATION.parse(await rest.get(Routes.currentApplication())) };
  } catch (thrown) {
    throw registrationError(thrown, undefined);
  }
}

const otherApplication = (expected: string, found: string): EaselError =>
  new EaselError(
    'option-invalid',
    { option: 'DISCORD_APPLICATION_ID', value: expected, allowed: `${found}, which DISCORD_TOKEN belongs to` },
    { blame: 'operator' },
  );
