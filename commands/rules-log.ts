import { text } from '#src/domain/text.ts';
import type { Command } from '#src/ports/command.ts';
import { REASON } from './content-change.ts';

/** Where cases are told. */
export const rulesLog: Command = {
  name: 'rules log',
  description: 'Set the channel where cases are told, one only moderators see',
  who: 'moderators',
  visibility: 'private',
  options: {
    channel: { kind: 'channel', about: 'The channel; without one, cases wait in /rules cases' },
    reason: REASON,
  },

  async run({ moderation, content, answer }, options) {
    const channelId = options.text('channel');
    // Nobody would notice for weeks that nothing can be shown there.
    if (channelId !== undefined) await content.tryLog(channelId);
    await moderation.change([{ kind: 'log-channel', channelId }], {
      reason: options.text('reason') ?? 'the log channel',
    });
    const words = channelId
      ? text(
          'Cases are told in ',
          { channel: channelId },
          ' from now on. Whoever sees that channel sees the words of cases, so let it be one of moderators.',
        )
      : text('Cases are told nowhere any more; they wait in /rules cases.');
    await answer({ kind: 'text', text: words });
  },
};
