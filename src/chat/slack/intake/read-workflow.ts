import { z } from 'zod';
import type { Command } from '#src/ports/command.ts';
import { firstOf } from './message-menu.ts';
import { writable } from './option-names.ts';
import { givenValue, type OptionValue } from './option-value.ts';
import { isDirectChannel } from './place.ts';
import { IGNORED, type Read } from './said.ts';
import { maybe, problemsOf, SlackId } from './shapes.ts';

/** The step that people put into their workflows, and the command that it is. */
const STEP = 'make_picture';
const COMMAND = 'imagine';

/** People and channels come as their ids, or with their ids inside. */
const Id = maybe(z.union([SlackId, z.object({ id: SlackId }).transform(({ id }) => id)]));

const Executed = z.object({
  function: z.object({ callback_id: z.string() }),
  function_execution_id: z.string().min(1),
  inputs: z.looseObject({ user: Id, user_id: Id, channel: Id, channel_id: Id }),
});

/** A step of a workflow, made for the person it names. */
export function readWorkflow(event: unknown, commands: readonly Command[]): Read {
  const read = Executed.safeParse(event);
  if (!read.success) return { kind: 'malformed', where: problemsOf(read.error) };
  const { function: step, function_execution_id: executionId, inputs } = read.data;
  const command = commands.find(({ name }) => name === COMMAND);
  if (step.callback_id !== STEP || !command) return IGNORED;
  const userId = inputs.user ?? inputs.user_id;
  if (!userId) return { kind: 'malformed', where: ['inputs.user'] };
  const channelId = inputs.channel ?? inputs.channel_id ?? null;
  const origin = {
    id: `function:${executionId}`,
    userId,
    channelId,
    threadTs: null,
    isDirect: channelId !== null && isDirectChannel(channelId),
    responseUrl: null,
    triggerId: null,
    functionExecutionId: executionId,
  };
  const said = { trigger: 'command', name: COMMAND, options: optionsOf(inputs, command), images: {} } as const;
  return { kind: 'came', came: { origin, userName: undefined, said } };
}

/** What the step was given under the names of the command's options. */
function optionsOf(inputs: Readonly<Record<string, unknown>>, command: Command): Record<string, OptionValue> {
  const main = firstOf('text', command);
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([name, given]): [string, OptionValue][] => {
      const [known] = writable(name, command.options);
      if (!known || !['string', 'number', 'boolean'].includes(typeof given)) return [];
      const value = name === main ? String(given) : givenValue(known.option, String(given));
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
