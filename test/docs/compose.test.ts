import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { ENVIRONMENT_SCHEMA } from '#src/config/environment-schema.ts';
import { loadConfig } from '#src/config/load-config.ts';
import { ROLES } from '#src/config/roles.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (name: string) => readFileSync(join(ROOT, name), 'utf8');

/** What Compose takes, as far as it is used here; a misspelt name is none of them. */
const SERVICE = z.strictObject({
  build: z.literal('.').optional(),
  image: z.string(),
  restart: z.enum(['unless-stopped', 'on-failure']),
  read_only: z.literal(true),
  tmpfs: z.array(z.string()),
  user: z.string().optional(),
  cap_drop: z.tuple([z.literal('ALL')]),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  mem_limit: z.string().regex(/^\d+[mg]$/),
  pids_limit: z.int().positive(),
  logging: z.strictObject({
    driver: z.literal('json-file'),
    options: z.strictObject({ 'max-size': z.string(), 'max-file': z.string() }),
  }),
  stop_grace_period: z.string().optional(),
  env_file: z.array(z.strictObject({ path: z.literal('.env'), required: z.literal(false) })).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  entrypoint: z.array(z.string()).optional(),
  command: z.array(z.string()).optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition: z.string() })).optional(),
  volumes: z.array(z.string()).optional(),
  ports: z.array(z.string()).optional(),
  healthcheck: z
    .strictObject({
      test: z.array(z.string()),
      interval: z.string(),
      timeout: z.string(),
      start_period: z.string().optional(),
      retries: z.int(),
    })
    .optional(),
  networks: z.array(z.string()),
});

const COMPOSE = z.strictObject({
  name: z.literal('easel'),
  services: z.record(z.string(), SERVICE),
  volumes: z.record(z.string(), z.null()),
  'x-easel': z.unknown(),
  networks: z.strictObject({ inside: z.strictObject({ internal: z.literal(true) }), outside: z.null() }),
});

const text = read('compose.yaml');
const { services, volumes, networks } = COMPOSE.parse(parse(text, { merge: true }));
const all = Object.entries(services);
const easels = all.filter(([, { image }]) => image.startsWith('easel:'));

it('takes every image by an exact version', () => {
  const { version } = JSON.parse(read('package.json'));
  for (const [name, { image }] of all) expect(image, name).toMatch(/^[a-z/]+:\d+\.\d+(\.\d+)?(-alpine)?$/);
  for (const [, { image }] of easels) expect(image).toBe(`easel:${version}`);
});

it('sets only variables that Easel reads, and such that it takes them', () => {
  expect(easels.length).toBeGreaterThan(0);
  for (const [, { environment = {} }] of easels) {
    for (const name of Object.keys(environment)) expect(Object.keys(ENVIRONMENT_SCHEMA.shape)).toContain(name);
    const env = Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, value.replace(/\$\{\w+:\?[^}]*\}/g, 'abc123')]),
    );
    const { s3, http, notices } = loadConfig({ env, cwd: '/' });
    expect({ s3, http, notices }).toMatchObject({ s3: { bucket: 'easel' }, http: { host: '0.0.0.0' }, notices: [] });
  }
});

it('starts with no password that somebody else could know, and says which are missing', () => {
  const secrets = ['POSTGRES_PASSWORD', 'REDIS_PASSWORD', 'S3_SECRET_KEY'];
  for (const [, name = '', more = ''] of text.matchAll(/(?<!\$)\$\{(\w+)([^}]*)\}/g)) {
    expect(secrets).toContain(name);
    expect(more).toMatch(/^:\?set \w+ in \.env/);
  }
  for (const [, { environment = {} }] of all)
    for (const [name, value] of Object.entries(environment))
      if (/PASSWORD|SECRET/.test(name)) expect(value).toMatch(/^\$\{\w+:\?[^}]+\}$/);
});

it('opens nothing but Easel, and that to this machine alone', () => {
  for (const [name, { image, ports = [], networks: on }] of all) {
    if (!image.startsWith('easel:')) expect({ name, ports, on }).toEqual({ name, ports: [], on: ['inside'] });
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:8787$/);
  }
});

it('keeps what has to last on volumes that it names, and writes nowhere else but to memory', () => {
  const mounted = all.flatMap(([, { volumes: used = [] }]) => used.map((volume) => volume.split(':')[0]));
  expect(mounted.toSorted()).toEqual(Object.keys(volumes).toSorted());
  for (const [, { environment = {}, volumes: used = [] }] of easels)
    expect(used.map((volume) => volume.split(':')[1])).toEqual([environment.EASEL_DATA_DIR]);
});

it('waits for what it needs, each of which says when it is there', () => {
  for (const [name, { depends_on: needed = {}, networks: on }] of all) {
    for (const [other, { condition }] of Object.entries(needed)) {
      const there = services[other];
      expect(there, `${name} needs ${other}`).toBeDefined();
      if (condition === 'service_healthy') expect(there?.healthcheck, other).toBeDefined();
      expect(there?.networks.some((network) => on.includes(network))).toBe(true);
    }
    for (const network of on) expect(Object.keys(networks)).toContain(network);
  }
});

const bytes = (size: string) => Number.parseInt(size, 10) * (size.toLowerCase().includes('g') ? 1024 : 1) * 1024 ** 2;
const dockerfile = read('Dockerfile').replaceAll(/\\\n/g, ' ');
const page = read('docs/deployment.md');

it('runs every role, each as the image starts Easel, and asks each for its health as the image does', () => {
  const inImage = (start: string): string[] =>
    JSON.parse(new RegExp(`^${start}.*?(\\[.*\\])$`, 'm').exec(dockerfile)?.[1] ?? '[]');
  expect(easels.map(([, { command = [] }]) => command).toSorted()).toEqual(
    ROLES.map((role) => [...inImage('CMD'), '--role', role]).toSorted(),
  );
  for (const [, { healthcheck }] of easels) expect(healthcheck?.test).toEqual(['CMD', ...inImage('HEALTHCHECK')]);
});

it('starts Easel only once its stores are well and its bucket is there', () => {
  for (const [, { depends_on: needed = {} }] of easels)
    expect(needed).toEqual({
      postgres: { condition: 'service_healthy' },
      redis: { condition: 'service_healthy' },
      bucket: { condition: 'service_completed_successfully' },
    });
});

it('lets Redis refuse what does not fit before it is killed for it, evict nothing and keep what it was told', () => {
  const { command = [], mem_limit: most = '0m' } = services.redis ?? {};
  const said = command.join(' ');
  for (const line of ['appendonly yes', 'maxmemory-policy noeviction', 'requirepass %s']) expect(said).toContain(line);
  const bound = bytes(/maxmemory (\d+[mg]b)/.exec(said)?.[1] ?? '0mb');
  expect(bound).toBeGreaterThan(0);
  expect(bound).toBeLessThan(bytes(most) * 0.75);
});

it('is told in the documents as it is: ports, services that are backed up, the time to stop', () => {
  for (const [, { ports = [] }] of easels)
    for (const port of ports) expect(page).toContain(`\`${port.split(':').slice(0, 2).join(':')}\``);
  const named = [...page.matchAll(/docker compose exec (?:-T )?(\w+)/g)].map(([, name = '']) => name);
  expect(new Set(named)).toEqual(new Set(['gateway', 'postgres', 'redis']));
  for (const name of named) expect(Object.keys(services)).toContain(name);
  expect(page).toContain(`${services.gateway?.mem_limit.replace('g', ' GiB')}`);
});

it('gives running jobs longer than they may take to end', () => {
  const { drainSeconds } = loadConfig({ env: {}, cwd: '/' });
  for (const [, { stop_grace_period: grace = '10s' }] of easels)
    expect(Number.parseInt(grace, 10)).toBeGreaterThan(drainSeconds);
});
