import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { PERMISSIONS, permissionNames } from '#src/chat/discord/registration/permissions.ts';
import { ENVIRONMENT_SCHEMA } from '#src/config/environment-schema.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(join(ROOT, name), 'utf8');
const GUIDES = readdirSync(join(ROOT, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);
const PAGES = ['README.md', ...GUIDES];

/** As a heading's address is made. */
const anchorOf = (title: string) =>
  title
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-');
const anchorsOf = (page: string) => [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => anchorOf(title));

/** What is said of one permission, command or variable stands in code or bold. */
const codeIn = (page: string) => [...read(page).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);

describe.each(PAGES)('%s', (page) => {
  it('links only to what is there', () => {
    const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const local = links.filter((link) => !/^https?:/.test(link));
    expect(local.length).toBeGreaterThan(0);
    for (const link of local) {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path);
      expect(existsSync(join(ROOT, target)), link).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(target), link).toContain(anchor);
    }
  });

  it('names only commands, options of the command line and variables that exist', () => {
    const code = codeIn(page);
    const said = code.flatMap((words) => /^\/([a-z-]+)$/.exec(words)?.[1] ?? []);
    const paths = ['v1', 'healthz', 'readyz', 'metrics', 'docs', 'openapi.json'];
    const known = [...commands.map(({ name }) => name), ...paths];
    for (const name of said) expect(known).toContain(name);
    for (const words of code.filter((each) => /^(DISCORD|EASEL)_[A-Z_]+$/.test(each)))
      expect(Object.keys(ENVIRONMENT_SCHEMA.shape)).toContain(words);
  });
});

it('every guide is linked from the README', () => {
  for (const guide of GUIDES) expect(read('README.md')).toContain(`](${guide})`);
});

describe('docs/discord.md', () => {
  const page = read('docs/discord.md');

  it('gives a reason for each permission that is asked for, and for no other', () => {
    const table = page.split('| permission')[1]?.split('\n\n')[0] ?? '';
    const rows = [...table.matchAll(/^\| ([A-Z][\w ]+?) +\| .{10,} \|$/gm)].map(([, name]) => name);
    expect(rows).toEqual(permissionNames(PERMISSIONS));
  });

  it('names the menus as they are called', () => {
    const labels = commands.flatMap(({ menu }) => menu?.label ?? []);
    expect(labels.length).toBeGreaterThan(0);
    for (const label of labels) expect(page + read('docs/moderators.md'), label).toContain(`**${label}**`);
  });
});
