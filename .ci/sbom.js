#!/usr/bin/env node
// Prints what Easel is made of, as CycloneDX: the same text for the same lock file, whenever and wherever it is asked for.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const ROOT = new URL('..', import.meta.url).pathname;
const ASK = ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only'];

const bill = JSON.parse(execFileSync('npm', ASK, { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }));

// npm calls it as the folder it lies in.
const { name, version } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
const root = bill.metadata.component;
const called = root['bom-ref'];
Object.assign(root, { name, 'bom-ref': `${name}@${version}`, purl: `pkg:npm/${name}@${version}` });
for (const dependency of bill.dependencies) if (dependency.ref === called) dependency.ref = root['bom-ref'];

// Not by npm's own "--omit=dev": that leaves out what a package for development wishes for beside itself, also where Easel needs it.
const isForDevelopment = ({ properties = [] }) =>
  properties.some(({ name: property, value }) => property === 'cdx:npm:package:development' && value === 'true');
bill.components = bill.components.filter((component) => !isForDevelopment(component));
const left = new Set([root['bom-ref'], ...bill.components.map((component) => component['bom-ref'])]);
bill.dependencies = bill.dependencies.filter(({ ref }) => left.has(ref));
for (const dependency of bill.dependencies) dependency.dependsOn = dependency.dependsOn.filter((ref) => left.has(ref));

// Another one in every run, and what only this machine knows.
delete bill.serialNumber;
delete bill.metadata.timestamp;
delete bill.metadata.tools;
const byRef = (one, other) => (one['bom-ref'] ?? one.ref).localeCompare(other['bom-ref'] ?? other.ref, 'en');
for (const component of [bill.metadata.component, ...bill.components])
  component.externalReferences = component.externalReferences?.filter(({ type }) => type !== 'distribution');
bill.components.sort(byRef);
bill.dependencies.sort(byRef);
for (const dependency of bill.dependencies) dependency.dependsOn.sort();
process.stdout.write(`${JSON.stringify(bill, null, 2)}\n`);
