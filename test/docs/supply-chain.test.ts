import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lockedPackages } from './locked-packages.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(join(ROOT, name), 'utf8');
const manifest = JSON.parse(read('package.json'));
const locked = lockedPackages();

it('pins every dependency to one version, and has exactly that in the lock file', () => {
  const wanted: [string, string][] = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(wanted.length).toBeGreaterThan(50);
  for (const [name, version] of wanted) {
    expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
    expect(locked.find(({ path }) => path === `node_modules/${name}`)?.version, name).toBe(version);
  }
  expect(read('.npmrc')).toContain('save-exact=true\n');
});

it('knows the bytes of every package by their hash, and names no registry and no machine', () => {
  for (const { path, integrity, resolved } of locked) {
    expect(integrity, path).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
    expect(resolved ?? 'https://registry.npmjs.org/', path).toMatch(/^https:\/\/registry\.npmjs\.org\//);
  }
  expect(read('.npmrc')).not.toMatch(/registry|\/\/|_auth|token/i);
});

it('lets no package run a script while it is installed, but the one that brings Node for development', () => {
  const scripted = new Set(locked.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name));
  expect(Object.keys(manifest.allowScripts).sort()).toEqual([...scripted].sort());
  const allowed = Object.entries(manifest.allowScripts).filter(([, isAllowed]) => isAllowed);
  expect(allowed).toEqual([['node', true]]);
  expect(manifest.dependencies).not.toHaveProperty('node');
});

const npm = process.env.PATH?.split(':').some((folder) => existsSync(join(folder, 'npm')));

it.skipIf(!npm)(
  'prints the same bill of materials twice, of what runs and of nothing else',
  () => {
    const print = () =>
      execFileSync(process.execPath, ['.ci/sbom.js'], {
        cwd: ROOT,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    const text = print();
    expect(print()).toBe(text);
    const bill = JSON.parse(text);
    expect(bill).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name: 'easel' } } });
    const named: string[] = bill.components.map(({ purl }: { purl: string }) => decodeURIComponent(purl));
    const needed = locked.filter(({ dev }) => dev !== true).map(({ name, version }) => `pkg:npm/${name}@${version}`);
    expect([...new Set(named)].toSorted()).toEqual([...new Set(needed)].toSorted());
    expect(text).not.toContain(ROOT);
    const root = `${manifest.name}@${manifest.version}`;
    expect(bill.dependencies.map(({ ref }: { ref: string }) => ref)).toContain(root);
    expect(bill.metadata.component.purl).toBe(`pkg:npm/${root}`);
  },
  90_000,
);
