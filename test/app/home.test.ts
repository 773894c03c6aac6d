import { describe, expect, it } from 'vitest';
import { plainText } from '#src/domain/text.ts';
import type { Fact } from '#src/ports/cards.ts';
import type { Actor } from '#src/ports/chat-platform.ts';
import type { Asked } from '../fakes/recording-platform.ts';
import { ofTheDay } from '../fakes/whose.ts';
import { asMany, type Kit, leaveJob, openKit } from './open-kit.ts';

const ADA: Actor = { userId: 'ada', displayName: 'Ada', isModerator: false };
const MOD: Actor = { userId: 'mod', displayName: 'Mod', isModerator: true };
const place = { tenantId: 'guild' };

const told = (facts: readonly Fact[] = []) =>
  Object.fromEntries(facts.map(({ label, value }) => [label, plainText(value)]));

async function open(): Promise<Kit> {
  const kit = openKit({ generate: asMany });
  await kit.start();
  return kit;
}

async function make(kit: Kit, prompt: string, more: Partial<Asked> = {}) {
  const { id } = await kit.talk.ask({ options: { prompt, ...more.options }, ...more });
  const shown = await kit.ended(id, more.user);
  await kit.clock.advance(1000);
  return shown;
}

describe('the page of a person', () => {
  it('tells what is left, what is reserved and when more comes', async () => {
    const kit = await open();
    await make(kit, 'a fox');
    await kit.ledger.hold('guild:ada', 'job-9', 4, ofTheDay(40, kit.clock.now()));
    const { facts } = await kit.engine.home({ actor: ADA, place });
    expect(told(facts)).toEqual({
      Left: '34 credits of 40',
      Reserved: '4 credits',
      'More come': expect.stringMatching(/UTC$/),
    });
  });

  it('shows their five newest results there, private ones too, and nobody else sees any', async () => {
    const kit = await open();
    for (const prompt of ['one', 'two', 'three', 'four', 'five', 'six']) await make(kit, prompt);
    await make(kit, 'seven', { options: { prompt: 'seven', private: true } });
    await make(kit, "somebody else's", { user: 'grace' });
    const { recent } = await kit.engine.home({ actor: ADA, place });
    expect(recent.map(({ prompt }) => prompt)).toEqual(['seven', 'six', 'five', 'four', 'three']);
    expect(recent[0]).toMatchObject({ madeAt: expect.any(Number), picture: { alt: 'seven' } });
    expect(await recent[0]?.picture.open()).toBeDefined();
    expect((await kit.engine.home({ actor: ADA, place: { tenantId: 'other' } })).recent).toEqual([]);
  });

  it('shows nothing that was deleted, failed or is not made yet', async () => {
    const kit = await open();
    const shown = await make(kit, 'a fox');
    const state = shown.result?.actions.find(({ kind }) => kind === 'delete')?.state ?? '';
    await kit.talk.ask({ trigger: 'button', state });
    await make(kit, 'a fox', { options: { prompt: 'a fox', n: 11 } });
    await leaveJob(kit, 'confirming', { id: 'waiting', askedAt: 1 });
    expect((await kit.engine.home({ actor: ADA, place })).recent).toEqual([]);
  });

  it('lists what can be picked, the usual model first', async () => {
    const kit = await open();
    const { models } = await kit.engine.home({ actor: ADA, place });
    expect(models[0]?.name).toBe(kit.parts.catalogue.defaultModel?.id);
    expect(plainText(models[0]?.about ?? [])).toMatch(/^The usual one\. generate/);
    expect(models).toHaveLength(kit.parts.catalogue.models.length);
  });

  it("tells moderators the tenant's state, and nobody else", async () => {
    const kit = openKit();
    for (const [index, state] of (['queued', 'accepted', 'running', 'confirming'] as const).entries())
      await leaveJob(kit, state, { id: `left-${index}`, eventId: `event-${index}` });
    await leaveJob(kit, 'queued', { id: 'elsewhere', eventId: 'event-9', tenantId: 'other' });
    expect(told((await kit.engine.home({ actor: MOD, place })).tenant)).toEqual({
      Running: '1',
      Waiting: '2',
      'Waiting for a yes to the price': '1',
      Today: '0 credits for 0 pictures, 0 refused',
    });
    expect(await kit.engine.home({ actor: ADA, place })).not.toHaveProperty('tenant');
  });
});
