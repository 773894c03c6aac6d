import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Config } from '#src/config/config.ts';
import { loadConfig } from '#src/config/load-config.ts';
import { MODES, type Mode } from '#src/domain/mode.ts';
import { abilityOf, isRetired, type ModelEntry } from '#src/domain/model.ts';
import { plainText } from '#src/domain/text.ts';
import { openCatalogue } from '#src/open-catalogue.ts';
import type { Asked, ShownMessage } from '../fakes/recording-platform.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { everyoneAt, type Flow, factsOf, openFlow } from './open-flow.ts';
import { changes, openedOf } from './pixels.ts';

const SIZE = { width: 256, height: 256 };
const SOURCE = await pngOf({ ...SIZE, noise: true });
const OTHER = await pngOf({ ...SIZE, color: '#c04020' });

/** What is asked for to get a mode, and what has to be true of the result. */
const WAYS: Readonly<Record<Mode, { readonly asked: Asked; check(shown: ShownMessage): Promise<void> }>> = {
  generate: { asked: { options: { prompt: 'a fox' } }, check: async () => {} },
  edit: { asked: edit({}), check: async () => {} },
  'multi-reference': {
    asked: { options: { prompt: 'both together' }, images: { image: [SOURCE, OTHER] } },
    check: async ({ result }) => expect(result?.references?.count).toBe(2),
  },
  inpaint: {
    asked: edit({ region: 'C3-F6' }),
    async check(shown) {
      const { inside, outside } = await changes(SOURCE, await openedOf(shown), inCells);
      expect(outside).toBe(0);
      expect(inside).toBeGreaterThan(1000);
    },
  },
  'high-fidelity': { asked: edit({ fidelity: 'high' }), check: async () => {} },
  transparent: { asked: { options: { prompt: 'a fox sticker', background: 'transparent' } }, check: hasHoles },
  grid: {
    asked: { options: { prompt: 'a fox', mode: 'grid', n: 4 } },
    check: async ({ result }) => expect(result?.pictures).toHaveLength(4),
  },
  upscale: {
    asked: edit({ prompt: '', mode: 'upscale', scale: 2 }),
    check: async ({ result }) => expect(result?.pictures[0]?.width).toBeGreaterThanOrEqual(2 * SIZE.width),
  },
  'remove-background': { asked: edit({ prompt: '', mode: 'remove-background' }), check: hasHoles },
};

function edit(options: Asked['options']): Asked {
  return { name: 'edit', options: { prompt: 'a red balloon', ...options }, images: { image: [SOURCE] } };
}

const inCells = (x: number, y: number) => x >= 64 && x < 192 && y >= 64 && y < 192;

async function hasHoles(shown: ShownMessage): Promise<void> {
  const { channels } = await sharp(await openedOf(shown)).stats();
  expect(channels[3]?.min).toBe(0);
}

const change = (config: Config): Config => ({
  ...config,
  credits: { ...config.credits, allowance: 1_000_000 },
  concurrency: { ...config.concurrency, perPerson: 4 },
});

const models = openCatalogue(loadConfig({ env: everyoneAt('http://127.0.0.1:1'), cwd: '/' })).models.filter(
  (model) => !isRetired(model, Date.UTC(2026, 10, 21)),
);

/** Starting from a picture is all some models do, so the wish for a mode comes with one where it needs one. */
function askedOf(mode: Mode, { id, operations }: ModelEntry): Asked {
  const { asked } = WAYS[mode];
  const onlyEdits = !operations.generate && operations.edit && (mode === 'grid' || mode === 'transparent');
  const images = onlyEdits ? { image: [SOURCE] } : asked.images;
  return { ...asked, options: { ...asked.options, model: id, partials: 0 }, ...(images && { images }) };
}

describe('every mode on every model', () => {
  const cells = new Map<string, Map<Mode, string>>();
  let flow: Flow;
  beforeAll(async () => {
    flow = await openFlow({ env: everyoneAt, change });
  });
  afterAll(async () => {
    await flow.close();
    console.log(tableOf(cells));
  });

  describe.each(models.map((model) => [model.id, model] as const))('%s', (id, model) => {
    it.each(MODES)('%s', { timeout: 30_000 }, async (mode) => {
      const shown = await flow.made(askedOf(mode, model));
      cells.set(id, (cells.get(id) ?? new Map()).set(mode, cellOf(mode, model, shown)));
      if (shown.failure) return expectNamedRefusal(shown, mode, model);
      expect(factsOf(shown).Mode).toContain(mode);
      expect(factsOf(shown).Model).toBe(id);
      if (abilityOf(mode, model) === 'none') {
        // Detail that a model cannot promise to keep is the one wish that is not refused: the person is told.
        expect(mode).toBe('high-fidelity');
        expect(warningsOf(shown)).toContain('cannot promise to keep');
      }
      await WAYS[mode].check(shown);
    });
  });
});

/** The model is not able, and others that are, or would be with a key, are named. */
function expectNamedRefusal({ failure }: ShownMessage, mode: Mode, model: ModelEntry): void {
  expect(abilityOf(mode, model), failure?.failure.message).toBe('none');
  expect(failure?.failure.code).toMatch(/^(model-cannot|too-many-references)$/);
  expect(failure?.failure.message).toMatch(/\w+\/\S+/g);
  const named = failure?.failure.message.match(/\b[a-z-]+\/[\w.-]+\w/g) ?? [];
  expect(named.filter((other) => other !== model.id).length).toBeGreaterThan(0);
}

function cellOf(mode: Mode, model: ModelEntry, { failure }: ShownMessage): string {
  if (failure) return `no: ${failure.failure.message.match(/(?:\. |use )([a-z-]+\/[\w.-]+\w)/)?.[1] ?? '?'}`;
  const ability = abilityOf(mode, model);
  return ability === 'native' ? 'model' : ability === 'easel' ? 'Easel' : 'warned';
}

const warningsOf = ({ result }: ShownMessage): string => (result?.warnings ?? []).map(plainText).join(' ');

function tableOf(cells: ReadonlyMap<string, ReadonlyMap<Mode, string>>): string {
  const rows = [
    ['', ...MODES],
    ...[...cells].map(([id, row]) => [id, ...MODES.map((mode) => row.get(mode) ?? 'untested')]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
}
