import { EaselError } from '#src/domain/errors.ts';
import { text } from '#src/domain/text.ts';
import type { Command, CommandContext, Options } from '#src/ports/command.ts';
import { REASON } from './content-change.ts';

/** Where cases are told. */
export const rulesLog: Command = {
  name: 'rules log',
  description: 'Set the channel where cases are told, one only moderators see',
  who: 'moderators',
  visibility: 'private',
  options: {
    channel: { kind: 'channel', about: 'The channel where Easel tells them' },
    off: { kind: 'flag', about: 'Yes: cases are told nowhere any more; they wait in /rules cases' },
    reason: REASON,
  },

  async run(context, options) {
    const channelId = options.text('channel');
    if (options.flag('off') === true) return end(context, options);
    if (channelId === undefined)
      throw new EaselError('option-invalid', { option: 'channel', value: '', allowed: 'a channel, or off' });
    const { logChannel: before } = (await context.moderation.policy()).policy;
    await change(context, channelId, options.text('reason') ?? 'the log channel');
    try {
      await context.content.tryLog(channelId);
    } catch (thrown) {
      // Nobody would notice for weeks that nothing can be shown there.
      await change(context, before, 'nothing can be shown there');
      throw thrown;
    }
    await context.answer({
      kind: 'text',
      text: text('Cases are told in ', { channel: channelId }, ...MODERATORS_ONLY),
    });
  },
};

async function end(context: CommandContext, options: Options): Promise<void> {
  await change(context, undefined, options.text('reason') ?? 'no log channel any more');
  await context.answer({ kind: 'text', text: text('Cases are told nowhere any more; they wait in /rules cases.') });
}

async function change({ moderation }: CommandContext, channelId: string | undefined, reason: string): Promise<void> {
  await moderation.change([{ kind: 'log-channel', channelId }], { reason });
}

const MODERATORS_ONLY = [
  ' from now on. Whoever sees that channel sees the words of cases, so let it be one of moderators.',
];
