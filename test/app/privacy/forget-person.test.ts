import { describe, expect, it } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import type { ImageModel } from '#src/ports/image-model.ts';
import { pngOf } from '../../fixtures/pictures.ts';
import { linesOf, newestIn, openContentKit, press, ruleOf, stateOf } from '../content/content-kit.ts';
import { DAY_MS, PICTURE } from '../open-kit.ts';

type ContentKit = Awaited<ReturnType<typeof openContentKit>>;

const forget = async ({ talk }: ContentKit, confirm: boolean, user = 'ada'): Promise<string> => {
  const { answer } = await talk.ask({ name: 'privacy forget', user, options: { confirm } });
  return linesOf(answer);
};

const blobsOf = ({ blobs }: ContentKit): readonly string[] => blobs.keys();

async function everyDocument({ storage }: ContentKit): Promise<string> {
  const found: string[] = [];
  for await (const entry of storage.entries()) found.push(JSON.stringify(entry));
  return found.join('\n');
}

/** A case in a log channel whose messages cannot be changed. */
async function shownAndStuck(why: Error = new Error('The platform is down.')) {
  const kit = await openContentKit({ rules: { words: [ruleOf('gore', 'block')] }, logChannel: 'log' });
  await kit.talk.ask({ id: 'refused', options: { prompt: 'quilted gore' } });
  await kit.ended('refused');
  const message = await newestIn(kit, 'log');
  const { platform, reached } = kit.talk;
  const { delivery } = platform;
  platform.delivery = (handle) => {
    const whole = delivery(handle);
    if (!reached.some(({ id }) => id === handle.messageId)) return whole;
    return { ...whole, answer: () => Promise.reject(why) };
  };
  const mend = () => {
    platform.delivery = delivery;
  };
  return { kit, message, mend };
}

describe('forgetting somebody', () => {
  it('asks first, and changes nothing then', async () => {
    const kit = await openContentKit();
    await kit.talk.ask({ id: 'asked', options: { prompt: 'a quilted fox' } });
    await kit.ended('asked');
    expect(await forget(kit, false)).toContain('It cannot be undone');
    expect(await kit.parts.jobs.byAccount('guild:ada', 10)).toHaveLength(1);
  });

  it('removes requests, pictures, messages, settings and cases, and not a word of them is left', async () => {
    const kit = await openContentKit({ rules: { words: [ruleOf('gore', 'block')] }, logChannel: 'log' });
    await kit.talk.ask({ name: 'settings', options: { aspect: '16:9' } });
    await kit.talk.ask({ id: 'asked', options: { prompt: 'a quilted fox' } });
    await kit.ended('asked');
    await kit.talk.ask({ id: 'refused', options: { prompt: 'quilted gore' } });
    await kit.ended('refused');
    const message = await newestIn(kit, 'log');
    await kit.talk.ask({ id: 'of another', user: 'eve', options: { prompt: 'a hen' } });
    await kit.ended('of another', 'eve');
    expect(await everyDocument(kit)).toContain('quilted');
    expect(await forget(kit, true)).toContain('2 requests are forgotten');
    expect(await everyDocument(kit)).not.toContain('quilted');
    expect(await kit.parts.jobs.byAccount('guild:ada', 10)).toEqual([]);
    expect(await kit.parts.documents.settings.get('guild:ada')).toBeUndefined();
    expect(await kit.parts.documents.forgetting.get('guild:ada')).toBeUndefined();
    expect(kit.talk.message('asked').deleted).toBe(true);
    expect(linesOf(message.answer)).toContain('This case is forgotten');
    expect(await press(kit, stateOf(message, 'Allow'))).not.toContain('Done');
    expect(await kit.parts.jobs.byAccount('guild:eve', 10)).toHaveLength(1);
    expect(blobsOf(kit)).toHaveLength(1);
  });

  it('removes what was shown of their pictures without any request, also days ago', async () => {
    const kit = await openContentKit();
    const image = [await pngOf({ width: 32, height: 32 })];
    const grid = { name: 'edit', options: { prompt: 'a hat', region: 'grid' }, images: { image } };
    await kit.talk.ask(grid);
    await kit.clock.advance(3 * DAY_MS);
    await kit.talk.ask(grid);
    await kit.talk.ask({ ...grid, user: 'eve' });
    expect(blobsOf(kit)).toHaveLength(3);
    await forget(kit, true);
    expect(blobsOf(kit)).toHaveLength(1);
    // Three days of heartbeats take their time on a crowded machine.
  }, 120_000);

  it('gives nobody a fresh allowance, and the books still add up', async () => {
    const kit = await openContentKit();
    await kit.talk.ask({ id: 'asked', options: { prompt: 'a fox' } });
    await kit.ended('asked');
    await forget(kit, true);
    expect(await kit.balance()).toEqual({ available: 38, held: 0 });
    expect(await kit.ledger.audit('guild:ada')).toMatchObject({ ok: true });
  });

  it('keeps blocks and how often rules refused something', async () => {
    const rules = { words: [ruleOf('gore', 'block')], escalation: { cases: 2, days: 7, blockMs: 3_600_000 } };
    const kit = await openContentKit({ rules });
    await kit.talk.ask({ id: 'one', options: { prompt: 'gore' } });
    await kit.ended('one');
    await forget(kit, true);
    await kit.talk.ask({ id: 'two', options: { prompt: 'gore' } });
    expect((await kit.ended('two')).failure?.failure.message).toContain('one too many');
    await forget(kit, true);
    await kit.talk.ask({ id: 'three', options: { prompt: 'a hen' } });
    expect((await kit.ended('three')).failure?.failure.code).toBe('blocked-person');
  });

  it('while something runs cancels that, and forgets it once it has ended', async () => {
    const started = Promise.withResolvers<void>();
    const generate: ImageModel['generate'] = async (_request, { signal }) => {
      started.resolve();
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    };
    const kit = await openContentKit({ generate });
    await kit.talk.ask({ id: 'asked', options: { prompt: 'a quilted fox' } });
    await started.promise;
    expect(await forget(kit, true)).toContain('1 still running');
    await kit.ended('asked').catch(() => undefined);
    await kit.clock.advance(6000);
    await expect.poll(() => kit.parts.jobs.byAccount('guild:ada', 10), { interval: 1 }).toEqual([]);
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
    expect(await everyDocument(kit)).not.toContain('quilted');
  });

  it('forgets what their words were known by, and who used what, but not how much was used', async () => {
    const kit = await openContentKit({ rules: { words: [ruleOf('gore', 'block')] } });
    await kit.talk.ask({ id: 'refused', options: { prompt: 'gore' } });
    const { job } = await kit.ended('refused');
    await press(kit, `case:${job?.id}:approve`);
    await kit.talk.ask({ id: 'made', options: { prompt: 'gore' } });
    expect((await kit.ended('made')).result).toBeDefined();
    const used = () => kit.whole.usage.report({ tenantId: 'guild', days: 1 });
    expect((await used()).byPerson.map(({ personId }) => personId)).toEqual(['ada']);
    await forget(kit, true);
    const record = await kit.parts.documents.contentRecords.get('guild:ada');
    expect(record).not.toHaveProperty('allowed');
    const { byPerson, totals } = await used();
    expect(byPerson).toEqual([]);
    expect(totals).toMatchObject({ requests: 1, credits: 2, refused: 1 });
    expect((await kit.whole.usage.report({ tenantId: 'guild', days: 1, personId: 'ada' })).totals.requests).toBe(0);
    await kit.talk.ask({ id: 'again', options: { prompt: 'gore' } });
    expect((await kit.ended('again')).failure?.failure.code).toBe('content-rule');
  });

  it('keeps a case until the words are gone from the log channel too, and says so', async () => {
    const { kit, message, mend } = await shownAndStuck();
    expect(await forget(kit, true)).toContain("1 in the moderators' channel cannot be changed yet");
    expect(linesOf(message.answer)).toContain('quilted');
    expect(await everyDocument(kit)).toContain('quilted');
    mend();
    await kit.clock.advance(6000);
    await expect.poll(() => everyDocument(kit), { interval: 1 }).not.toContain('quilted');
    expect(linesOf(message.answer)).not.toContain('quilted');
    expect(await kit.parts.documents.forgetting.get('guild:ada')).toBeUndefined();
  });

  it('forgets a case whose message is gone for good', async () => {
    const { kit } = await shownAndStuck(new EaselError('not-found', { what: 'This message' }));
    expect(await forget(kit, true)).not.toContain('cannot be changed yet');
    expect(await everyDocument(kit)).not.toContain('quilted');
  });

  it('ends what waits for a moderator', async () => {
    const kit = await openContentKit({ rules: { words: [ruleOf('fox', 'review')] } });
    await kit.talk.ask({ id: 'asked', options: { prompt: 'a fox' } });
    await forget(kit, true);
    expect(await kit.whole.content.cases.awaiting('guild')).toEqual([]);
    expect(await kit.parts.jobs.byAccount('guild:ada', 10)).toEqual([]);
  });

  it('is gone on with by the sweep where a message could not be removed', async () => {
    const kit = await openContentKit();
    await kit.talk.ask({ id: 'asked', options: { prompt: 'a fox' } });
    await kit.ended('asked');
    const { platform } = kit.talk;
    const remove = platform.deleteResult;
    platform.deleteResult = async () => {
      throw new Error('The platform is down.');
    };
    expect(await forget(kit, true)).toContain('0 requests are forgotten');
    const { answer } = await kit.talk.ask({ name: 'settings', options: { aspect: '1:1' } });
    expect(linesOf(answer)).toContain('1:1');
    platform.deleteResult = remove;
    await kit.clock.advance(3_600_000);
    await expect.poll(() => kit.parts.jobs.byAccount('guild:ada', 10), { interval: 1 }).toEqual([]);
    expect(await kit.parts.documents.settings.get('guild:ada')).toEqual({ aspect: '1:1' });
  });

  it('leaves what was asked for afterwards, and what they have in other tenants', async () => {
    const kit = await openContentKit({ generate: async () => PICTURE });
    await kit.talk.ask({ id: 'elsewhere', options: { prompt: 'a hen' }, place: { tenantId: 'other' } });
    await expect.poll(() => kit.talk.message('elsewhere').ends, { interval: 1 }).toBe(1);
    await forget(kit, true);
    await kit.clock.advance(1);
    await kit.talk.ask({ id: 'later', options: { prompt: 'a fox' } });
    await kit.ended('later');
    await kit.clock.advance(3_600_000);
    expect(await kit.parts.jobs.byAccount('guild:ada', 10)).toHaveLength(1);
    expect(await kit.parts.jobs.byAccount('other:ada', 10)).toHaveLength(1);
  });
});

it('what is kept of people is forgotten with the retention, also in the log channel', async () => {
  const { kit, message, mend } = await shownAndStuck();
  await kit.leap(31 * 24 * 3_600_000);
  await kit.clock.advance(3_600_000);
  await expect.poll(() => kit.parts.documents.members.get('guild:ada'), { interval: 1 }).toBeUndefined();
  expect(await everyDocument(kit)).toContain('quilted');
  mend();
  await kit.clock.advance(3_600_000);
  await expect.poll(() => everyDocument(kit), { interval: 5 }).not.toContain('quilted');
  expect(linesOf(message.answer)).not.toContain('quilted');
  expect(await kit.parts.documents.contentRecords.get('guild:ada')).toBeUndefined();
});
