import { describe, expect, it } from 'vitest';
import { createMembers } from '#src/app/rules/members.ts';
import type { Member } from '#src/app/rules/standings.ts';
import type { Documents } from '#src/ports/documents.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { collect } from '../../fakes/collect.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { openRuled } from './rule-kit.ts';

const DAY_MS = 86_400_000;

function open() {
  const clock = createManualClock();
  const stored = createDocuments<Member>(createMemoryStorage(), 'members');
  const touched = { times: 0 };
  const documents: Documents<Member> = {
    ...stored,
    update: (id, change) => {
      touched.times++;
      return stored.update(id, change);
    },
  };
  const { seen, list } = createMembers({ members: documents, clock });
  const see = (userId: string, roles?: readonly string[], displayName = userId) =>
    seen({ userId, displayName, isModerator: false, ...(roles && { roles }) }, { tenantId: 'guild' });
  return { clock, stored, touched, see, list };
}

describe('somebody who asks for something', () => {
  it('is remembered with their name and roles', async () => {
    const { see, stored, clock } = open();
    await see('ada', ['fans'], 'Ada');
    expect(await stored.get('guild:ada')).toEqual({ name: 'Ada', roles: ['fans'], seenAt: clock.now() });
  });

  it('is written down again only where something changed, or on another day', async () => {
    const { see, touched, clock, stored } = open();
    for (let time = 0; time < 5; time++) await see('ada', ['fans', 'crew']);
    await see('ada', ['crew', 'fans']);
    expect(touched.times).toBe(1);
    await see('ada', ['crew'], 'Ada');
    expect(touched.times).toBe(2);
    await clock.advance(DAY_MS);
    await see('ada', ['crew'], 'Ada');
    expect(await stored.get('guild:ada')).toEqual({ name: 'Ada', roles: ['crew'], seenAt: clock.now() });
  });

  it('keeps the roles that a platform does not tell just now', async () => {
    const { see, stored } = open();
    await see('ada', ['fans']);
    await see('ada');
    expect(await stored.get('guild:ada')).toMatchObject({ roles: ['fans'] });
    await see('ada', []);
    expect(await stored.get('guild:ada')).toMatchObject({ roles: [] });
  });

  it('is found by tenant and role', async () => {
    const { see, list } = open();
    await see('ada', ['fans']);
    await see('ben', ['crew']);
    await see('cleo', ['crew', 'fans']);
    const ids = async (role?: string, tenant = 'guild') => (await collect(list(tenant, role))).map(([id]) => id);
    expect(await ids()).toEqual(['ada', 'ben', 'cleo']);
    expect(await ids('fans')).toEqual(['ada', 'cleo']);
    expect(await ids('gone')).toEqual([]);
    expect(await ids(undefined, 'elsewhere')).toEqual([]);
  });

  it('counts in their roles also where they do not act themselves', async () => {
    const kit = await openRuled([
      { kind: 'allowance', subject: { kind: 'role', id: 'fans', name: 'Fans' }, amount: 90 },
    ]);
    await kit.asked({ roles: ['fans'] });
    expect((await kit.whole.purses.balance({ tenantId: 'guild', personId: 'ada' })).allowance).toBe(90);
    await kit.asked({ roles: [] });
    expect((await kit.whole.purses.balance({ tenantId: 'guild', personId: 'ada' })).allowance).toBe(40);
  });

  it('is answered also where nobody can be remembered', async () => {
    const kit = await openRuled([], {
      wrap: (parts) => {
        const members: Documents<Member> = {
          ...parts.documents.members,
          update: async () => Promise.reject(new Error('down')),
        };
        return { ...parts, documents: { ...parts.documents, members } };
      },
    });
    expect(await kit.refusal()).toBe('made');
    expect(kit.log.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', message: 'Who asks could not be remembered' }),
    );
  });
});
