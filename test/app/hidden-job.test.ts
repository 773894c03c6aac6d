import { describe, expect, it } from 'vitest';
import { isMadeFromHidden } from '#src/app/content/made-from-hidden.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createManualClock } from '../fakes/manual-clock.ts';
import { createMemoryBlobs } from '../fakes/memory-blobs.ts';
import { createRecordingPlatform, type ShownMessage } from '../fakes/recording-platform.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { openKit } from './open-kit.ts';

const SOURCE = await pngOf({ width: 16, height: 16 });

/** A place whose moderators hide foxes, on a platform that can cover pictures, or cannot. */
async function open({ hidesPictures }: { readonly hidesPictures: boolean }) {
  const clock = createManualClock();
  const talk = createRecordingPlatform('test', { hidesPictures });
  const storage = createMemoryStorage({ now: clock.now });
  const kit = openKit({ shared: { clock, storage, blobs: createMemoryBlobs(), talk } });
  await kit.start();
  const rule = { word: 'fox', action: 'spoiler' };
  await talk.ask({ name: 'rules add', options: rule, user: 'mod', moderator: true });
  const made = async (options: Readonly<Record<string, string | boolean>> = {}) => {
    const { id } = await talk.ask({ options: { prompt: 'a red fox', ...options } });
    return kit.ended(id);
  };
  const press = async (shown: ShownMessage, kind: string, user = 'ada') => {
    const state = shown.result?.actions.find((action) => action.kind === kind)?.state;
    return kit.talk.ask({ trigger: 'button', state: state ?? `gone.${kind}`, user });
  };
  return { ...kit, made, press, ask: talk.ask };
}

const kindsOf = ({ result }: ShownMessage): readonly string[] => [
  ...new Set(result?.actions.filter(({ picture }) => picture === undefined).map(({ kind }) => kind)),
];

describe('what moderators hide', () => {
  it('is shown to everybody, covered, where the platform can cover it', async () => {
    const { made } = await open({ hidesPictures: true });
    const shown = await made();
    expect(shown.result?.spoiler).toBe(true);
    expect(kindsOf(shown)).toEqual(['reroll', 'thread', 'delete']);
  });

  it("is its owner's alone where the platform cannot, who may share it, and has no thread", async () => {
    const { made, press, parts } = await open({ hidesPictures: false });
    const shown = await made();
    expect(shown.result).toMatchObject({ spoiler: true });
    expect(shown.result?.shared).toBeUndefined();
    expect(kindsOf(shown)).toEqual(['reroll', 'share', 'delete']);
    const copy = await press(shown, 'share');
    expect(copy.visibility).toBe('public');
    expect(copy.result).toMatchObject({ spoiler: true, shared: true });
    expect(await parts.jobs.get(shown.result?.jobId ?? '')).toMatchObject({
      private: false,
      shared: expect.anything(),
    });
  });

  it('is shared by nobody but its owner', async () => {
    const { made, press } = await open({ hidesPictures: false });
    const pressed = await press(await made(), 'share', 'bob');
    expect(pressed.result).toBeUndefined();
    expect(pressed.to).toBe('asker');
  });

  it('shows no part of the picture it is made from while it is made', async () => {
    const { ended, ask } = await open({ hidesPictures: true });
    const edit = { name: 'edit', images: { image: [SOURCE] } };
    await ask({ ...edit, id: 'hen', options: { prompt: 'a red hen', region: 'left half' } });
    expect((await ended('hen')).previews).toHaveLength(1);
    await ask({ ...edit, id: 'fox', options: { prompt: 'a red fox', region: 'left half' } });
    expect((await ended('fox')).previews).toEqual([]);
  });

  it('is shown to nobody else under a grid', async () => {
    const { ask } = await open({ hidesPictures: true });
    const grid = { name: 'edit', images: { image: [SOURCE] } };
    const options = { prompt: 'redder', region: 'grid' };
    const shown = await ask({ ...grid, id: 'SPOILER_photo', options });
    expect(shown.answer).not.toHaveProperty('picture');
    const alone = await ask({ ...grid, id: 'SPOILER_other', options: { ...options, private: true } });
    expect(alone.visibility).toBe('private');
    expect(alone.answer).toHaveProperty('picture');
    expect((await ask({ ...grid, id: 'photo', options })).answer).toHaveProperty('picture');
  });

  it.each(['vary', 'upscale'])('stays hidden in what is made from it by %s', async (kind) => {
    const { talk, press, ended, ask } = await open({ hidesPictures: true });
    await ask({ id: 'edited', name: 'edit', options: { prompt: 'a red fox' }, images: { image: [SOURCE] } });
    const shown = await ended('edited');
    await ask({ name: 'rules remove', options: { rule: 'w1' }, user: 'mod', moderator: true });
    const { id } = await press(shown, kind);
    const next = await ended(id);
    expect(next.result?.spoiler).toBe(true);
    expect(talk.message(id).previews).toEqual([]);
    const again = await press(next, 'reroll');
    expect((await ended(again.id)).result?.spoiler).toBe(true);
  });

  it('is open again where it is asked for anew without the rule, from words alone', async () => {
    const { press, ended, ask, made } = await open({ hidesPictures: true });
    const shown = await made();
    await ask({ name: 'rules remove', options: { rule: 'w1' }, user: 'mod', moderator: true });
    const { id } = await press(shown, 'reroll');
    expect((await ended(id)).result?.spoiler).toBeUndefined();
  });

  it("is so too where it is made from a picture under a platform's own cover", async () => {
    const cover = { key: 'attachment', filename: 'SPOILER_photo.png' };
    const request = { command: 'edit', prompt: 'redder', options: {}, images: [cover], instructions: [] } as const;
    const { parts } = await open({ hidesPictures: true });
    expect(await isMadeFromHidden(request, parts.jobs)).toBe(true);
    expect(await isMadeFromHidden({ ...request, images: [{ ...cover, filename: 'photo.png' }] }, parts.jobs)).toBe(
      false,
    );
  });

  it('shows nothing unfinished', async () => {
    const { made } = await open({ hidesPictures: true });
    expect((await made({ private: true })).previews).toEqual([]);
  });
});
