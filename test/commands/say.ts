import { optionsOf } from '#src/app/command-options.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { AcceptedRequest, ImageRef, Job } from '#src/domain/job.ts';
import { plainText } from '#src/domain/text.ts';
import type { Answer } from '#src/ports/cards.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { Command, CommandContext, SubmitWishes } from '#src/ports/command.ts';
import type { Moderation } from '#src/ports/moderation.ts';
import { ABLE } from '../fixtures/model-entries.ts';

export interface Said {
  readonly answers: readonly Answer[];
  readonly submitted: readonly { readonly request: AcceptedRequest; readonly wishes: SubmitWishes | undefined }[];
}

/** What a test of one command says about the world; of a moderator's port only what the command may ask. */
export type SaidIn = Partial<Omit<CommandContext, 'moderation'>> & { readonly moderation?: Partial<Moderation> };

/** Runs one command for Ada, over a context that answers as told and remembers what it was asked. */
export async function say(
  command: Command,
  options: IncomingRequest['options'] = {},
  { moderation, ...context }: SaidIn = {},
  images: Readonly<Record<string, readonly ImageRef[]>> = {},
): Promise<Said> {
  const answers: Answer[] = [];
  const submitted: { request: AcceptedRequest; wishes: SubmitWishes | undefined }[] = [];
  const whole: CommandContext = {
    personId: 'ada',
    channelId: 'art',
    now: TODAY,
    answer: async (answer) => void answers.push(answer),
    submit: async (request, wishes) => void submitted.push({ request, wishes }),
    credits: async () => ({ balance: { available: 36, held: 0, allowance: 40, moreAt: TOMORROW }, entries: [] }),
    models: async () => ({ models: [ABLE], forbidden: 0, defaultModel: ABLE }),
    gallery: {
      search: async () => ({ items: [] }),
      item: async () => undefined,
      pageLink: async () => undefined,
      timeZone: async () => 'UTC',
    },
    job: async () => undefined,
    originals: () => [],
    cancel: async () => ({ kind: 'none' }),
    settings: async () => ({}),
    changeSettings: async () => ({}),
    commands: () => [command],
    link: {
      accounts: async () => [],
      code: async () => ({ code: 'ABCD-2345', endsAt: TOMORROW }),
      join: async () => [],
      unlink: async () => false,
    },
    templates: {
      list: async () => ({ own: [], shared: [] }),
      open: async (name) => {
        throw new EaselError('unknown-template', { name, near: [] });
      },
      save: async ({ name }) => ({ name, blanks: [], isNew: true }),
      share: async (name) => ({ name, blanks: [], isNew: true }),
      remove: async () => 'own',
    },
    chart: async ({ title, alt }) => ({
      key: title,
      type: 'image/png',
      width: 780,
      height: 400,
      alt,
      name: 'chart.png',
      open: async () => undefined,
      fit: async () => undefined,
    }),
    content: {
      keptMs: 90 * 86_400_000,
      canCheck: true,
      cases: async () => [],
      showCase: async () => undefined,
      logTroubleAt: async () => undefined,
      tryLog: async () => undefined,
    },
    privacy: {
      exported: async () => ({
        file: { name: 'easel-my-data.json', content: '{}' },
        jobs: 0,
        pictures: 0,
        originals: [],
      }),
      forget: async () => ({ jobs: 0, running: 0, cases: 0 }),
    },
    ...context,
    moderation: moderating(moderation),
  };
  await command.run(whole, optionsOf({ options, images }));
  return { answers, submitted };
}

/** A port of which a command may call what the test names, and nothing else. */
function moderating(known: Partial<Moderation> = {}): Moderation {
  const unasked = async (): Promise<never> => {
    throw new Error('This command asks moderation for more than the test knows.');
  };
  return {
    policy: unasked,
    change: unasked,
    revisions: unasked,
    undo: unasked,
    person: unasked,
    grant: unasked,
    reset: unasked,
    pause: unasked,
    resume: unasked,
    state: unasked,
    usage: unasked,
    audit: unasked,
    auditCsv: unasked,
    trial: unasked,
    whatIf: unasked,
    ...known,
  };
}

/** When it is said: a Thursday at noon. */
export const TODAY = Date.UTC(2026, 0, 1, 12);

export const TOMORROW = Date.UTC(2026, 0, 2);

/** An answer as lines of words, cells with a bar between. */
export function wordsOf({ answers: [answer] }: Said): string {
  if (!answer) throw new Error('Nothing was answered.');
  if (answer.kind === 'text') return plainText(answer.text);
  const { title, columns, rows, note } = answer;
  const lines = [title, columns.join(' | '), ...rows.map((row) => row.map(plainText).join(' | '))];
  return [...lines, ...(note ? [plainText(note)] : [])].join('\n');
}

/** Enough of a job for a list. */
export function jobLike(more: Partial<Job>): Job {
  return {
    id: 'job-1',
    token: 'token-1',
    state: 'succeeded',
    tenantId: 'guild',
    personId: 'ada',
    personName: 'Ada',
    accountId: 'guild:ada',
    platform: 'test',
    placeId: 'art',
    private: false,
    eventId: 'event-1',
    delivery: { platform: 'test', messageId: 'event-1' },
    request: { command: 'imagine', prompt: 'a fox', options: {}, images: [], instructions: [] },
    createdAt: Date.UTC(2026, 0, 1, 12),
    workerId: 'worker-1',
    ...more,
  };
}
