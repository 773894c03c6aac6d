import { describe, expect, it } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import type { ContentAction, ContentRules } from '#src/domain/rules/content-rules.ts';
import { plainText } from '#src/domain/text.ts';
import { openOpenAiModeration } from '#src/models/openai/moderation.ts';
import { hang } from '../../fakes/scripted-server.ts';
import { eventually, scriptedServer } from '../../models/setup.ts';
import { asMany, leaveJob, openKit, PICTURE, workerOf } from '../open-kit.ts';
import { type ContentKitOptions, checkOf, linesOf, openContentKit, ruleOf } from './content-kit.ts';

const FULL = { available: 40, held: 0 };
const words = (action: ContentAction): ContentRules => ({ words: [ruleOf('fox', action)] });
const pictures = (action: ContentAction): ContentRules => ({ check: { prompts: false, pictures: true, action } });
/** A provider that sends an unfinished picture although nobody asked for one. */
const unasked: NonNullable<ContentKitOptions['generate']> = async (_request, run) => {
  for (const { bytes } of PICTURE.pictures) run.onPartial({ bytes, type: 'image/png' }, 1);
  return PICTURE;
};
const asking = { id: 'asked', options: { prompt: 'a red fox' } };

describe('words that a rule fits', () => {
  it('that warns are made, with a sentence beside the result', async () => {
    const kit = await openContentKit({ rules: words('warn') });
    await kit.talk.ask(asking);
    const { result } = await kit.ended('asked');
    expect(result?.warnings.map(plainText)).toContain('A rule of the moderators here is about this: the word "fox".');
    expect(result?.spoiler).toBeUndefined();
  });

  it('that hides are made, and hidden; no unfinished picture is paid for', async () => {
    const kit = await openContentKit({ rules: words('spoiler'), generate: unasked });
    await kit.talk.ask({ ...asking, options: { prompt: 'a red fox', partials: 2 } });
    const { result, previews } = await kit.ended('asked');
    expect(previews).toEqual([]);
    expect(result?.spoiler).toBe(true);
    expect(kit.asked[0]?.request.options.partials).toBe(0);
  });

  it('that refuses cost nothing and reach no provider, with a way to complain', async () => {
    const kit = await openContentKit({ rules: words('block') });
    await kit.talk.ask(asking);
    const { failure } = await kit.ended('asked');
    expect(failure?.failure).toMatchObject({ code: 'content-rule', blame: 'prompt', charged: false });
    expect(failure?.failure.message).toContain('the word "fox"');
    expect(failure?.actions).toEqual([
      { kind: 'appeal', label: 'Appeal', state: `appeal:${failure?.jobId}`, opensForm: false },
    ]);
    expect(kit.calls).toEqual([]);
    expect(await kit.balance()).toEqual(FULL);
    expect(await kit.ledger.entries('guild:ada', 10)).toEqual([]);
  });

  it('are found in every prompt of a batch', async () => {
    const kit = await openContentKit({ rules: words('block') });
    await kit.talk.ask({ id: 'asked', options: { prompt: 'a {f,b}ox' } });
    expect((await kit.ended('asked')).failure?.failure.code).toBe('content-rule');
  });

  it('are left alone in places for adults, where the rule says so', async () => {
    const rules = { words: [ruleOf('fox', 'block', { exceptAgeRestricted: true })] };
    const kit = await openContentKit({ rules });
    await kit.talk.ask({ ...asking, place: { ageRestricted: true } });
    expect((await kit.ended('asked')).result?.pictures).toHaveLength(1);
    await kit.talk.ask({ ...asking, id: 'again', place: { ageRestricted: false } });
    expect((await kit.ended('again')).failure?.failure.code).toBe('content-rule');
  });

  it('belong to their tenant alone', async () => {
    const kit = await openContentKit({ rules: words('block') });
    await kit.talk.ask({ ...asking, place: { tenantId: 'elsewhere' } });
    await expect.poll(() => kit.talk.message('asked').result?.pictures.length, { interval: 1 }).toBe(1);
  });

  it('never appear in the log', async () => {
    const kit = await openContentKit({ rules: words('block') });
    await kit.talk.ask({ id: 'asked', options: { prompt: 'a fox in a quilted jacket' } });
    await kit.ended('asked');
    expect(JSON.stringify(kit.log.lines)).not.toContain('quilted');
  });
});

describe("a provider's check", () => {
  it('of pictures keeps what it flags from everybody, and charges nobody', async () => {
    const check = checkOf({ picture: async () => ['violence'] });
    const kit = await openContentKit({ rules: pictures('block'), check, generate: unasked });
    await kit.talk.ask({ ...asking, options: { prompt: 'a red fox', partials: 2 } });
    const { failure, previews } = await kit.ended('asked');
    expect(failure?.failure.message).toContain('the check of content found violence');
    expect(failure?.failure.charged).toBe(false);
    expect(previews).toEqual([]);
    expect(await kit.balance()).toEqual(FULL);
  });

  it('of pictures names the one it means', async () => {
    let looked = 0;
    const check = checkOf({ picture: async () => (++looked === 2 ? ['sexual'] : []) });
    const kit = await openContentKit({ rules: pictures('warn'), check, generate: asMany });
    await kit.talk.ask({ ...asking, options: { prompt: 'a red fox', n: 3 } });
    const { result } = await kit.ended('asked');
    expect(looked).toBe(3);
    expect(result?.warnings.map(plainText).join()).toMatch(/found sexual in picture \d/);
  });

  it('of prompts is not asked about what a rule refuses already', async () => {
    const asked: string[] = [];
    const check = checkOf({
      words: async (said) => {
        asked.push(said);
        return [];
      },
    });
    const rules = { ...words('block'), check: { prompts: true, pictures: false, action: 'block' as const } };
    const kit = await openContentKit({ rules, check });
    await kit.talk.ask(asking);
    await kit.ended('asked');
    await kit.talk.ask({ id: 'other', options: { prompt: 'a hen' } });
    expect((await kit.ended('other')).result).toBeDefined();
    expect(asked).toEqual(['a hen']);
  });

  const failing = checkOf({
    words: async () => {
      throw new EaselError('auth', { provider: 'OpenAI' });
    },
    picture: async () => {
      throw new EaselError('provider-failed', { provider: 'OpenAI' });
    },
  });

  it.each(['prompts', 'pictures'] as const)('of %s that fails refuses, and says whose problem it is', async (what) => {
    const check = { prompts: false, pictures: false, action: 'block' as const, [what]: true };
    const kit = await openContentKit({ rules: { check }, check: failing });
    await kit.talk.ask(asking);
    const { failure } = await kit.ended('asked');
    expect(failure?.failure).toMatchObject({ code: 'unavailable', blame: 'provider', charged: false });
    expect(failure?.failure.message).toContain(
      'The check of content, without which nothing is shown here, cannot be reached',
    );
    expect(await kit.balance()).toEqual(FULL);
  });

  it('that fails lets pass where the tenant wants that, and says that nobody looked', async () => {
    const check = { prompts: true, pictures: true, action: 'block', onFailure: 'allow' } as const;
    const kit = await openContentKit({ rules: { check }, check: failing });
    await kit.talk.ask(asking);
    const { result } = await kit.ended('asked');
    const told = result?.warnings.map(plainText).filter((warning) => warning.includes('could not be asked'));
    expect(told).toHaveLength(1);
  });

  it('that nobody can make any more refuses as one that fails', async () => {
    const kit = await openContentKit({ rules: pictures('block') });
    await kit.talk.ask(asking);
    expect((await kit.ended('asked')).failure?.failure.code).toBe('unavailable');
  });

  it('that hangs is given up after twenty seconds', async () => {
    const server = await scriptedServer(hang);
    const base = openKit();
    const connection = {
      provider: 'openai',
      label: 'OpenAI',
      apiKey: 'k',
      baseUrl: `${server.url}/v1`,
      resultHosts: [],
    };
    const { clock, storage, blobs, talk } = base;
    const kit = await openContentKit({
      shared: { clock, storage, blobs, talk },
      rules: { check: { prompts: true, pictures: false, action: 'block' } },
      check: openOpenAiModeration(connection, { clock }),
    });
    const asked = kit.talk.ask(asking);
    await eventually(() => expect(server.calls).toHaveLength(1));
    await clock.advance(20_000);
    await asked;
    expect((await kit.ended('asked')).failure?.failure.code).toBe('unavailable');
  });

  it('is repeated after a crash, with the pictures that came', async () => {
    const first = openKit();
    const { clock, storage, blobs, talk } = first;
    const job = await leaveJob(first, 'running', { id: 'crashed', taskIds: { 0: 'task' }, sentAt: 1 });
    const kit = await openContentKit({
      shared: { clock, storage, blobs, talk },
      worker: workerOf('worker-2'),
      rules: pictures('block'),
      check: checkOf({ picture: async () => ['violence'] }),
      resume: async () => PICTURE,
    });
    await expect.poll(async () => (await kit.parts.jobs.get(job.id))?.state, { interval: 1 }).toBe('failed');
    await expect
      .poll(() => talk.message(`event-${job.id}`).failure?.failure.code, { interval: 1 })
      .toBe('content-rule');
    expect(await kit.balance()).toEqual(FULL);
  });
});

describe('a dry run', () => {
  it('says what a rule about words would do but not which, and opens no case', async () => {
    const rules = { words: [ruleOf('fox', 'review'), ruleOf('gore', 'block', { id: 'w2' })] };
    const kit = await openContentKit({ rules });
    const told = await kit.talk.ask({ options: { prompt: 'a red fox', 'dry-run': true } });
    expect(linesOf(told.answer)).toContain('A moderator would have to say yes first.');
    expect(linesOf(told.answer)).not.toMatch(/"fox"|w1/);
    const refused = await kit.talk.ask({ options: { prompt: 'gore', 'dry-run': true } });
    expect(linesOf(refused.answer)).toContain('a rule about words fits it');
    expect(linesOf(refused.answer)).not.toMatch(/"gore"|w2/);
    expect(await kit.whole.content.cases.awaiting('guild')).toEqual([]);
    expect(await kit.parts.documents.contentRecords.get('guild:ada')).toBeUndefined();
  });

  it('tells moderators which rule it is', async () => {
    const kit = await openContentKit({ rules: words('block') });
    const options = { user: 'ada', prompt: 'a red fox' };
    const { answer } = await kit.talk.ask({ name: 'quota test', user: 'mod', moderator: true, options });
    expect(linesOf(answer)).toContain('the word "fox" (w1)');
  });

  it('counts as a request where a rule fits, so that nobody finds all rules out by trying', async () => {
    const kit = await openContentKit({ rules: words('block') });
    await kit.changed([{ kind: 'per-minute', bounds: { perPerson: 2 } }]);
    const trying = async (prompt: string) =>
      linesOf((await kit.talk.ask({ options: { prompt, 'dry-run': true } })).answer);
    for (const prompt of ['a hen', 'a cow', 'a pig']) expect(await trying(prompt)).toContain('What this would do');
    expect(await trying('a fox')).toContain('does not allow this');
    expect(await trying('foxes fox')).toContain('does not allow this');
    expect(await trying('a hen')).toContain('2 requests within a minute');
  });

  it('knows places for adults', async () => {
    const kit = await openContentKit({ rules: { words: [ruleOf('nude', 'block', { exceptAgeRestricted: true })] } });
    const options = { prompt: 'a nude', 'dry-run': true };
    const { answer } = await kit.talk.ask({ options, place: { ageRestricted: true } });
    expect(linesOf(answer)).toContain('What this would do');
    expect(linesOf((await kit.talk.ask({ options })).answer)).toContain('does not allow this');
  });
});

describe('what a model says beside its pictures', () => {
  const saying = (words: string) => async () => ({ ...PICTURE, text: words, revisedPrompt: words });

  it('is left out where a rule is about it, and the pictures are shown', async () => {
    const kit = await openContentKit({ rules: words('block'), generate: saying('I added a fox.') });
    await kit.talk.ask({ id: 'asked', options: { prompt: 'a hen' } });
    const { result } = await kit.ended('asked');
    expect(result?.pictures).toHaveLength(1);
    expect(result?.text).toBeUndefined();
    expect(result?.revisedPrompt).toBeUndefined();
    expect(result?.warnings.map(plainText).join()).toContain('is left out');
  });

  it('is shown where no rule is, or only one that warns', async () => {
    const kit = await openContentKit({ rules: words('warn'), generate: saying('I added a fox.') });
    await kit.talk.ask({ id: 'asked', options: { prompt: 'a hen' } });
    expect((await kit.ended('asked')).result?.text).toBe('I added a fox.');
  });
});
