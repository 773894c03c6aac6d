import { statusWord } from '#src/domain/job.ts';
import { text } from '#src/domain/text.ts';
import type { Command } from '#src/ports/command.ts';

const SHOWN = 10;
const WORDS_SHOWN = 80;

/** A person's own requests, newest first, with their state: nobody else sees them. */
export const history: Command = {
  name: 'history',
  description: 'List your latest requests and how they went',
  who: 'everyone',
  visibility: 'private',
  options: { n: { kind: 'integer', about: 'How many', min: 1, max: 50 } },

  async run(context, options) {
    const jobs = await context.history(options.integer('n') ?? SHOWN);
    await context.answer({
      kind: 'table',
      title: jobs.length === 0 ? 'You have made nothing yet' : 'Your latest requests',
      columns: ['When', 'Prompt', 'State', 'Credits', 'Job'],
      rows: jobs.map((job) => [
        text({ time: job.createdAt }),
        text(clip(job.request.prompt)),
        text(statusWord(job.state), job.state === 'outcome-unknown' ? ' (outcome unknown)' : ''),
        text(String(job.result?.charged ?? 0)),
        text({ code: job.id }),
      ]),
    });
  },
};

const clip = (words: string): string => {
  const letters = [...words];
  return letters.length <= WORDS_SHOWN ? words : `${letters.slice(0, WORDS_SHOWN - 1).join('')}…`;
};
