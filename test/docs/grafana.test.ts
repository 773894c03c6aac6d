import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { createPrometheusMetrics } from '#src/http/prometheus-metrics.ts';
import { readPromql } from './promql.ts';

const FOLDER = join(import.meta.dirname, '../../docs/grafana');
const read = (name: string) => readFileSync(join(FOLDER, name), 'utf8');

const PLACE = z.strictObject({
  x: z.int().min(0).max(23),
  y: z.int().min(0),
  w: z.int().min(1).max(24),
  h: z.int().min(1),
});
const SOURCE = z.strictObject({ type: z.literal('prometheus'), uid: z.string().regex(/^\$\{datasource\}$/) });
const TARGET = z.strictObject({
  refId: z.string().regex(/^[A-Z]$/),
  datasource: SOURCE,
  expr: z.string().min(1),
  legendFormat: z.string().min(1),
});
const BASE = { id: z.int().positive(), title: z.string().min(1), gridPos: PLACE };
const PANEL = z.discriminatedUnion('type', [
  z.strictObject({ ...BASE, type: z.literal('row'), collapsed: z.literal(false), panels: z.tuple([]) }),
  ...(['timeseries', 'stat'] as const).map((type) =>
    z.strictObject({
      ...BASE,
      type: z.literal(type),
      description: z.string().min(1),
      datasource: SOURCE,
      fieldConfig: z.object({
        defaults: z.object({ unit: z.enum(['s', 'ops', 'short', 'bytes', 'percentunit']) }),
        overrides: z.array(z.unknown()),
      }),
      options: z.object({}),
      targets: z.array(TARGET).min(1),
    }),
  ),
]);
const DASHBOARD = z.object({
  uid: z.string(),
  title: z.string(),
  schemaVersion: z.int().min(36),
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.enum(['datasource', 'query']) })) }),
  panels: z.array(PANEL).min(10),
});

const RULES = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Easel[A-Za-z]+$/),
          expr: z.string(),
          for: z
            .string()
            .regex(/^\d+[smh]$/)
            .optional(),
          labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
          annotations: z.strictObject({ summary: z.string().min(10), description: z.string().min(10) }),
        }),
      ),
    }),
  ),
});

const dashboard = DASHBOARD.parse(JSON.parse(read('easel.json')));
const panels = dashboard.panels.flatMap((panel) => (panel.type === 'row' ? [] : [panel]));
const rules = RULES.parse(parse(read('alerts.yaml'))).groups.flatMap((group) => group.rules);
const expressions = [
  ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ...rules.map(({ expr }) => expr),
];

/** Every name a series can have, and the labels it can have, by what a process tells that has done everything once. */
const series = new Map<string, Set<string>>();
/** Prometheus's own, of every process that it asks. */
series.set('up', new Set(['job', 'instance']));

beforeAll(async () => {
  const metrics = createPrometheusMetrics({
    queueCounts: () => ({ waiting: 0, running: 0 }),
    isPaused: async () => false,
    underWay: async () => ({ states: { queued: 1 }, holds: 0, credits: 0, oldestMs: 0 }),
    connected: () => ({ discord: true }),
    disk: async () => ({ freeBytes: 1, totalBytes: 2 }),
    spentUsd: async () => 1,
    budgetUsd: 2,
  });
  metrics.jobState('succeeded', 'edit', 'openai');
  metrics.jobDuration('edit', 'succeeded', 1);
  metrics.queueWait('edit', 1);
  metrics.providerCall('openai', 'success', 1);
  metrics.acknowledged('slack', true, 1);
  metrics.acknowledged('slack', false, 1);
  metrics.delivered('slack', 'shown', 1);
  metrics.refused('paused');
  metrics.stored('records', 'read', false, 1);
  metrics.httpRequest('GET', '/healthz', 200, 1);
  for (const line of (await metrics.text()).body.split('\n')) {
    const [, name, labels = ''] = /^(\w+)(?:\{(.*)\})? /.exec(line) ?? [];
    if (name === undefined) continue;
    const known = series.get(name) ?? new Set(['job', 'instance']);
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label);
    series.set(name, known);
  }
});

describe('the dashboard and the alert rules', () => {
  it('name only metrics that exist, and only labels that these have', () => {
    expect(expressions.length).toBeGreaterThan(40);
    for (const expr of expressions) {
      const { selectors, groupings } = readPromql(expr);
      expect(selectors.length, expr).toBeGreaterThan(0);
      for (const { name, labels } of selectors) {
        const known = series.get(name);
        expect(known, `${name} in ${expr}`).toBeDefined();
        for (const label of labels) expect([...(known ?? [])], expr).toContain(label);
      }
      const known = selectors.flatMap(({ name }) => [...(series.get(name) ?? [])]);
      for (const label of groupings) expect(known, expr).toContain(label);
    }
  });

  it('show every metric of Easel somewhere', () => {
    const base = (name: string) => name.replace(/_(bucket|sum|count)$/, '');
    const shown = new Set(expressions.flatMap((expr) => readPromql(expr).selectors.map(({ name }) => base(name))));
    const ours = new Set([...series.keys()].filter((name) => name.startsWith('easel_')).map(base));
    expect([...ours].filter((name) => !shown.has(name))).toEqual([]);
  });

  it('take rates only of counters and histograms, and quantiles only of buckets', () => {
    for (const expr of expressions) {
      const { spans, hasQuantile, selectors, groupings } = readPromql(expr);
      for (const span of spans) {
        expect(['rate', 'increase'], expr).toContain(span.function);
        expect(span.of, expr).toMatch(/_(total|bucket)$/);
      }
      if (!hasQuantile) continue;
      expect(groupings, expr).toContain('le');
      for (const { name } of selectors) expect(name, expr).toMatch(/_bucket$/);
    }
  });

  it.each(['rate(easel_jobs_total', 'sum by (le rate(easel_jobs_total[5m])', 'easel_paused ==', ''])(
    'are read strictly: %j is refused',
    (expr) => {
      expect(() => readPromql(expr)).toThrow('is no PromQL');
    },
  );
});

it('has a rule for each of what an operator has to hear of', () => {
  const wanted = ['ProcessGone', 'NotConnected', 'JobStuck', 'StoreFails', 'ProviderFails', 'BudgetNearlySpent'];
  const named = rules.map(({ alert }) => alert);
  for (const name of [...wanted, 'DiskNearlyFull']) expect(named).toContain(`Easel${name}`);
  expect(new Set(named).size).toBe(named.length);
});

it('has panels that do not lie over each other, each with an id of its own', () => {
  const all = dashboard.panels;
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  const cells = all.flatMap(({ gridPos: { x, y, w, h } }) => {
    expect(x + w).toBeLessThanOrEqual(24);
    return Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`);
  });
  expect(new Set(cells).size).toBe(cells.length);
});

it('uses every variable that it has, and no other', () => {
  const text = read('easel.json');
  const used = new Set([...text.matchAll(/\$\{?(datasource|job)\b/g)].map(([, name]) => name));
  expect(used).toEqual(new Set(dashboard.templating.list.map(({ name }) => name)));
});

it('documents every metric, with its labels', () => {
  const page = readFileSync(join(FOLDER, '../observability.md'), 'utf8');
  const rows = new Map(
    [...page.matchAll(/^\| `(easel_\w+)` +\| (.*?) +\|/gm)].map(([, name = '', labels = '']) => [
      name,
      labels.match(/\w+/g)?.toSorted() ?? [],
    ]),
  );
  const told = new Map<string, string[]>();
  for (const [name, labels] of series) {
    if (!name.startsWith('easel_') || /_(sum|count)$/.test(name)) continue;
    const own = [...labels].filter((label) => !['job', 'instance', 'le'].includes(label)).toSorted();
    told.set(name.replace(/_bucket$/, ''), own);
  }
  expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(told));
});

const hasPromtool = ['/usr/bin/promtool', '/usr/local/bin/promtool'].some(existsSync);

it.skipIf(!hasPromtool)('is taken by promtool (skipped where the package prometheus is not installed)', () => {
  const said = execFileSync('promtool', ['check', 'rules', join(FOLDER, 'alerts.yaml')], { encoding: 'utf8' });
  expect(said).toContain(`${rules.length} rules found`);
});
