import { describe, expect, it } from 'vitest';
import { dryRunAnswer } from '#src/app/dry-run.ts';
import { plainText } from '#src/domain/text.ts';
import { maskPng, pngOf, svgBytes } from '../fixtures/pictures.ts';
import { openKit } from './open-kit.ts';

const PNG = await pngOf({ width: 32, height: 24 });
const MASK = await maskPng({ width: 32, height: 24, hole: { left: 0, top: 0, width: 9, height: 9 } });

const WHERE = { tenantId: 'guild', personId: 'ada', roles: [], channelId: 'art' };

describe('a dry run', () => {
  it('says what it would do and cost, and leaves nothing behind but the picture it shows', async () => {
    const kit = openKit();
    await kit.start();
    const options = { prompt: 'a fox', n: 2, seed: 7, 'dry-run': true };
    const { answer, visibility } = await kit.talk.ask({
      name: 'edit',
      options,
      images: { image: [PNG], mask: [MASK] },
    });
    const rows = answer?.kind === 'table' ? answer.rows.map((row) => row.map(plainText).join(': ')) : [];
    expect(rows).toEqual([
      'Mode: inpaint, because a mask says which part to change',
      'Model: simulator/sketch, because it is the cheapest that can',
      expect.stringMatching(/^Changes: the part you erased: the upper left, \d+ % of the picture$/),
      expect.stringMatching(/^Size: \d+x\d+$/),
      'Quality: medium',
      'Format: png',
      'Pictures: 2',
      'Cost: 8 credits of 40',
      expect.stringContaining('has no seed'),
    ]);
    expect(visibility).toBe('private');
    expect(kit.blobs.keys()).toEqual([expect.stringMatching(/^shown\/2026-01-01\//)]);
    expect(kit.calls).toEqual([]);
    expect(await kit.parts.jobs.byAccount('guild:ada', 9)).toEqual([]);
    expect(await kit.parts.ledger.entries('guild:ada', 9)).toEqual([]);
  });

  it('leaves nothing behind either where it is refused', async () => {
    const kit = openKit();
    await kit.start();
    const options = { prompt: 'a fox', 'dry-run': true };
    const { answer } = await kit.talk.ask({ options, images: { image: [PNG, svgBytes()] } });
    expect(answer?.kind === 'text' && plainText(answer.text)).toContain('svg');
    expect(kit.blobs.keys()).toEqual([]);
  });

  it('names the price of the provider where it is known', async () => {
    const kit = openKit();
    const request = { command: 'imagine', prompt: 'a fox', options: {}, images: [], instructions: [] } as const;
    const route = kit.talk.platform;
    const planned = await kit.engine.dryRun(request, WHERE, route, new AbortController().signal);
    const priced = { ...planned, plan: { ...planned.plan, price: { each: 2, total: 2, estimateUsdMicros: 12_345 } } };
    const answer = dryRunAnswer(priced);
    expect(answer.kind === 'table' && answer.rows.map((row) => row.map(plainText))).toContainEqual([
      "The provider's price",
      'about $0.0123',
    ]);
  });
});
