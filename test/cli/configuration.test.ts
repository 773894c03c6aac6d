import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from '../fakes/scratch-folder.ts';
import { openWorkplace, rawOf } from './run-easel.ts';

describe('what the command line is configured by', () => {
  it('is also the .env of the nearest parent folder, whose variables the environment overrides', async () => {
    const parent = scratchFolder();
    writeFileSync(join(parent, '.env'), 'OPENAI_API_KEY=from-the-file\nOPENAI_BASE_URL=http://127.0.0.1:9/v1\n');
    const deep = join(parent, 'some/where');
    const models = async (env = {}) =>
      (await openWorkplace({ EASEL_DATA_DIR: join(parent, 'data'), ...env }, deep).easel('models')).stdout;
    expect(await models()).toContain('openai/gpt-image-2.6-flare');
    expect(await models({ OPENAI_API_KEY: '' })).not.toContain('openai/');
  });

  it('is refused with every problem at once, whatever the command', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'easel.json'), '{"credits": {"allowance": -1}, "limitz": {}}');
    const env = { PORT: 'many', OPENAI_BASE_URL: 'ftp://x', OPENAI_API_KEY: 'two words', EASEL_CONFIG: 'easel.json' };
    const { easel } = openWorkplace(env, folder);
    const { code, stdout, stderr } = await easel('models');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const name of ['PORT', 'OPENAI_BASE_URL', 'OPENAI_API_KEY', 'allowance', 'limitz'])
      expect(stderr).toContain(name);
    expect(stderr.trim().split('\n')).toHaveLength(5);
    expect(stderr).not.toContain('two words');
    const raw = await easel('generate', 'a fox', '--raw');
    expect(raw.code).toBe(2);
    expect(rawOf(raw).error).toMatchObject({ code: 'bad-configuration', blame: 'operator', charged: false });
  });

  it('is refused where a model of the operator makes no sense', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'easel.json'), '{"models": [{"id": "simulator/sketch", "quality": 7}]}');
    const ended = await openWorkplace({ EASEL_CONFIG: 'easel.json' }, folder).easel('generate', 'a fox', '--raw');
    expect(ended.code).toBe(2);
    expect(rawOf(ended).error).toMatchObject({ code: 'bad-configuration' });
    expect(rawOf(ended).error.message).toContain('models[0].quality');
  });

  // /proc takes no folders, not even from root.
  it.each([['credits'], ['doctor'], ['start'], ['generate', 'a fox']])(
    'is told in one sentence where nothing can be stored: %s',
    async (...args) => {
      const ended = await openWorkplace({ EASEL_DATA_DIR: '/proc/easel', PORT: '0' }).easel(...args);
      expect(ended).toMatchObject({ code: 1, stdout: '' });
      expect(ended.stderr).toBe(
        "Easel's store cannot be used: the folder /proc/easel cannot be written (ENOENT). Set EASEL_DATA_DIR to one that can.\n",
      );
    },
  );

  it('is told in one sentence where the data folder is a file', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'file'), '');
    const ended = await openWorkplace({ EASEL_DATA_DIR: join(folder, 'file') }).easel('credits');
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(/^EASEL_DATA_DIR names [^\n]*, which is not a folder[^\n]*\n$/);
  });

  it('is told in one sentence where the store is no database', async () => {
    const folder = scratchFolder();
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data/easel.db'), 'These are words. '.repeat(100));
    const raw = await openWorkplace({}, folder).easel('generate', 'a fox', '--raw');
    expect(raw.code).toBe(1);
    expect(rawOf(raw).error).toMatchObject({ code: 'store-unavailable', charged: false });
    expect(rawOf(raw).error.message).toContain('file is not a database');
    expect(raw.stderr).not.toContain('    at ');
  });
});
