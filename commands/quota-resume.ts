import { text } from '#src/domain/text.ts';
import type { Command } from '#src/ports/command.ts';

/** Takes a pause back. */
export const quotaResume: Command = {
  name: 'quota resume',
  description: 'Make pictures here again after a pause',
  who: 'moderators',
  visibility: 'private',
  options: {},

  async run({ moderation, answer }) {
    const wasPaused = await moderation.resume();
    const { paused } = await moderation.state();
    const words = wasPaused ? 'Pictures are made here again.' : 'It was not paused here.';
    const still = paused?.everywhere ? ' Whoever runs Easel has paused it everywhere, so nothing is made yet.' : '';
    await answer({ kind: 'text', text: text(`${words}${still}`) });
  },
};
