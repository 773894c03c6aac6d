import { describe, expect, it } from 'vitest';
import { isVisibleTo } from '#src/app/visible-job.ts';
import type { Job } from '#src/domain/job.ts';
import type { Place } from '#src/ports/chat-platform.ts';

type Known = Pick<Job, 'platform' | 'tenantId' | 'personId' | 'private'>;

const ADAS: Known = { platform: 'talk', tenantId: 'guild', personId: 'ada', private: false };
const GUILD: Place = { platform: 'talk', tenantId: 'guild', channelId: 'art' };
const DIRECT_HERE: Place = { platform: 'talk', tenantId: 'direct', channelId: 'ada', isDirect: true };
const DIRECT: Place = { ...DIRECT_HERE, isEverywhere: true };

describe('a job is known to', () => {
  it.each<[string, boolean, Partial<Known>, string, Place]>([
    ['everybody of its tenant', true, {}, 'bob', GUILD],
    ['nobody of another tenant', false, {}, 'bob', { ...GUILD, tenantId: 'other' }],
    ['not even its owner in another tenant', false, {}, 'ada', { ...GUILD, tenantId: 'other' }],
    ['its owner alone where it is private', true, { private: true }, 'ada', GUILD],
    ['nobody else where it is private', false, { private: true }, 'bob', GUILD],
    ['its owner in their direct messages', true, { private: true }, 'ada', DIRECT],
    ['not its owner in direct messages of another tenant', false, {}, 'ada', DIRECT_HERE],
    ['nobody else in theirs', false, {}, 'bob', DIRECT],
    ['nobody of another platform', false, {}, 'ada', { ...DIRECT, platform: 'other' }],
  ])('%s', (_who, isKnown, job, userId, place) => {
    const actor = { userId, displayName: userId, isModerator: true };
    // Only these fields count.
    expect(isVisibleTo({ ...ADAS, ...job } as Job, { place, actor })).toBe(isKnown);
  });

  it('nobody once it was deleted', () => {
    const actor = { userId: 'ada', displayName: 'ada', isModerator: true };
    expect(isVisibleTo({ ...ADAS, deletedAt: 1 } as Job, { place: GUILD, actor })).toBe(false);
  });
});
