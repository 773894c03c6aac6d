import { z } from 'zod';
import type { Command } from '#src/ports/command.ts';
import { labelsIn } from './entities.ts';
import { isDirectChannel } from './place.ts';
import { readCommandText } from './read-command-text.ts';
import type { Read, Said } from './said.ts';
import { maybe, problemsOf, SlackId, Ts } from './shapes.ts';
import { wordEnd, wordStart } from './words.ts';

const SlashCommand = z.object({
  command: z.string().regex(/^\/\S+$/),
  text: z.string().catch(''),
  trigger_id: z.string().min(1),
  response_url: maybe(z.string()),
  user_id: SlackId,
  user_name: maybe(z.string()),
  channel_id: SlackId,
  /** Slack takes no commands in threads so far. */
  thread_ts: maybe(Ts),
});

/** A slash command. One that nobody knows keeps its name, so that the app says so. */
export function readCommand(payload: unknown, commands: readonly Command[]): Read {
  const read = SlashCommand.safeParse(payload);
  if (!read.success) return { kind: 'malformed', where: problemsOf(read.error) };
  const { command, text, trigger_id, response_url, user_id, user_name, channel_id, thread_ts } = read.data;
  const origin = {
    id: trigger_id,
    userId: user_id,
    channelId: channel_id,
    threadTs: thread_ts ?? null,
    isDirect: isDirectChannel(channel_id),
    responseUrl: response_url ?? null,
    triggerId: trigger_id,
    functionExecutionId: null,
  };
  const said = spoken(command.slice(1).toLowerCase(), text, commands);
  return { kind: 'came', came: { origin, userName: user_name ?? undefined, said } };
}

/** Commands of two words are one of Slack's, and the first word behind it says which. */
function spoken(root: string, text: string, commands: readonly Command[]): Said {
  const start = wordStart(text, 0);
  const end = wordEnd(text, start);
  const both = `${root} ${text.slice(start, end).toLowerCase()}`;
  const nested = commands.find(({ name }) => name === both);
  const command = nested ?? commands.find(({ name }) => name === root);
  const options = command ? readCommandText(nested ? text.slice(end) : text, command.options) : {};
  const labels = labelsIn(text);
  const called = Object.entries(options).flatMap(([name, value]) => {
    const label = labels.get(String(value));
    return label === undefined ? [] : [[name, label] as const];
  });
  return {
    trigger: 'command',
    name: command?.name ?? root,
    options,
    ...(called.length > 0 && { called: Object.fromEntries(called) }),
    images: {},
  };
}
