import type { Command } from '#src/ports/command.ts';
import { usageHint } from './usage-hint.ts';

const MAX_HINT = 1000;

/** One of the manifest's slash commands. */
export interface SlashCommand {
  readonly command: string;
  readonly description: string;
  readonly usage_hint?: string;
  readonly should_escape: true;
  /** Where Slack sends it; absent in Socket Mode. */
  readonly url?: string;
}

/** Everything people can say, as Slack's commands. Commands of two words, such as `quota set`, are one command whose first word says which. */
export function slashCommands(commands: readonly Command[], url?: string): readonly SlashCommand[] {
  const families = Map.groupBy(commands, ({ name }) => rootOf(name));
  return [...families].map(([root, family]) => ({
    command: `/${root}`,
    ...wordsOf(family),
    // People then arrive as ids, not as names that anybody can take.
    should_escape: true,
    ...(url !== undefined && { url }),
  }));
}

const rootOf = (name: string): string => name.split(' ', 1)[0] ?? name;

const lastOf = (name: string): string => name.slice(rootOf(name).length + 1);

/** Alone a family shows what there is, so that it says here what its first does; the link that creates an app has to stay short. */
function wordsOf(family: readonly Command[]): Pick<SlashCommand, 'description' | 'usage_hint'> {
  const [first] = family;
  const subcommands = family.map(({ name }) => lastOf(name)).filter((name) => name !== '');
  if (!first || subcommands.length === 0) return { description: first?.description ?? '', ...hint(first) };
  const hinted = subcommands.join(', ').slice(0, MAX_HINT);
  return { description: first.description, usage_hint: hinted };
}

function hint(command: Command | undefined): { readonly usage_hint?: string } {
  const said = command ? usageHint(command) : '';
  // Slack takes no empty one.
  return said === '' ? {} : { usage_hint: said };
}
