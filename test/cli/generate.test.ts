import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '#src/simulator/simulator.ts';
import { asOpenAi, openWorkplace, rawOf } from './run-easel.ts';

const SMALL = ['--size', '816x816', '--partials', '0'];

describe('easel generate', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ paceMs: 0 });
  });
  afterAll(() => simulator.close());
  const workplace = () => openWorkplace(asOpenAi(simulator.url));

  it('draws keyless with the simulator, saves under a name made of the words, and never over another picture', async () => {
    const { easel, folder } = openWorkplace();
    const first = await easel('generate', 'A fox, at dusk!');
    expect(first).toMatchObject({ code: 0, stdout: 'easel-a-fox-at-dusk.png\n' });
    expect(first.stderr).toContain('Drawing');
    expect(first.stderr).toMatch(/generate on simulator\/sketch, 1024x1024, [\d.]+ s, 2 credits; 38 of 40 left\./);
    expect(first.stderr).not.toContain('\u001b');
    const before = readFileSync(join(folder, 'easel-a-fox-at-dusk.png'));
    expect(await easel('generate', 'A fox, at dusk!')).toMatchObject({
      code: 0,
      stdout: 'easel-a-fox-at-dusk-2.png\n',
    });
    expect(readFileSync(join(folder, 'easel-a-fox-at-dusk.png')).equals(before)).toBe(true);
  });

  it('numbers several pictures and makes the folders of their path', async () => {
    const { easel, folder } = workplace();
    const ended = await easel(
      'generate',
      'a lighthouse at dusk',
      '-n',
      '2',
      ...SMALL,
      '--output',
      'out/deep/light.png',
    );
    expect(ended).toMatchObject({ code: 0, stdout: 'out/deep/light-1.png\nout/deep/light-2.png\n' });
    for (const name of ['light-1.png', 'light-2.png'])
      expect(await sharp(join(folder, 'out/deep', name)).metadata()).toMatchObject({ format: 'png', width: 816 });
  });

  it('puts pictures into a folder that exists, and into one that is only named with a slash', async () => {
    const { easel, folder } = workplace();
    mkdirSync(join(folder, 'here'));
    expect((await easel('generate', 'a fox', ...SMALL, '-o', 'here')).stdout).toBe('here/easel-a-fox.png\n');
    expect((await easel('generate', 'a fox', ...SMALL, '-o', 'there/')).stdout).toBe('there/easel-a-fox.png\n');
    expect(existsSync(join(folder, 'there/easel-a-fox.png'))).toBe(true);
  });

  it.each([
    ['photo.jpg', 'jpeg'],
    ['photo.webp', 'webp'],
  ])('asks for the format that the name %s promises', async (name, format) => {
    const { easel, folder } = workplace();
    expect(await easel('generate', 'a fox', ...SMALL, '-o', name, '--compression', '80')).toMatchObject({
      code: 0,
      stdout: `${name}\n`,
    });
    expect((await sharp(join(folder, name)).metadata()).format).toBe(format);
  });

  it('makes the format that a name promises where the model cannot, and has nothing to say about it', async () => {
    const { easel, folder } = workplace();
    const ended = await easel('generate', 'a fox', '-m', 'dall-e-3', '-o', 'photo.webp');
    expect(ended).toMatchObject({ code: 0, stdout: 'photo.webp\n' });
    expect(ended.stderr).not.toContain('webp');
    expect((await sharp(join(folder, 'photo.webp')).metadata()).format).toBe('webp');
    expect(simulator.requests.at(-1)?.body).not.toHaveProperty('output_format');
  });

  it('refuses to overwrite before anything is spent, and overwrites with --force', async () => {
    const server = await startSimulator({ paceMs: 0 });
    const { easel, folder } = openWorkplace(asOpenAi(server.url));
    writeFileSync(join(folder, 'light-2.png'), 'mine');
    const args = ['generate', 'a lighthouse', ...SMALL, '-n', '2', '-o', 'light.png'];
    const refused = await easel(...args);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('The file light-2.png exists already');
    expect(server.requests).toHaveLength(0);
    expect(readFileSync(join(folder, 'light-2.png'), 'utf8')).toBe('mine');
    expect(await easel(...args, '--force')).toMatchObject({ code: 0, stdout: 'light-1.png\nlight-2.png\n' });
    expect((await sharp(join(folder, 'light-2.png')).metadata()).format).toBe('png');
    await server.close();
  });

  it('writes only names it looked at, also where fewer pictures come than were asked for', async () => {
    const server = await startSimulator({ paceMs: 0 });
    const { easel, folder } = openWorkplace(asOpenAi(server.url));
    writeFileSync(join(folder, 'x.png'), 'mine');
    server.fail({ kind: 'fewer' });
    const ended = await easel('generate', 'a fox', ...SMALL, '-n', '2', '-o', 'x.png');
    expect(ended).toMatchObject({ code: 0, stdout: 'x-1.png\n' });
    expect(ended.stderr).toContain('1 of 2 pictures arrived whole; you pay only for that one.');
    await server.close();
    expect(readFileSync(join(folder, 'x.png'), 'utf8')).toBe('mine');
  });

  it('prints one document with --raw, and nothing else on either side', async () => {
    const { easel, folder } = workplace();
    const ended = await easel('generate', 'a fox', ...SMALL, '--raw', '--seed', '7', '-o', 'fox.png');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const raw = rawOf(ended);
    expect(raw).toEqual({
      created: expect.any(Number),
      data: [{ path: 'fox.png' }],
      usage: expect.objectContaining({ total_tokens: expect.any(Number), input_tokens_details: expect.any(Object) }),
      metadata: expect.objectContaining({
        jobId: expect.stringMatching(/^\w+$/),
        mode: 'generate',
        provider: 'openai',
        model: 'openai/gpt-image-2.6-flare',
        durationMs: expect.any(Number),
        credits: 2,
        warnings: [expect.stringContaining('has no seed')],
      }),
    });
    expect(existsSync(join(folder, 'fox.png'))).toBe(true);
  });

  it('keeps the words for people off standard output, whatever is asked for', async () => {
    const { easel } = workplace();
    const ended = await easel('generate', 'a fox', ...SMALL, '--raw', '--verbose');
    expect(rawOf(ended).data).toHaveLength(1);
    expect(ended.stderr).toContain('Getting ready');
    expect(ended.stderr).toMatch(
      /job \w+, because no picture was given; this model, because it is the cheapest that can, provider request req_/,
    );
  });

  it('only says what it would do with --dry-run: nothing is sent, spent or kept', async () => {
    const server = await startSimulator({ paceMs: 0 });
    const { easel, folder, dataDir } = openWorkplace(asOpenAi(server.url));
    writeFileSync(join(folder, 'x.png'), 'mine');
    const people = await easel('generate', 'a fox', '-n', '3', '--dry-run', '-o', 'x.png');
    expect(people).toMatchObject({ code: 0, stdout: '' });
    expect(people.stderr).toMatch(/Cost\s+6 credits of 40/);
    const raw = await easel('generate', 'a fox', '-n', '3', '--dry-run', '--raw', '--aspect', '16:9');
    expect(raw).toMatchObject({ code: 0, stderr: '' });
    expect(rawOf(raw)).toEqual({
      data: [],
      metadata: expect.objectContaining({ mode: 'generate', credits: 6, dryRun: true, warnings: [] }),
    });
    expect(server.requests).toHaveLength(0);
    expect(JSON.parse((await easel('credits', '--json')).stdout)).toMatchObject({ available: 40, held: 0 });
    expect(readdirSync(folder).sort()).toEqual(['data', 'x.png']);
    expect(readdirSync(join(dataDir, 'blobs')).filter((name) => !name.startsWith('.'))).toEqual([]);
    await server.close();
  });

  it('charges the person that --user names', async () => {
    const { easel } = workplace();
    expect((await easel('generate', 'a fox', ...SMALL, '--user', 'Ada')).code).toBe(0);
    const left = async (...user: string[]) => JSON.parse((await easel('credits', '--json', ...user)).stdout);
    expect(await left('--user', 'ada')).toMatchObject({ available: 38, held: 0 });
    expect(await left()).toMatchObject({ available: 40, user: 'cli' });
  });

  it('keeps what is made where the output folder cannot be written, and says where', async () => {
    const { easel, folder, dataDir } = workplace();
    writeFileSync(join(folder, 'file'), '');
    const ended = await easel('generate', 'a fox', ...SMALL, '-o', 'file/fox.png');
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/The picture is made but cannot be written to file\/fox\.png: EEXIST/);
    const [, key = ''] = /kept as (blobs\/jobs\/\w+\/0\.png)\. You were charged for it\./.exec(ended.stderr) ?? [];
    expect((await sharp(join(dataDir, key)).metadata()).format).toBe('png');
    expect(ended.stderr).not.toContain('    at ');
    const several = rawOf(await easel('generate', 'a fox', ...SMALL, '-n', '2', '-o', 'file/fox.png', '--raw'));
    expect(several.error).toMatchObject({ code: 'output-failed', charged: true });
    const [, shelf = ''] = /kept as (blobs\/jobs\/\w+\/)\./.exec(several.error.message) ?? [];
    expect(readdirSync(join(dataDir, shelf)).sort()).toEqual(['0.png', '1.png']);
  });
});
