import type { Viewer } from '#src/app/gallery/may-see.ts';
import type { Job } from '#src/domain/job.ts';
import type { StoredPicture } from '#src/domain/picture.ts';
import { pngOf } from '../../fixtures/pictures.ts';
import { DAY_MS, type Kit, openKit, PLAN } from '../open-kit.ts';

/** Of Ada in the channel `art`. */
export const ADA: Viewer = {
  platform: 'test',
  tenantId: 'guild',
  personId: 'ada',
  isModerator: false,
  channelId: 'art',
};
export const MODERATOR: Viewer = { ...ADA, personId: 'mo', isModerator: true };

export interface MadeOf extends Partial<Job> {
  readonly id: string;
  readonly prompt?: string;
  /** How many pictures; one unless told. */
  readonly count?: number;
  readonly size?: { readonly width: number; readonly height: number };
  readonly minute?: number;
}

/** The engine with what people made a while ago. */
export async function openGalleryKit(results: readonly MadeOf[] = [], options: Parameters<typeof openKit>[0] = {}) {
  const kit = openKit(options);
  for (const one of results) await keepResult(kit, one);
  return kit;
}

/** Keeps a finished result of Ada's, with its pictures, unless told otherwise. */
export async function keepResult(kit: Kit, { prompt = 'a fox', count = 1, size, minute = 0, ...more }: MadeOf) {
  const pictures: StoredPicture[] = [];
  for (let index = 0; index < count; index++)
    pictures.push(await keepPicture(kit, `jobs/${more.id}/${index}.png`, size));
  const personId = more.personId ?? 'ada';
  const createdAt = kit.clock.now() - DAY_MS + minute * 60_000;
  const job: Job = {
    token: `token-${more.id}`,
    state: 'succeeded',
    tenantId: 'guild',
    personId,
    personName: personId === 'ada' ? 'Ada' : personId,
    accountId: `${more.tenantId ?? 'guild'}:${personId}`,
    platform: 'test',
    placeId: 'art',
    private: false,
    eventId: `event-${more.id}`,
    delivery: { platform: 'test', messageId: `event-${more.id}` },
    request: { command: 'imagine', prompt, options: {}, images: [], instructions: [] },
    createdAt,
    workerId: 'gone',
    plan: PLAN,
    result: { pictures, charged: 2 * count, warnings: [], durationMs: 1200 },
    finishedAt: createdAt + 1200,
    deliveredAt: createdAt + 1300,
    ...more,
  };
  await kit.parts.documents.tokens.update(job.token, () => ({ jobId: job.id }));
  await kit.parts.jobs.create(job);
  return job;
}

export async function keepPicture(kit: Kit, key: string, size = { width: 24, height: 16 }): Promise<StoredPicture> {
  const bytes = await pngOf(size);
  await kit.parts.blobs.put(key, bytes);
  return { key, type: 'image/png', ...size, byteLength: bytes.byteLength };
}

/** A token for somebody's gallery page. */
export const passOf = (kit: Kit, { platform, channelId, ...whose }: Viewer = ADA): Promise<string> =>
  kit.whole.passes.issue({ kind: 'gallery', ...whose, about: { platform, channelId }, ttlMs: 3_600_000 });
