import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type LockedPackage, lockedPackages } from './locked-packages.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Licences under which a package may be used together with Easel, which is under the MIT licence and passes none of them on changed. */
const ALLOWED = new Set([
  ...['MIT', 'ISC', '0BSD', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0', 'OFL-1.1', 'MPL-2.0'],
  // Shared libraries and a WebAssembly module, loaded as they are: see NOTICE.
  ...['LGPL-3.0', 'LGPL-3.0-or-later'],
]);

/** Licences that are a text of their own; NOTICE says what they ask for. */
const READ_BY_US: Readonly<Record<string, string>> = {
  'dejavu-fonts-ttf': 'SEE LICENSE IN README.md AND LICENSE',
};

const isAllowed = ({ name, license = '' }: LockedPackage): boolean =>
  READ_BY_US[name] === license ||
  license
    .replace(/[()]/g, '')
    .split(/ AND | OR /)
    .every((one) => ALLOWED.has(one));

const needed = lockedPackages().filter(({ dev }) => dev !== true);

it('uses no package under a licence that was not looked at', () => {
  expect(needed.length).toBeGreaterThan(100);
  expect(needed.filter((one) => !isAllowed(one)).map(({ name, license }) => `${name}: ${license}`)).toEqual([]);
});

it('knows an unknown licence', () => {
  const one = { path: 'node_modules/x', name: 'x', version: '1.0.0' };
  expect([
    isAllowed({ ...one, license: 'AGPL-3.0' }),
    isAllowed({ ...one, license: 'MIT AND GPL-2.0' }),
    isAllowed(one),
    isAllowed({ ...one, license: '(MIT AND OFL-1.1)' }),
  ]).toEqual([false, false, false, true]);
});

it('finds in every installed package the licence that the lock file names', () => {
  const installed = needed.filter(({ path }) => existsSync(join(ROOT, path, 'package.json')));
  expect(installed.length).toBeGreaterThan(100);
  for (const { path, license } of installed) {
    const said = JSON.parse(readFileSync(join(ROOT, path, 'package.json'), 'utf8')).license;
    expect(typeof said === 'object' ? said.type : said, path).toBe(license);
  }
});

it('lists every package with its version and licence in docs/licences.md', async () => {
  const byLicence = Map.groupBy(needed, ({ license = '' }) => license);
  const rows = ([license, packages]: readonly [string, readonly LockedPackage[]]) => [
    `## ${license}`,
    '',
    ...new Set(packages.map(({ name, version }) => `- ${name} ${version}`).toSorted()),
    '',
  ];
  const page = [
    '# Licences of the packages Easel runs with',
    '',
    'Written from the lock file by `npm run licences`. Packages for one kind of machine alone are in it too; those for development are not.',
    "[NOTICE](../NOTICE) says which ask for more than to name their authors; each package's text comes with it.",
    '',
    ...[...byLicence].toSorted(([one], [other]) => (one < other ? -1 : 1)).flatMap(rows),
  ];
  await expect(`${page.join('\n').trimEnd()}\n`).toMatchFileSnapshot('../../docs/licences.md');
});
