import { createSystemClock } from '#src/app/system-clock.ts';
import { createDiscord } from '#src/chat/discord/discord.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createSilentLog } from '../../fakes/silent-log.ts';

/** A process of its own that connects, stops, and then has to end by itself. */
const [, , apiUrl = '', token = ''] = process.argv;
const discord = createDiscord({
  token,
  apiUrl,
  messageContent: false,
  commands: [],
  completions: async () => [],
  records: createDocuments(createMemoryStorage(), 'discord-messages'),
  arrivals: createDocuments(createMemoryStorage(), 'discord-inbox'),
  processes: { id: 'one', isGone: async () => false },
  clock: createSystemClock(),
  log: createSilentLog(),
});
await discord.start(async () => undefined);
console.log(discord.connection().kind);
await discord.stop();
