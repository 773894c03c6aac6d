import type { Installation } from '@slack/oauth';
import { describe, expect, it } from 'vitest';
import { createInstallations, type KeptInstallation, type Query } from '#src/chat/slack/install/installations.ts';
import { createSealer } from '#src/chat/slack/install/sealer.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createManualClock } from '../../../fakes/manual-clock.ts';
import { createSilentLog } from '../../../fakes/silent-log.ts';

function open() {
  const kept = createDocuments<KeptInstallation>(createMemoryStorage(), 'slack-installations');
  const [clock, log] = [createManualClock(), createSilentLog()];
  const sealedWith = (secret: string) =>
    createInstallations({ kept, sealer: createSealer(secret, 'tests'), clock, log });
  return { ...sealedWith('client-secret'), sealedWith, kept, clock, log };
}

const installation = (
  team: Installation['team'],
  enterprise?: Installation['enterprise'],
  isEnterpriseInstall = false,
): Installation => ({
  team,
  enterprise,
  isEnterpriseInstall,
  authVersion: 'v2',
  user: { id: 'U1', token: 'xoxp-sec-ret', scopes: ['identify'] },
  bot: { token: `xoxb-sec-ret-${team?.id ?? enterprise?.id}`, scopes: ['commands'], id: 'B1', userId: 'UBOT' },
});

const query = (teamId: string | undefined, enterpriseId?: string, isEnterpriseInstall = false): Query => ({
  teamId,
  enterpriseId,
  isEnterpriseInstall,
});

const tokenOf = (found: Installation | undefined) => found?.bot?.token;
const NOW = Number.POSITIVE_INFINITY;

describe('what is kept of an installation', () => {
  it('has the token only sealed, and nothing of the person who installed it but an id', async () => {
    const { store, find, kept } = open();
    await store.storeInstallation(installation({ id: 'T1', name: 'Acme Ltd.' }));
    for await (const [key, value] of kept.list()) {
      expect(key).toBe('T1@-');
      expect(JSON.stringify(value)).not.toMatch(/xox[bp]-|Acme Ltd\.|"U1"/);
    }
    const found = await find(query('T1'));
    expect(tokenOf(found)).toBe('xoxb-sec-ret-T1');
    expect(found?.user).toEqual({ id: 'U1' });
    expect(found?.team?.name).toBe('Acme Ltd.');
  });

  it('cannot be read under another workspace, nor with another secret', async () => {
    const { store, find, kept, sealedWith, log } = open();
    await store.storeInstallation(installation({ id: 'T1' }));
    const stolen = await kept.get('T1@-');
    await kept.update('T2@-', () => stolen);
    expect(await find(query('T2'))).toBeUndefined();
    expect(await sealedWith('other').find(query('T1'))).toBeUndefined();
    expect(log.lines.map(({ message }) => message)).toEqual([
      'A workspace has to install Easel anew: its token was kept with another SLACK_CLIENT_SECRET',
      'A workspace has to install Easel anew: its token was kept with another SLACK_CLIENT_SECRET',
    ]);
  });
});

describe('an installation', () => {
  it('is one workspace of an organisation, or all of it, and the nearer one is found first', async () => {
    const { store, find, count } = open();
    await store.storeInstallation(installation(undefined, { id: 'E1' }, true));
    await store.storeInstallation(installation({ id: 'T1' }, { id: 'E1' }));
    expect(await count()).toBe(2);
    expect(tokenOf(await find(query('T1', 'E1')))).toBe('xoxb-sec-ret-T1');
    expect(tokenOf(await find(query('T1', 'E1', true)))).toBe('xoxb-sec-ret-E1');
    expect(tokenOf(await find(query('T2', 'E1')))).toBe('xoxb-sec-ret-E1');
    expect(tokenOf(await find(query(undefined, 'E1')))).toBe('xoxb-sec-ret-E1');
    expect(await find(query('T1', 'E2'))).toBeUndefined();
  });

  it('of a workspace is found where Slack leaves out its organisation', async () => {
    const { store, find } = open();
    await store.storeInstallation(installation({ id: 'T1' }, { id: 'E1' }));
    expect(tokenOf(await find(query('T1')))).toBe('xoxb-sec-ret-T1');
    expect(await find(query('T'))).toBeUndefined();
  });

  it('of a workspace is found after that joined an organisation, and is nearer than that one', async () => {
    const { store, find } = open();
    await store.storeInstallation(installation({ id: 'T1' }));
    await store.storeInstallation(installation(undefined, { id: 'E1' }, true));
    expect(tokenOf(await find(query('T1', 'E1')))).toBe('xoxb-sec-ret-T1');
    expect(tokenOf(await find(query('T2', 'E1')))).toBe('xoxb-sec-ret-E1');
    expect(tokenOf(await find(query('T1', 'E1', true)))).toBe('xoxb-sec-ret-E1');
  });

  it('of a workspace is the one with its organisation where both are kept', async () => {
    const { store, find, remove, count, clock } = open();
    const old = installation({ id: 'T1' });
    await store.storeInstallation({ ...old, bot: { token: 'xoxb-old', scopes: [], id: 'B1', userId: 'UBOT' } });
    await clock.advance(1000);
    await store.storeInstallation(installation({ id: 'T1' }, { id: 'E1' }));
    expect(tokenOf(await find(query('T1', 'E1')))).toBe('xoxb-sec-ret-T1');
    expect(tokenOf(await find(query('T1')))).toBe('xoxb-sec-ret-T1');
    await remove(query('T1', 'E1'), NOW);
    expect(await count()).toBe(0);
  });

  it('replaces the one before it', async () => {
    const { store, find, count } = open();
    await store.storeInstallation(installation({ id: 'T1' }));
    const again = installation({ id: 'T1' });
    await store.storeInstallation({ ...again, bot: { token: 'xoxb-2', scopes: [], id: 'B1', userId: 'UBOT' } });
    expect([tokenOf(await find(query('T1'))), await count()]).toEqual(['xoxb-2', 1]);
  });

  it('goes when Slack says so, but not by old news of the one before it', async () => {
    const { store, find, remove, clock } = open();
    await store.storeInstallation(installation({ id: 'T1' }));
    await store.storeInstallation(installation({ id: 'T2' }));
    const removedAt = clock.now() + 1000;
    await clock.advance(5000);
    await store.storeInstallation(installation({ id: 'T1' }));
    await remove(query('T1'), removedAt);
    expect(tokenOf(await find(query('T1')))).toBe('xoxb-sec-ret-T1');
    await remove(query('T1'), clock.now() + 1);
    expect(await find(query('T1'))).toBeUndefined();
    expect(tokenOf(await find(query('T2')))).toBe('xoxb-sec-ret-T2');
  });

  it.each([
    ['it was kept with an organisation and Slack names none', { id: 'E1' }, undefined],
    ['it was kept without an organisation and Slack names one', undefined, 'E1'],
  ])('goes as well where %s', async (_how, enterprise, named) => {
    const { store, find, remove, kept } = open();
    await store.storeInstallation(installation({ id: 'T1' }, enterprise));
    for (const id of ['T11', 'T2']) await store.storeInstallation(installation({ id }, enterprise));
    await store.storeInstallation(installation(undefined, { id: 'E1' }, true));
    await remove(query('T1', named), Number.NEGATIVE_INFINITY);
    expect(tokenOf(await find(query('T1', named)))).toBe('xoxb-sec-ret-T1');
    await remove(query('T1', named), NOW);
    const key = (id: string) => `${id}@${enterprise?.id ?? '-'}`;
    const left: string[] = [];
    for await (const [one] of kept.list()) left.push(one);
    expect(left.toSorted()).toEqual(['@E1', key('T11'), key('T2')].toSorted());
    expect(tokenOf(await find(query('T11', named)))).toBe('xoxb-sec-ret-T11');
  });

  it('of a workspace in another organisation is neither found nor forgotten', async () => {
    const { store, find, remove, count } = open();
    await store.storeInstallation(installation({ id: 'T1' }, { id: 'E1' }));
    await remove(query('T1', 'E2'), NOW);
    await remove(query(undefined, 'E1'), NOW);
    expect([await find(query('T1', 'E2')), await count()]).toEqual([undefined, 1]);
  });

  it('of one workspace takes nothing of its organisation along, nor the other way round', async () => {
    const { store, find, remove } = open();
    await store.storeInstallation(installation(undefined, { id: 'E1' }, true));
    await store.storeInstallation(installation({ id: 'T1' }, { id: 'E1' }));
    await remove(query('T1', 'E1'), NOW);
    expect(tokenOf(await find(query('T1', 'E1')))).toBe('xoxb-sec-ret-E1');
    await remove(query('T1', 'E1', true), NOW);
    expect(await find(query('T1', 'E1'))).toBeUndefined();
  });
});
