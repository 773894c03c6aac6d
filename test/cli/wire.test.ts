import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RecordedRequest } from '#src/simulator/request-log.ts';
import { startSimulator } from '#src/simulator/simulator.ts';
import { loadConform } from '../descriptions.ts';
import { jpegOf, maskPng, pngOf } from '../fixtures/pictures.ts';
import { asOpenAi, openWorkplace } from './run-easel.ts';

const conform = await loadConform();

const ONE = ['--image', 'a.png'];
const TWO = [...ONE, '--image', 'b.jpg'];

const CASES: Readonly<Record<string, { args: readonly string[]; path: string; body: object }>> = {
  'generate, several': {
    args: ['generate', 'a fox', '-n', '2', '--background', 'opaque', '--quality', 'low', '--partials', '0'],
    path: '/images/generations',
    body: { n: 2, background: 'opaque', quality: 'low' },
  },
  'generate, streamed, with size, format, compression and moderation': {
    args: ['generate', 'x', '--size', '1008x656', '--format', 'jpeg', '--compression', '60', '--moderation', 'low'],
    path: '/images/generations',
    body: { stream: true, size: '1008x656', output_format: 'jpeg', output_compression: 60, moderation: 'low' },
  },
  transparent: {
    args: ['generate', 'a sticker', '--background', 'transparent', '--format', 'webp', '--aspect', '3:2'],
    path: '/images/generations',
    body: { background: 'transparent', output_format: 'webp' },
  },
  'an older model': {
    args: ['generate', 'a fox', '-m', 'dall-e-3', '--style', 'natural', '--quality', 'hd'],
    path: '/images/generations',
    body: { style: 'natural', quality: 'hd', response_format: 'b64_json' },
  },
  'edit, transparent': {
    args: ['edit', 'cut out', ...ONE, '--background', 'transparent'],
    path: '/images/edits',
    body: { image: '<file>', background: 'transparent' },
  },
  'two references': {
    args: ['edit', 'both', ...TWO, '--size', 'auto'],
    path: '/images/edits',
    body: { image: ['<file>', '<file>'], size: 'auto' },
  },
  mask: { args: ['edit', 'a hat', ...TWO, '--mask', 'mask.png'], path: '/images/edits', body: { mask: '<file>' } },
  'fidelity on gpt-image-1.5': {
    args: ['edit', 'x', ...ONE, '-m', 'gpt-image-1.5', '--fidelity', 'high', '--partials', '1'],
    path: '/images/edits',
    body: { input_fidelity: 'high', stream: true, partial_images: 1 },
  },
};

describe('what the command line sends to OPENAI_BASE_URL', () => {
  // Skipped where the vendor's description is not beside this checkout.
  it.skipIf(!conform).each(Object.entries(CASES))(
    "is what the vendor's description asks for: %s",
    async (_name, { args, path, body }) => {
      const recorded: RecordedRequest[] = [];
      const simulator = await startSimulator({ paceMs: 0, onRequest: (request) => void recorded.push(request) });
      const { easel, folder } = openWorkplace(asOpenAi(simulator.url));
      const size = { width: 96, height: 64 };
      writeFileSync(join(folder, 'a.png'), await pngOf(size));
      writeFileSync(join(folder, 'b.jpg'), await jpegOf(size));
      writeFileSync(
        join(folder, 'mask.png'),
        await maskPng({ ...size, hole: { left: 9, top: 9, width: 20, height: 20 } }),
      );
      expect((await easel(...args)).stderr).toContain('credits;');
      expect(recorded).toHaveLength(1);
      const [sent] = recorded;
      expect(sent).toMatchObject({ method: 'POST', path, body });
      expect(conform?.check({ vendor: 'openai', ...sent })).toEqual([]);
      await simulator.close();
    },
  );
});
