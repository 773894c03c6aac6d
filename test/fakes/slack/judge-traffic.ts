import { hasDescriptions, loadConform } from '../../descriptions.ts';
import type { Recorded } from './api/traffic.ts';
import type { Delivery } from './state.ts';

/** What the folder of descriptions says about what Slack sends. */
interface SlackDescription {
  payload(name: string, value: unknown): readonly string[];
}

const FOLDER = new URL('../../../../shared/conform/', import.meta.url);

/**
 * One sentence for each way in which calls leave Slack's own types. Where the descriptions are not beside the checkout it says on
 * the console that it skipped.
 */
export async function judgeTraffic(traffic: readonly Recorded[]): Promise<string[]> {
  const conform = await loadConform();
  if (!conform) console.info('skipped: the description of Slack is not beside this checkout');
  const calls = traffic.filter(({ path }) => path.startsWith('/api/')).map(withoutTeam);
  return conform ? calls.flatMap((call) => conform.check(call).map((text) => `${call.method}: ${text}`)) : [];
}

/** Bolt's own client says with every call which workspace it is for. */
const withoutTeam = ({ body: { team_id: _, ...body }, ...call }: Recorded): Recorded => ({ ...call, body });

/** The same for what the played Slack sent. */
export async function judgeDeliveries(deliveries: readonly Delivery[]): Promise<{ found: string[]; judged: string[] }> {
  if (!hasDescriptions) return { found: [], judged: [] };
  const { slackSpec }: { slackSpec(): SlackDescription } = await import(new URL('slack.mjs', FOLDER).href);
  const named = deliveries.flatMap(({ kind, body }) => namedOf(kind, body));
  return {
    judged: named.map(({ name }) => name),
    found: named.flatMap(({ name, value }) =>
      slackSpec()
        .payload(name, JSON.parse(JSON.stringify(value)))
        .map((text) => `${name}: ${text}`),
    ),
  };
}

const EVENTS: Readonly<Record<string, string>> = {
  message: 'message',
  'message file_share': 'message_file_share',
  'message message_deleted': 'message_deleted',
  app_mention: 'app_mention',
  app_home_opened: 'app_home_opened',
};

function namedOf(kind: Delivery['kind'], body: Delivery['body']): { name: string; value: unknown }[] {
  if (kind === 'command') return [{ name: 'slash_command', value: body }];
  // Slack's types leave out what it sends as null where there is no organisation.
  const { enterprise, ...rest } = body;
  if (kind === 'interaction') return [{ name: String(body.type), value: enterprise === null ? rest : body }];
  const event = typeof body.event === 'object' && body.event !== null ? body.event : {};
  const [type, subtype] = ['type' in event ? event.type : '', 'subtype' in event ? ` ${event.subtype}` : ''];
  const name = EVENTS[`${type}${subtype}`];
  return name === undefined ? [] : [{ name, value: event }];
}
