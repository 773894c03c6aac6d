import { describe, expect, it } from 'vitest';
import { createEngine } from '#src/app/engine.ts';
import { EaselError } from '#src/domain/errors.ts';
import { plainText } from '#src/domain/text.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { Command } from '#src/ports/command.ts';
import type { ShownMessage } from '../fakes/recording-platform.ts';
import { type Kit, openKit } from './open-kit.ts';

const command = (more: Partial<Command>): Command => ({
  name: 'test',
  description: 'A command of the tests',
  who: 'everyone',
  visibility: 'private',
  options: {},
  run: async () => {},
  ...more,
});

const kitWith = (more: Partial<Command>): Kit =>
  openKit({ wrap: (parts) => ({ ...parts, commands: [command(more)] }) });

const said = ({ answer }: ShownMessage): string => (answer?.kind === 'text' ? plainText(answer.text) : '');

/** A request by hand, which counts what the app calls and when. */
function byHand(more: Partial<IncomingRequest> = {}) {
  const steps: string[] = [];
  const request: IncomingRequest = {
    id: 'event-1',
    trigger: 'command',
    actor: { userId: 'ada', displayName: 'Ada', isModerator: false },
    place: { platform: 'test', tenantId: 'guild', channelId: 'art' },
    name: 'test',
    options: {},
    images: {},
    caps: { preview: true },
    reply: {
      async ack(visibility) {
        steps.push(`ack ${visibility}`);
        return { platform: 'test', messageId: 'event-1' };
      },
    },
    ...more,
  };
  return { steps, request };
}

/** Words that answer a message of which a store has to be asked. */
const answering = (options: IncomingRequest['options']): Partial<IncomingRequest> => ({
  trigger: 'message',
  name: '',
  options,
  repliedTo: async () => 'job-1',
});

/** Every call of the stores is noted, so that one before the acknowledgement shows. */
function noting(kit: Kit, steps: string[]): Kit['parts'] {
  const noted = <T extends object>(name: string, part: T): T =>
    new Proxy(part, {
      get(target, key, receiver) {
        const value: unknown = Reflect.get(target, key, receiver);
        if (typeof value !== 'function') return value;
        return (...call: unknown[]): unknown => {
          steps.push(`${name}.${String(key)}`);
          return Reflect.apply(value, target, call);
        };
      },
    });
  const { jobs, ledger, blobs, documents } = kit.parts;
  return {
    ...kit.parts,
    jobs: noted('jobs', jobs),
    ledger: noted('ledger', ledger),
    blobs: noted('blobs', blobs),
    documents: {
      ...documents,
      settings: noted('settings', documents.settings),
      tokens: noted('tokens', documents.tokens),
      presses: noted('presses', documents.presses),
      threads: noted('threads', documents.threads),
      menus: noted('menus', documents.menus),
    },
  };
}

describe('a request that comes in', () => {
  it.each<[string, Partial<IncomingRequest>, string]>([
    ['a command', { name: 'imagine', options: { prompt: 'a fox' } }, 'ack public'],
    ['a private wish', { name: 'imagine', options: { prompt: 'a fox', private: 'true' } }, 'ack private'],
    ['a dry run', { name: 'imagine', options: { prompt: 'a fox', 'dry-run': true } }, 'ack private'],
    ['a private command', { name: 'credits' }, 'ack private'],
    ['an unknown command', { name: 'paint' }, 'ack private'],
    ['a button', { trigger: 'button', name: '', state: 'gone.reroll' }, 'ack public'],
    ['a button of a private job', { trigger: 'button', name: '', state: 'gone.reroll~' }, 'ack private'],
    ['a forged button', { trigger: 'button', name: '', state: '<script>' }, 'ack private'],
    ['a form', { trigger: 'form', name: 'edit', state: 'gone.edit.0' }, 'ack public'],
    ['a form of a private job', { trigger: 'form', name: 'edit', state: 'gone.edit~.0' }, 'ack private'],
    ['words', { trigger: 'message', name: '', options: { prompt: 'a fox' } }, 'ack public'],
    ['words about an answered message', answering({ prompt: 'in winter' }), 'ack public'],
    ['words that say nothing', { trigger: 'message', name: '', options: {} }, 'ack private'],
    ['a menu at nothing', { trigger: 'menu', name: 'edit' }, 'ack private'],
    ['a menu at a person', { trigger: 'menu', name: 'credits', options: { user: 'ada' } }, 'ack private'],
    ['the form of a menu', { trigger: 'form', name: 'edit', state: 'gone.menu/1' }, 'ack public'],
    ['the form for one of several', { trigger: 'form', name: 'edit', state: 'gone.edit~/4' }, 'ack private'],
    ['a share', { trigger: 'button', name: '', state: 'gone.share~' }, 'ack public'],
    ['a thread', { trigger: 'button', name: '', state: 'gone.thread' }, 'ack private'],
    ['a download', { trigger: 'button', name: '', state: 'gone.download.1' }, 'ack private'],
  ])('is acknowledged once, before anything else: %s', async (_what, more, first) => {
    const { steps, request } = byHand(more);
    const kit = openKit();
    const engine = createEngine(noting(kit, steps));
    await engine.handle(request);
    expect(steps[0]).toBe(first);
    expect(steps.filter((step) => step.startsWith('ack'))).toHaveLength(1);
    expect(kit.talk.message('event-1').ends + kit.talk.message('event-1').progress.length).toBeGreaterThan(0);
    await engine.stop(0);
  });

  it('opens the form of a menu before anything else, and keeps the pictures meanwhile', async () => {
    const images = { image: [{ key: 'far/away.png', filename: 'away.png' }] };
    const { steps, request } = byHand({ trigger: 'menu', name: 'edit', images });
    const kit = openKit();
    const engine = createEngine(noting(kit, steps));
    const openForm = async () => void steps.push('form');
    await engine.handle({ ...request, reply: { ...request.reply, openForm } });
    expect(steps[0]).toBe('form');
    expect(steps.filter((step) => step.startsWith('ack'))).toEqual([]);
    await engine.stop(0);
  });

  it('says privately which permission is missing, once, and makes nothing', async () => {
    const kit = openKit();
    await kit.start();
    const asked = { options: { prompt: 'a fox' }, lacking: 'Attach Files' };
    for (const trigger of ['command', 'message'] as const) {
      const shown = await kit.talk.ask({ ...asked, trigger });
      expect(shown.visibility).toBe('private');
      expect(said(shown)).toContain('Easel lacks the permission Attach Files in the channel you asked in');
    }
    expect(await kit.parts.jobs.byAccount('guild:ada', 9)).toEqual([]);
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
  });

  it('asks for no second acknowledgement where the private one is forbidden too', async () => {
    const { steps, request } = byHand({ name: 'imagine', options: { prompt: 'a fox' } });
    const kit = openKit();
    const ack = async (visibility: string) => {
      steps.push(`ack ${visibility}`);
      throw new EaselError('place-forbids', { permissions: ['View Channel'] });
    };
    await kit.engine.handle({ ...request, reply: { ack } });
    expect(steps).toEqual(['ack public', 'ack private']);
  });

  it('opens a form where a button wants one, and does nothing before', async () => {
    const { steps, request } = byHand({ trigger: 'button', name: '', state: 'gone.edit.0' });
    const kit = openKit();
    await kit.engine.handle({
      ...request,
      reply: {
        ...request.reply,
        async openForm({ title, fields }) {
          steps.push(`form ${title}`);
          expect(title.length).toBeLessThanOrEqual(24);
          expect(fields.slice(0, 5).map(({ id }) => id)).toEqual(['prompt', 'image', 'region', 'exact', 'mask']);
        },
      },
    });
    expect(steps).toEqual(['form Edit this picture']);
  });

  it('says that it does not know a command', async () => {
    const kit = openKit();
    await kit.start();
    expect(said(await kit.talk.ask({ name: 'paint' }))).toBe(
      'The command /paint is not here any more. Send your request anew. Nothing was charged.',
    );
  });

  it("keeps moderators' commands from everybody else", async () => {
    let runs = 0;
    const kit = kitWith({ who: 'moderators', run: async () => void runs++ });
    await kit.start();
    expect(said(await kit.talk.ask({ name: 'test' }))).toBe('You may not use /test. Nothing was charged.');
    await kit.talk.ask({ name: 'test', moderator: true });
    expect(runs).toBe(1);
  });

  it('answers whatever a command throws, and tells the log what it was', async () => {
    const kit = kitWith({
      run: async () => {
        throw new TypeError('undefined is not a function');
      },
    });
    await kit.start();
    const shown = said(await kit.talk.ask({ name: 'test' }));
    expect(shown).toContain('Something went wrong inside Easel.');
    expect(shown).not.toContain('undefined');
    expect(kit.log.lines.find(({ message }) => message === 'Request refused')).toMatchObject({
      level: 'error',
      fields: { code: 'internal', err: expect.any(TypeError) },
    });
  });

  it.each([
    ['let go of', true, /Nothing was charged/, /may still be kept/],
    ['not let go of, and so may come again', false, /Your request may still be kept/, /Nothing was charged/],
  ])('is refused in words that are true of what was %s', async (_what, isGone, words, others) => {
    const kit = kitWith({
      run: async () => {
        throw new EaselError('store-full', {});
      },
    });
    await kit.start();
    const told = said(await kit.talk.ask({ name: 'test', letGo: async () => isGone }));
    expect(told).toMatch(words);
    expect(told).not.toMatch(others);
  });

  it.each([
    ['had no room for its job', 'create', /Nothing was charged/],
    ['had room for its job, and none for what came of it', 'update', /Your request may still be kept/],
  ] as const)('is told by a full store, let go of or not, as it is where that %s', async (_what, fails, words) => {
    const full = async () => Promise.reject(new EaselError('store-full', {}));
    const kit = openKit({ wrap: (parts) => ({ ...parts, jobs: { ...parts.jobs, [fails]: full } }) });
    await kit.start();
    expect(said(await kit.talk.ask({ options: { prompt: 'a fox' }, letGo: async () => true }))).toMatch(words);
  });

  it('is not lost in the log where even the refusal cannot be shown, and breaks nothing', async () => {
    const kit = kitWith({
      run: async () => {
        throw new EaselError('empty-prompt', {});
      },
    });
    const { request } = byHand();
    const reply = {
      ack: async () => {
        throw new Error('the platform is away');
      },
    };
    await kit.engine.handle({ ...request, reply });
    expect(kit.log.lines.map(({ message }) => message)).toContain('Refusal could not be shown');
  });

  it('is refused while Easel stops, and makes no job', async () => {
    const kit = openKit();
    await kit.start();
    await kit.engine.stop(0);
    expect(said(await kit.talk.ask({ options: { prompt: 'a fox' } }))).toContain('Easel is restarting.');
    expect(await kit.parts.jobs.byAccount('guild:ada', 9)).toEqual([]);
  });

  it('makes no job where it cannot be acknowledged', async () => {
    const kit = openKit();
    const { request } = byHand({ name: 'imagine', options: { prompt: 'a fox' } });
    const reply = {
      ack: async () => {
        throw new Error('too late');
      },
    };
    await kit.engine.handle({ ...request, reply });
    expect(await kit.parts.jobs.byAccount('guild:ada', 9)).toEqual([]);
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
  });
});
