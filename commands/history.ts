import { type Job, statusWord } from '#src/domain/job.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { Answer } from '#src/ports/cards.ts';
import type { Command } from '#src/ports/command.ts';

const SHOWN = 10;
const WORDS_SHOWN = 80;

/** A person's own requests, newest first, with their state, or one of them in full: nobody else sees them. */
export const history: Command = {
  name: 'history',
  description: 'List your latest requests and how they went, or show one',
  who: 'everyone',
  visibility: 'private',
  options: {
    n: { kind: 'integer', about: 'How many', min: 1, max: 50 },
    job: { kind: 'text', about: 'Show this one in full, with its pictures (the job id)', max: 40 },
  },

  async run(context, options) {
    const jobId = options.text('job');
    if (jobId === undefined) return context.answer(listOf(await context.history(options.integer('n') ?? SHOWN)));
    const job = await context.job(jobId);
    await context.answer(
      job
        ? { ...detailsOf(job), originals: context.originals(job) }
        : { kind: 'text', text: text('You have no request of that id.') },
    );
  },
};

const listOf = (jobs: readonly Job[]): Answer => ({
  kind: 'table',
  title: jobs.length === 0 ? 'You have made nothing yet' : 'Your latest requests',
  columns: ['When', 'Prompt', 'State', 'Credits', 'Job'],
  rows: jobs.map((job) => [
    text({ time: job.createdAt }),
    text(clip(job.request.prompt)),
    stateOf(job),
    text(String(job.result?.charged ?? 0)),
    text({ code: job.id }),
  ]),
});

function detailsOf(job: Job): Answer {
  const rows: [string, Text | undefined][] = [
    ['State', stateOf(job)],
    ['Prompt', text(job.request.prompt)],
    ['Asked', text({ time: job.createdAt })],
    ['Mode', job.plan && text(`${job.plan.mode}, because ${job.plan.why}`)],
    ['Model', job.plan && text({ code: job.plan.modelId })],
    ['Pictures', job.result && text(String(job.result.pictures.length))],
    ['Credits', text(String(job.result?.charged ?? 0))],
    ['Ended', job.finishedAt === undefined ? undefined : text({ time: job.finishedAt })],
    ['Why', job.failure?.text],
  ];
  return {
    kind: 'table',
    title: `Job ${job.id}`,
    columns: ['', ''],
    rows: rows.flatMap(([label, value]) => (value ? [[text(label), value]] : [])),
  };
}

const stateOf = ({ state }: Job): Text =>
  text(statusWord(state), state === 'outcome-unknown' ? ' (outcome unknown)' : '');

const clip = (words: string): string => {
  const letters = [...words];
  return letters.length <= WORDS_SHOWN ? words : `${letters.slice(0, WORDS_SHOWN - 1).join('')}…`;
};
