import { describe, expect, it } from 'vitest';
import { plainText } from '#src/domain/text.ts';
import type { ShownMessage } from '../fakes/recording-platform.ts';
import { ABLE } from '../fixtures/model-entries.ts';
import { leaveJob, openKit, PICTURE } from './open-kit.ts';

const said = ({ answer }: ShownMessage): string =>
  answer?.kind === 'text'
    ? plainText(answer.text)
    : (answer?.rows ?? []).map((row) => row.map(plainText).join(' ')).join('\n');

describe('the models that are listed', () => {
  it('are without those that their vendor has shut down', async () => {
    const lifecycle = { state: 'deprecated', shutdownAt: '1969-12-31' } as const;
    const kit = openKit({
      entries: [ABLE, { ...ABLE, id: 'atelier/gone', vendorId: 'gone', aliases: [], lifecycle }],
      wrap: (parts) => ({ ...parts, catalogue: { ...parts.catalogue, retiredAllowed: () => false } }),
    });
    await kit.start();
    const listed = said(await kit.talk.ask({ name: 'models' }));
    expect(listed).toContain('atelier/able');
    expect(listed).not.toContain('atelier/gone');
  });
});

describe("a person's settings", () => {
  it.each([
    [{ model: 'no-such-model' }, 'There is no model no-such-model'],
    [{ aspect: 'wide' }, 'The value wide does not fit the option aspect'],
    [{ aspect: '0:0' }, 'The value 0:0 does not fit the option aspect'],
    [{ quality: 'banana' }, 'The value banana does not fit the option quality'],
    [{ format: 'gif' }, 'The value gif does not fit the option format'],
    [{ aspect: '16:9', quality: '@everyone' }, 'The value @everyone does not fit the option quality'],
  ])('refuse nonsense whole, so that no later request fails for it: %j', async (options, says) => {
    const kit = openKit();
    await kit.start();
    expect(said(await kit.talk.ask({ name: 'settings', options }))).toContain(says);
    expect(await kit.parts.documents.settings.get('guild:ada')).toBeUndefined();
  });

  it('are kept for each person, changed one by one, and taken away again', async () => {
    const kit = openKit();
    await kit.start();
    await kit.talk.ask({ name: 'settings', options: { aspect: '16:9', quality: 'hd' } });
    await kit.talk.ask({ name: 'settings', options: { model: 'sketch-precise' } });
    expect(await kit.parts.documents.settings.get('guild:ada')).toEqual({
      aspect: '16:9',
      quality: 'hd',
      model: 'sketch-precise',
    });
    await kit.talk.ask({ name: 'settings', options: { quality: 'reset' } });
    expect(await kit.parts.documents.settings.get('guild:ada')).toEqual({ aspect: '16:9', model: 'sketch-precise' });
    expect(said(await kit.talk.ask({ name: 'settings', user: 'grace' }))).toContain('aspect automatic');
  });

  it('are used where the request makes no choice; a size leaves no room for the usual shape', async () => {
    const kit = openKit();
    await kit.start();
    await kit.talk.ask({ name: 'settings', options: { aspect: '9:16', format: 'webp' } });
    const optionsOf = async (options: Record<string, string>) => {
      const { result } = await made(kit, { prompt: 'a fox', ...options });
      return (await kit.parts.jobs.get(result?.jobId ?? ''))?.plan;
    };
    expect((await optionsOf({}))?.options).toMatchObject({ format: 'webp', size: { width: 720, height: 1280 } });
    expect((await optionsOf({ format: 'jpeg' }))?.options.format).toBe('jpeg');
    const sized = await optionsOf({ size: '1024x1024' });
    expect(sized?.options.size).toEqual({ width: 1024, height: 1024 });
    expect(sized?.warnings).toEqual([]);
  });
});

describe('what a command may ask about jobs', () => {
  it('is canceled only by who owns it', async () => {
    const kit = openKit();
    await leaveJob(kit, 'queued', { personId: 'ada', workerId: 'worker-1' });
    await kit.talk.platform.start(kit.engine.handle);
    expect(said(await kit.talk.ask({ name: 'cancel', user: 'mallory', options: { job: 'left-1' } }))).toBe(
      'That is not your request.',
    );
    expect(said(await kit.talk.ask({ name: 'cancel', options: { job: 'no-such-job' } }))).toBe(
      'You have nothing running.',
    );
    expect((await kit.parts.jobs.get('left-1'))?.state).toBe('queued');
  });

  it('asks for previews only where somebody could see them', async () => {
    const asked: number[] = [];
    const kit = openKit({
      generate: async ({ options }) => {
        asked.push(options.partials);
        return PICTURE;
      },
    });
    await kit.start();
    await made(kit, { prompt: 'a fox' });
    await kit.engine.handle({
      id: 'event-blind',
      trigger: 'command',
      actor: { userId: 'ada', displayName: 'Ada', isModerator: false },
      place: { platform: 'test', tenantId: 'guild', channelId: 'art' },
      name: 'imagine',
      options: { prompt: 'a fox' },
      images: {},
      caps: { preview: false },
      reply: { ack: async () => ({ platform: 'test', messageId: 'event-blind' }) },
    });
    await expect.poll(() => kit.talk.message('event-blind').ends, { interval: 1 }).toBe(1);
    expect(asked).toEqual([3, 0]);
  });
});

async function made(kit: ReturnType<typeof openKit>, options: Record<string, string>): Promise<ShownMessage> {
  const { id } = await kit.talk.ask({ options });
  await expect.poll(() => kit.talk.message(id).ends, { interval: 1 }).toBe(1);
  return kit.talk.message(id);
}
