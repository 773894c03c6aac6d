import { describe, expect, it } from 'vitest';
import { cancel } from '#commands/cancel.ts';
import { credits } from '#commands/credits.ts';
import { help } from '#commands/help.ts';
import { commands } from '#commands/index.ts';
import { models } from '#commands/models.ts';
import { settings } from '#commands/settings.ts';
import type { CancelOutcome } from '#src/ports/command.ts';
import { ABLE } from '../fixtures/model-entries.ts';
import { say, TOMORROW, wordsOf } from './say.ts';

describe('/cancel', () => {
  it.each<[CancelOutcome['kind'], string]>([
    ['canceled', 'Canceled. Nothing was charged.'],
    ['canceling', 'It is being canceled. Nothing will be charged.'],
    ['too-late', 'Too late to cancel: it is finished.'],
    ['none', 'You have nothing running.'],
    ['not-yours', 'That is not your request.'],
  ])('says what came of it: %s', async (kind, says) => {
    const asked: (string | undefined)[] = [];
    const said = await say(
      cancel,
      { job: 'job-7' },
      {
        cancel: async (jobId) => {
          asked.push(jobId);
          return { kind };
        },
      },
    );
    expect(wordsOf(said)).toBe(says);
    expect(asked).toEqual(['job-7']);
  });
});

describe('/credits', () => {
  it('says what is left, what is reserved, when more comes, and the last movements', async () => {
    const said = await say(
      credits,
      {},
      {
        credits: async () => ({
          balance: { available: 1, held: 4, allowance: 1500, moreAt: TOMORROW },
          entries: [
            { id: '2', kind: 'granted', amount: 1000, at: TOMORROW - 60_000, actor: 'mod', reason: 'well done' },
            { id: '1', kind: 'settled', amount: 2, at: TOMORROW - 120_000, jobId: 'job-1' },
          ],
        }),
      },
    );
    expect(wordsOf(said)).toBe(
      [
        '1 credit left of 1,500',
        'When | What | Credits | Job',
        '2026-01-01 23:59 UTC | Granted: well done | 1,000 | –',
        '2026-01-01 23:58 UTC | Paid | 2 | job-1',
        '4 credits reserved for what is running. The next allowance comes at 2026-01-02 00:00 UTC.',
      ].join('\n'),
    );
  });
});

describe('/credits of a person', () => {
  const asked: (string | undefined)[] = [];
  const context = {
    credits: async (personId?: string) => {
      asked.push(personId);
      return { balance: { available: 36, held: 0, allowance: 40, moreAt: TOMORROW }, entries: [] };
    },
  };

  it('asks for theirs and says whose they are; the own ones need no telling', async () => {
    expect(wordsOf(await say(credits, { user: 'bob' }, context))).toContain('These are the credits of bob.');
    expect(wordsOf(await say(credits, { user: 'ada' }, context))).not.toContain('These are');
    expect(wordsOf(await say(credits, {}, context))).not.toContain('These are');
    expect(asked).toEqual(['bob', 'ada', undefined]);
  });
});

describe('/models', () => {
  it('lists what each can do and marks the usual one', async () => {
    expect(wordsOf(await say(models))).toMatch(
      /^Models\n.*\natelier\/able \(usual\) \| generate, .*, grid\*, .* \| up to 16 \| low, medium, high, xhigh, max \| \n\* is done by Easel around the model\.$/,
    );
  });

  it('filters by provider and by mode, and says when none fits', async () => {
    const plain = { ...ABLE, id: 'atelier/plain', operations: { ...ABLE.operations, edit: false, maxReferences: 0 } };
    const both = { models: async () => ({ models: [ABLE, plain], forbidden: 0, defaultModel: ABLE }) };
    expect(wordsOf(await say(models, { mode: 'edit' }, both))).not.toContain('plain');
    expect(wordsOf(await say(models, { provider: 'ATELIER' }, both))).toContain('atelier/plain | generate');
    expect(wordsOf(await say(models, { provider: 'nobody' }, both))).toMatch(/^No model fits\n/);
  });

  it('says how many the rules of the place leave out', async () => {
    const some = (forbidden: number) => ({ models: async () => ({ models: [ABLE], forbidden, defaultModel: ABLE }) });
    expect(wordsOf(await say(models, {}, some(1)))).toMatch(/One more is not allowed here\.$/);
    expect(wordsOf(await say(models, {}, some(3)))).toMatch(/3 more are not allowed here\.$/);
  });

  it("tells a vendor's end and what comes after", async () => {
    const ending = {
      ...ABLE,
      lifecycle: { state: 'deprecated', shutdownAt: '2026-12-01', successor: 'atelier/next' } as const,
    };
    const there = { models: async () => ({ models: [ending], forbidden: 0, defaultModel: undefined }) };
    expect(wordsOf(await say(models, {}, there))).toContain("vendor's end 2026-12-01, then atelier/next");
  });
});

describe('/settings', () => {
  it('shows what is set and changes nothing when nothing is given', async () => {
    const said = await say(
      settings,
      {},
      {
        settings: async () => ({ aspect: '16:9' }),
        changeSettings: async () => {
          throw new Error('Nothing was to be changed.');
        },
      },
    );
    expect(wordsOf(said)).toContain('model | automatic\naspect | 16:9\nquality | automatic\nformat | automatic');
  });

  it('changes what is given, and takes away what is reset', async () => {
    const changes: object[] = [];
    await say(
      settings,
      { model: 'flare', aspect: 'Reset' },
      {
        changeSettings: async (change) => {
          changes.push(change);
          return {};
        },
      },
    );
    expect(changes).toEqual([{ model: 'flare', aspect: undefined }]);
    expect(Object.keys(changes[0] ?? {})).toEqual(['model', 'aspect']);
  });
});

describe('/help', () => {
  const all = { commands: () => commands };

  it('lists every command', async () => {
    const said = wordsOf(await say(help, {}, all));
    for (const { name, description } of commands) expect(said).toContain(`/${name} | ${description}`);
  });

  it.each(['edit', '/edit'])('explains the options of %s', async (command) => {
    const said = wordsOf(await say(help, { command }, all));
    expect(said).toContain('/edit: Change a picture by words');
    expect(said).toContain('mask | What may change: erased, white on black, or drawn over a copy');
  });

  it('lists everything where it does not know the command', async () => {
    expect(wordsOf(await say(help, { command: 'paint' }, all))).toContain('What you can say');
  });

  it('lists what there is behind the first word of several commands', async () => {
    const said = wordsOf(await say(help, { command: '/quota' }, all));
    for (const { name } of commands.filter((one) => one.name.startsWith('quota '))) expect(said).toContain(`/${name}`);
    expect(said).not.toContain('/imagine');
    expect(wordsOf(await say(help, { command: 'Quota grant' }, all))).toContain('amount');
  });
});
