import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { InteractionType } from 'discord.js';
import { hasDescriptions } from '../../descriptions.ts';

const FILE = new URL('../../../../shared/specs/discord-payloads.schema.json', import.meta.url);

/** The type that describes an event; undefined where the folder has none. */
function typeOf(event: string, data: object): string | undefined {
  if (event === 'READY') return 'GatewayReadyDispatchData';
  if (event === 'MESSAGE_CREATE' || event === 'MESSAGE_UPDATE') return 'APIMessage';
  if (event !== 'INTERACTION_CREATE' || !('type' in data)) return undefined;
  if (data.type === InteractionType.MessageComponent) return 'APIMessageComponentInteraction';
  if (data.type === InteractionType.ModalSubmit) return 'APIModalSubmitInteraction';
  const isSlash =
    'data' in data && typeof data.data === 'object' && data.data && 'type' in data.data && data.data.type === 1;
  if (data.type === InteractionType.ApplicationCommand)
    return isSlash ? 'APIChatInputApplicationCommandInteraction' : 'APIMessageApplicationCommandInteraction';
  return undefined;
}

/** One sentence for each way in which what came over the gateway leaves the types of Discord; the names of what was judged. */
export function judgeEvents(events: readonly { readonly t: string; readonly d: object }[]): {
  found: string[];
  judged: string[];
} {
  if (!hasDescriptions) return { found: [], judged: [] };
  const ajv = new Ajv({ strict: false, logger: false });
  const schema: { definitions: Record<string, object> } = JSON.parse(readFileSync(FILE, 'utf8'));
  // It lists the single flags; any sum of them is right.
  for (const name of Object.keys(schema.definitions))
    if (name.endsWith('Flags')) schema.definitions[name] = { type: 'number' };
  ajv.addSchema(schema, 'payloads');
  const found: string[] = [];
  const judged: string[] = [];
  for (const { t, d } of events) {
    const type = typeOf(t, d);
    const judge = type && ajv.getSchema(`payloads#/definitions/${type}`);
    if (!judge) continue;
    judged.push(type);
    if (judge(JSON.parse(JSON.stringify(d)))) continue;
    found.push(
      ...(judge.errors ?? []).map(
        ({ instancePath, message, params }) => `${type}${instancePath} ${message} ${JSON.stringify(params)}`,
      ),
    );
  }
  return { found, judged };
}
