import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ENVIRONMENT_SCHEMA } from '#src/config/environment-schema.ts';
import { KNOWN_NAMES } from '#src/config/file-schema.ts';
import { loadConfig } from '#src/config/load-config.ts';
import { LEAN } from '../../bench/easel-process.ts';
import { configOf } from './open-config.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(join(ROOT, name), 'utf8');
const manifest = JSON.parse(read('package.json'));

describe('.env.example', () => {
  it('has every variable this version uses, and no other', () => {
    expect(Object.keys(parseEnv(read('.env.example'))).sort()).toEqual(Object.keys(ENVIRONMENT_SCHEMA.shape).sort());
  });

  it('explains each in a comment right above it', () => {
    for (const name of Object.keys(ENVIRONMENT_SCHEMA.shape)) {
      expect(read('.env.example'), name).toMatch(new RegExp(`^# .+\\n${name}=$`, 'm'));
    }
  });

  it('names everything the file at EASEL_CONFIG may hold', () => {
    for (const name of KNOWN_NAMES[''] ?? []) expect(read('.env.example')).toMatch(new RegExp(`\\b${name}\\b`));
  });

  it('changes nothing when it is copied as it is', () => {
    const cwd = join(ROOT, 'nowhere');
    expect(loadConfig({ env: parseEnv(read('.env.example')), cwd })).toEqual(loadConfig({ env: {}, cwd }));
  });
});

describe('docs/configuration.md', () => {
  const page = read('docs/configuration.md');
  const example = /```json\n(.*?)```/s.exec(page)?.[1] ?? '';
  // The formatter pads the columns.
  const cells = [...page.matchAll(/^\| `(.+?)` +\| (.+?) +\|$/gm)].map(([, name = '', says = '']) => ({ name, says }));

  it('has a line for every variable, and for no other', () => {
    const variables = cells.map(({ name }) => name).filter((name) => /^[A-Z][A-Z0-9_]+$/.test(name));
    expect(variables.sort()).toEqual(Object.keys(ENVIRONMENT_SCHEMA.shape).sort());
  });

  it('explains every name the file at EASEL_CONFIG may hold, outside its example', () => {
    const words = page.replace(example, '');
    for (const name of Object.values(KNOWN_NAMES).flat()) expect(words, name).toMatch(new RegExp(`[\`.]${name}[\`.]`));
  });

  it('has an example that uses every setting of the top, and is taken as it is', () => {
    const settings = JSON.parse(example);
    expect(Object.keys(settings).sort()).toEqual([...(KNOWN_NAMES[''] ?? [])].sort());
    const config = configOf({ STUDIO_API_KEY: 'x' }, settings);
    expect(config).toMatchObject({ notices: [], connections: [{ name: 'studio' }], textModel: settings.textModel });
  });

  it('tells the defaults as they are', () => {
    const { credits, limits, concurrency, retentionDays, drainSeconds } = configOf();
    const told = (name: string) =>
      cells
        .find((cell) => cell.name === name)
        ?.says.split(/ +\| /)
        .at(-1);
    const flat = { ...credits, retentionDays, drainSeconds };
    for (const name of ['allowance', 'confirmAbove', 'retentionDays', 'drainSeconds'] as const)
      expect(told(name), name).toBe(String(flat[name]));
    for (const [name, value] of Object.entries(limits)) expect(told(`limits.${name}`), name).toBe(String(value));
    for (const name of ['perPerson', 'defaultPerProvider'] as const)
      expect(told(`concurrency.${name}`), name).toBe(String(concurrency[name]));
  });
});

describe('the Dockerfile', () => {
  const lines = read('Dockerfile').replaceAll(/\\\n/g, ' ').split('\n');
  const sources = lines
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(/\s+/).slice(1, -1));

  it('copies only what is there', () => {
    expect(sources.length).toBeGreaterThan(5);
    for (const source of sources) expect(existsSync(join(ROOT, source)), source).toBe(true);
  });

  it('copies only what .dockerignore lets through, and that lets nothing else through', () => {
    const [everything, ...allowed] = read('.dockerignore')
      .split('\n')
      .filter((line) => line && !line.startsWith('#'));
    expect(everything).toBe('*');
    expect(allowed.sort()).toEqual([...new Set(sources)].map((source) => `!${source.replace('./', '')}`).sort());
  });

  it('copies every folder the program imports from', () => {
    const folders = Object.values<string>(manifest.imports).map((path) => path.split('/')[1]);
    expect(sources).toEqual(expect.arrayContaining(folders));
  });

  it('stands on the Node the project itself brings', () => {
    const bases = lines.filter((line) => line.startsWith('FROM ')).map((line) => line.split(' ')[1]);
    expect(new Set(bases)).toEqual(new Set([`node:${manifest.devDependencies.node}-slim`]));
  });

  it('starts a file that is there, as a user who is not root, asks it for its health, and stops it by the signal it handles', () => {
    expect(JSON.parse(command('CMD '))).toEqual(['node', manifest.bin.easel, 'start']);
    expect(existsSync(join(ROOT, manifest.bin.easel))).toBe(true);
    expect(lines).toContain('USER node');
    expect(JSON.parse(command('HEALTHCHECK ').replace(/^.*?CMD /, ''))).toEqual(['node', manifest.bin.easel, 'health']);
    expect(lines).toContain('STOPSIGNAL SIGTERM');
  });

  it('has memory managed as "npm start" does, and as the benches measure it', () => {
    const pairsOf = (text: string) =>
      Object.fromEntries([...text.matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]));
    const image = pairsOf(command('ENV '));
    const [, before = '', flags] = /^(.*) exec node (--\S+) src\/easel\.js start$/.exec(manifest.scripts.start) ?? [];
    expect(image).toMatchObject(pairsOf(before));
    expect(image.NODE_OPTIONS).toBe(flags);
    const { NODE_OPTIONS, ...allocator } = LEAN;
    expect(image).toMatchObject(allocator);
    expect(NODE_OPTIONS.split(' ')).toContain(flags);
  });

  const command = (start: string) => lines.findLast((line) => line.startsWith(start))?.slice(start.length) ?? '';
});

describe('docs/decisions', () => {
  it('gives a reason for every dependency, and only for those', () => {
    const named = [...read('docs/decisions/003-dependencies.md').matchAll(/^\| `(.+?)` +\| .{10,} \|$/gm)].map(
      ([, name]) => name,
    );
    expect(named).toEqual([...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)]);
  });

  it.each(readdirSync(join(ROOT, 'docs/decisions')))(
    '%s has its number, context, choice and when to look again',
    (name) => {
      const page = read(`docs/decisions/${name}`);
      expect(page).toMatch(new RegExp(`^# ${name.slice(0, 3)}: `));
      expect([...page.matchAll(/^## (.+)$/gm)].map(([, title]) => title)).toEqual([
        'Context',
        'Choice',
        'When to look again',
      ]);
    },
  );
});

it('is under the MIT licence, and names the licences of its parts that ask for more', () => {
  expect(read('LICENSE')).toContain('MIT License\n\nCopyright (c) 2026 Easel contributors\n');
  for (const words of ['libvips', 'LGPL-3.0', 'resvg', 'MPL-2.0', 'DejaVu']) expect(read('NOTICE')).toContain(words);
});
