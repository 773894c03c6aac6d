import { describe, expect, it } from 'vitest';
import { createWriteScene } from '#src/app/write-scene.ts';
import { SCENE_INSTRUCTIONS, templateScene } from '#src/domain/avatar.ts';
import { EaselError } from '#src/domain/errors.ts';
import { plainText } from '#src/domain/text.ts';
import type { TextModel } from '#src/ports/text-model.ts';
import { createManualClock } from '../fakes/manual-clock.ts';
import { createSilentLog } from '../fakes/silent-log.ts';
import { ABLE } from '../fixtures/model-entries.ts';
import { openKit } from './open-kit.ts';

const BRIEF = { name: 'Ada', bios: ['gardens between tomatoes'], gender: 'none' };
const SCENE = 'A gardener between tomato plants in warm evening light.';
const TOLD = ['The model that writes prompts did not answer, so a template was used.'];

const writing = (write: TextModel['write']): TextModel => ({ id: 'atelier/writer', write });

function open(model?: TextModel, opened = async () => model ?? writing(async () => '')) {
  const [clock, log, abort] = [createManualClock(), createSilentLog(), new AbortController()];
  const write = createWriteScene({ ...(model && { textModel: opened }), clock, log });
  const scene = async (paid = true) => {
    const { words, warnings } = await write(BRIEF, { signal: abort.signal, paid });
    return { words, warnings: warnings.map(plainText) };
  };
  return { scene, clock, log, abort };
}

describe('what an avatar shows', () => {
  it('is written by the model that writes, from everything that was said', async () => {
    const asks: object[] = [];
    const { scene, clock, log } = open(
      writing(async (ask) => {
        asks.push(ask);
        return ` ${SCENE}\n`;
      }),
    );
    expect(await scene()).toEqual({ words: SCENE, warnings: [] });
    expect(asks).toEqual([
      { instructions: SCENE_INSTRUCTIONS, words: 'Name: Ada\nAbout them: gardens between tomatoes' },
    ]);
    expect(clock.waiting()).toBe(0);
    expect(log.lines).toEqual([]);
  });

  it('follows from a template where there is no such model, and that needs no telling', async () => {
    expect(await open().scene()).toEqual({ words: templateScene(BRIEF), warnings: [] });
  });

  it('follows from a template where nothing may be paid for, and the model is not asked', async () => {
    const { scene } = open(
      writing(() => {
        throw new Error('It was asked.');
      }),
    );
    expect(await scene(false)).toEqual({ words: templateScene(BRIEF), warnings: [] });
  });

  it.each<[string, TextModel['write']]>([
    ['fails', () => Promise.reject(new EaselError('quota', { provider: 'Atelier' }))],
    ['breaks', () => Promise.reject(new TypeError('undefined is not a function'))],
    ['writes nothing', async () => ''],
    ['writes nonsense', async () => ' no. \n'],
  ])('follows from a template where the model %s, which is told', async (_what, write) => {
    const { scene, clock, log } = open(writing(write));
    expect(await scene()).toEqual({ words: templateScene(BRIEF), warnings: TOLD });
    expect(log.lines.map(({ level }) => level)).toEqual(['warn']);
    expect(clock.waiting()).toBe(0);
  });

  it('follows from a template where the model cannot be opened', async () => {
    const closed = () => Promise.reject(new EaselError('no-models', {}));
    expect(
      (
        await open(
          writing(async () => SCENE),
          closed,
        ).scene()
      ).warnings,
    ).toEqual(TOLD);
  });

  it('follows from a template where the model takes longer than half a minute', async () => {
    const aborted: unknown[] = [];
    const { scene, clock } = open(
      writing((_ask, signal) => {
        return new Promise((_, reject) =>
          signal.addEventListener('abort', () => {
            aborted.push(signal.reason);
            reject(signal.reason);
          }),
        );
      }),
    );
    const written = scene();
    await clock.advance(29_999);
    expect(aborted).toEqual([]);
    await clock.advance(1);
    expect(await written).toEqual({ words: templateScene(BRIEF), warnings: TOLD });
    expect(aborted).toHaveLength(1);
  });

  it('is nothing at all once the person has canceled', async () => {
    const { scene, abort, clock } = open(
      writing((_ask, signal) => {
        abort.abort(new EaselError('canceled', {}));
        return Promise.reject(signal.reason);
      }),
    );
    await expect(scene()).rejects.toMatchObject({ code: 'canceled' });
    expect(clock.waiting()).toBe(0);
  });
});

describe('an avatar', () => {
  const asks: string[] = [];
  const textModel = writing(async ({ words }) => {
    asks.push(words);
    return SCENE;
  });

  it('is drawn by what was written, and a dry run asks nobody who is paid for it', async () => {
    asks.length = 0;
    const kit = openKit({ entries: [ABLE], textModel });
    await kit.start();
    const options = { bio: 'gardens', bio2: 'plays the tuba' };
    const { answer } = await kit.talk.ask({ name: 'avatar', options: { ...options, 'dry-run': true } });
    expect(answer?.kind).toBe('table');
    expect(asks).toEqual([]);
    await kit.talk.ask({ id: 'event-ada', name: 'avatar', options });
    const { job } = await kit.ended('event-ada');
    expect(asks).toEqual(['About them: gardens\nAbout them: plays the tuba']);
    expect(job?.plan?.scene).toBe(SCENE);
    for (const prompt of kit.calls) expect(prompt).toContain(SCENE);
    expect(kit.calls).toHaveLength(2);
  });
});
