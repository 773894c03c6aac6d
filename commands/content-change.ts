import type { ContentRules } from '#src/domain/rules/content-rules.ts';
import type { CommandContext, Option, Options } from '#src/ports/command.ts';

/** Why, for the history. */
export const REASON: Option = { kind: 'text', about: 'Why, for the history', max: 300 };

/** Changes the rules about content as they stand now; whoever changed them in the same moment is not overwritten. */
export async function changeContent(
  { moderation }: CommandContext,
  options: Options,
  usual: string,
  change: (now: ContentRules) => ContentRules,
): Promise<ContentRules> {
  const { policy, revision } = await moderation.policy();
  const content = change(policy.content ?? {});
  const reason = options.text('reason') ?? usual;
  await moderation.change([{ kind: 'content', content }], { reason, basedOn: revision });
  return content;
}
