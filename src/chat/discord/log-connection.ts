import { type Client, Events } from 'discord.js';
import type { Log } from '#src/ports/log.ts';

/** The life of a connection: a line where it breaks and one where it stands again, however often it is tried between them. */
export function logConnection(client: Client, log: Log): void {
  const broken = new Set<number>();
  client.on(Events.ClientReady, ({ user, guilds }) =>
    log.info({ bot: user.username, guilds: guilds.cache.size }, 'Discord is connected'),
  );
  client.on(Events.ShardReconnecting, (shard) => {
    if (!broken.has(shard)) log.info({ shard }, 'The connection to Discord broke; Easel takes it up');
    broken.add(shard);
  });
  client.on(Events.ShardResume, (shard, replayed) => {
    broken.delete(shard);
    log.info({ shard, replayed }, 'The connection to Discord goes on');
  });
  client.on(Events.ShardReady, (shard) => {
    if (broken.delete(shard)) log.info({ shard }, 'The connection to Discord stands anew');
  });
  client.on(Events.ShardError, (err, shard) => {
    if (!broken.has(shard)) log.warn({ err, shard }, 'The connection to Discord has trouble');
  });
  client.on(Events.Error, (err) => log.warn({ err }, 'discord.js has trouble'));
}
