import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '#src/simulator/simulator.ts';
import { asOpenAi, openWorkplace, rawOf } from './run-easel.ts';

const BIO = ['--bio', 'gardens between tomatoes'];
const SMALL = ['--size', '816x816', '--quality', 'low'];

describe('easel avatar', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ paceMs: 0 });
  });
  afterAll(() => simulator.close());
  const workplace = () => openWorkplace(asOpenAi(simulator.url));

  it('makes a portrait and four variations that start from it, and saves all of them', async () => {
    const { easel, folder } = workplace();
    const before = simulator.requests.length;
    const ended = await easel('avatar', ...BIO, '--name', 'Ada', ...SMALL, '-o', 'ada.png');
    const names = [1, 2, 3, 4, 5].map((at) => `ada-${at}.png`);
    expect(ended).toMatchObject({ code: 0, stdout: `${names.join('\n')}\n` });
    for (const name of names) expect((await sharp(join(folder, name)).metadata()).format).toBe('png');
    const asked = simulator.requests.slice(before).filter(({ path }) => path.includes('images'));
    const [portrait, ...variations] = asked.map(({ path }) => path);
    expect(portrait).toBe('/images/generations');
    expect(new Set(variations)).toEqual(new Set(['/images/edits']));
  });

  it('prints one document with --raw, in which each picture says what it is', async () => {
    const { easel } = workplace();
    const ended = await easel('avatar', ...BIO, ...SMALL, '--raw', '-o', 'ada.png');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const { data, metadata } = rawOf(ended);
    expect(data).toHaveLength(5);
    expect(metadata).toMatchObject({ mode: 'grid', provider: 'openai', model: 'openai/gpt-image-2.6-flare' });
    expect(Number(metadata.credits)).toBeGreaterThan(0);
  });

  it('says with --dry-run what it would make for how much: nothing is sent, not even to the model that writes', async () => {
    const server = await startSimulator({ paceMs: 0 });
    const { easel, folder } = openWorkplace(asOpenAi(server.url));
    const ended = await easel('avatar', ...BIO, '--count', '8', '--dry-run', '--raw');
    expect(rawOf(ended).metadata).toMatchObject({ mode: 'grid', pictures: 9, dryRun: true });
    expect(server.requests).toHaveLength(0);
    expect(readdirSync(folder)).toEqual(['data']);
    await server.close();
  });

  it('spends nothing above the threshold where nobody can be asked, unless --yes says so', async () => {
    const server = await startSimulator({ paceMs: 0 });
    const { easel } = openWorkplace(asOpenAi(server.url));
    const args = ['avatar', ...BIO, '--quality', 'high', '--size', '816x816', '-o', 'ada.png', '--raw'];
    const refused = await easel(...args);
    expect(refused.code).toBe(2);
    expect(rawOf(refused).error).toMatchObject({
      code: 'needs-confirmation',
      charged: false,
      message: expect.stringContaining('--yes'),
    });
    expect(server.requests.filter(({ path }) => path.includes('images'))).toHaveLength(0);
    const ended = await easel(...args, '--yes');
    expect(ended.code).toBe(0);
    expect(rawOf(ended).data).toHaveLength(5);
    expect(Number(rawOf(ended).metadata.credits)).toBeGreaterThan(20);
    await server.close();
  });

  it('refuses before anything is spent where one of its files exists', async () => {
    const { easel, folder } = workplace();
    writeFileSync(join(folder, 'ada-5.png'), 'mine');
    const before = simulator.requests.length;
    const ended = await easel('avatar', ...BIO, ...SMALL, '-o', 'ada.png');
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('The file ada-5.png exists already');
    expect(simulator.requests.length).toBe(before);
    expect(existsSync(join(folder, 'ada-1.png'))).toBe(false);
  });

  it.each([
    [['avatar'], 'add --bio'],
    [['avatar', '--name', 'Ada'], 'add --bio'],
    [['avatar', '--bio', ' '], 'add --bio'],
    [['avatar', ...BIO, '--count', 'many'], 'whole number'],
    [['avatar', ...BIO, '--count', '0'], 'You asked for 0 pictures. Ask for 1 to 36.'],
    [['avatar', ...BIO, '--count', '40'], 'This asks for 41 pictures at once; the limit is 40.'],
    [['avatar', ...BIO, '-m', 'simulator/flux'], 'cannot start from pictures.'],
  ])('ends with 2 for %j', async (args, says) => {
    const ended = await openWorkplace().easel(...args);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(says);
  });
});
