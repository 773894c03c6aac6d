import { hasDescriptions, loadConform } from '../../descriptions.ts';
import type { Recorded } from './rest/traffic.ts';

/** What the folder of descriptions says about Discord's answers. */
interface DiscordDescription {
  response(answered: object): readonly string[];
}

const FOLDER = new URL('../../../../shared/conform/', import.meta.url);

/**
 * One sentence for each way in which calls leave Discord's own description, or in which our answers to them do. Where the
 * descriptions are not beside the checkout it says on the console that it skipped.
 */
export async function judgeTraffic(traffic: readonly Recorded[]): Promise<string[]> {
  const conform = await loadConform();
  if (!conform) console.info('skipped: the description of Discord is not beside this checkout');
  return conform
    ? traffic.flatMap((call) => conform.check(call).map((text) => `${call.method} ${call.path}: ${text}`))
    : [];
}

/** The same for what the played Discord answered. */
export async function judgeAnswers(traffic: readonly Recorded[]): Promise<string[]> {
  if (!hasDescriptions) return [];
  const { discordSpec }: { discordSpec(): DiscordDescription } = await import(new URL('discord.mjs', FOLDER).href);
  const answered = traffic.filter(({ answer, status = 0 }) => answer !== undefined && status < 300);
  return answered.flatMap(({ method, path, status, answer }) =>
    discordSpec()
      .response({ method, path, status, body: JSON.parse(JSON.stringify(answer)) })
      .map((text) => `${method} ${path} ${status}: ${text}`),
  );
}
