import { commands } from '#commands/index.ts';
import type { DiscordRecord } from '#src/chat/discord/delivery/records.ts';
import { createDiscord, type Discord, type Shards } from '#src/chat/discord/discord.ts';
import type { KeptArrival } from '#src/chat/discord/inbox.ts';
import { deployCommands } from '#src/chat/discord/registration/deploy-commands.ts';
import type { DeployedRecord } from '#src/chat/discord/registration/record.ts';
import type { DiscordConfig } from '#src/config/config.ts';
import type { Easel } from './main.ts';

/** Discord over the engine. With a guild named, its commands are brought to what they should be at the start. */
export function connectDiscord(config: DiscordConfig, easel: Easel, shards?: Shards): Discord {
  const { documents, engine, clock, log } = easel;
  const { guildId } = config;
  return createDiscord({
    ...config,
    ...(shards && { shards }),
    commands,
    completions: engine.complete,
    records: documents<DiscordRecord>('discord-messages'),
    arrivals: documents<KeptArrival>('discord-inbox'),
    processes: engine.processes,
    clock,
    log,
    ...(guildId !== undefined && {
      async onConnected({ applicationId }, rest) {
        const records = documents<DeployedRecord>('discord-commands');
        const changes = await deployCommands({ rest, applicationId, guildId, commands, records });
        const changed = changes.filter(({ kind }) => kind !== 'unchanged').map(({ kind, label }) => `${label} ${kind}`);
        log.info({ guildId, changed }, 'The commands of the guild are as they should be');
      },
    }),
  });
}
