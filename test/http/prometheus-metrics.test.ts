import { expect, it } from 'vitest';
import type { MetricSources } from '#src/http/metric-gauges.ts';
import { createPrometheusMetrics } from '#src/http/prometheus-metrics.ts';

const open = (sources: Partial<MetricSources> = {}) =>
  createPrometheusMetrics({ queueCounts: () => ({ waiting: 3, running: 2 }), ...sources });

const UNDER_WAY = { states: { queued: 2, running: 1 }, holds: 3, credits: 14, oldestMs: 90_000 };

const textOf = async (metrics: ReturnType<typeof open>) => (await metrics.text()).body;

it('counts jobs by state, mode and provider', async () => {
  const metrics = open();
  metrics.jobState('succeeded', 'edit', 'openai');
  metrics.jobState('succeeded', 'edit', 'openai');
  metrics.jobState('failed', 'generate', 'gemini');
  const body = await textOf(metrics);
  expect(body).toContain('easel_jobs_total{state="succeeded",mode="edit",provider="openai"} 2');
  expect(body).toContain('easel_jobs_total{state="failed",mode="generate",provider="gemini"} 1');
});

it('counts provider calls by outcome and measures them in seconds', async () => {
  const metrics = open();
  metrics.providerCall('openai', 'success', 1500);
  metrics.providerCall('openai', 'rate-limited', 200);
  const body = await textOf(metrics);
  expect(body).toContain('easel_provider_calls_total{provider="openai",outcome="success"} 1');
  expect(body).toContain('easel_provider_calls_total{provider="openai",outcome="rate-limited"} 1');
  expect(body).toContain('easel_provider_call_seconds_bucket{le="1",provider="openai"} 1');
  expect(body).toContain('easel_provider_call_seconds_sum{provider="openai"} 1.7');
});

it('measures jobs by mode and end, and how long they waited', async () => {
  const metrics = open();
  metrics.jobDuration('inpaint', 'succeeded', 61_000);
  metrics.queueWait('inpaint', 4000);
  const body = await textOf(metrics);
  expect(body).toContain('easel_job_seconds_sum{mode="inpaint",outcome="succeeded"} 61');
  expect(body).toContain('easel_queue_wait_seconds_sum{mode="inpaint"} 4');
});

it('times acknowledgements and deliveries by platform, every run of the command line as one', async () => {
  const metrics = open();
  metrics.acknowledged('slack', true, 30);
  metrics.acknowledged('slack', false, 30);
  metrics.delivered('cli:8s2k', 'shown', 10);
  metrics.delivered('cli:f00d', 'later', 10);
  const body = await textOf(metrics);
  expect(body).toContain('easel_acknowledge_seconds_count{platform="slack"} 1');
  expect(body).toContain('easel_acknowledge_failures_total{platform="slack"} 1');
  expect(body).toContain('easel_deliveries_total{platform="cli",outcome="shown"} 1');
  expect(body).toContain('easel_deliveries_total{platform="cli",outcome="later"} 1');
});

it('counts refusals by code, steps of the stores and answers over HTTP', async () => {
  const metrics = open();
  metrics.refused('paused');
  metrics.stored('records', 'compare-and-set', true, 3);
  metrics.stored('pictures', 'put', false, 5000);
  metrics.httpRequest('GET', '/files/:name', 404, 12);
  const body = await textOf(metrics);
  expect(body).toContain('easel_refusals_total{code="paused"} 1');
  expect(body).toContain('easel_store_seconds_sum{store="records",operation="compare-and-set"} 0.003');
  expect(body).toContain('easel_store_failures_total{store="pictures",operation="put"} 1');
  expect(body).toContain('easel_http_requests_total{method="GET",route="/files/:name",status="404"} 1');
  expect(body).toContain('easel_http_request_seconds_sum{route="/files/:name"} 0.012');
});

it('asks the queue for its depth at every scrape', async () => {
  let waiting = 3;
  const metrics = open({ queueCounts: async () => ({ waiting, running: 2 }) });
  expect(await textOf(metrics)).toContain('easel_queue_depth{state="waiting"} 3');
  waiting = 0;
  const body = await textOf(metrics);
  expect(body).toContain('easel_queue_depth{state="waiting"} 0');
  expect(body).toContain('easel_queue_depth{state="running"} 2');
});

it('sums credits by kind and begins every kind at nought', async () => {
  const metrics = open();
  metrics.credits('held', 8);
  metrics.credits('settled', 6);
  metrics.credits('held', 4);
  const body = await textOf(metrics);
  expect(body).toContain('easel_credits_total{kind="held"} 12');
  expect(body).toContain('easel_credits_total{kind="settled"} 6');
  expect(body).toContain('easel_credits_total{kind="released"} 0');
});

it('shows what is under way and on hold with one look at the store', async () => {
  let looks = 0;
  const metrics = open({
    isPaused: async () => true,
    underWay: async () => {
      looks += 1;
      return UNDER_WAY;
    },
  });
  const body = await textOf(metrics);
  for (const line of ['paused 1', 'holds_open 3', 'credits_held 14', 'job_oldest_seconds 90'])
    expect(body).toContain(`easel_${line}\n`);
  expect(body).toContain('easel_jobs_unfinished{state="queued"} 2');
  expect(looks).toBe(1);
});

it('says that what the store should tell is unknown where it cannot be asked, and tells the rest', async () => {
  expect(await textOf(open())).not.toContain('easel_credits_held');
  const broken = open({
    underWay: () => Promise.reject(new Error('down')),
    isPaused: () => Promise.reject(new Error('down')),
  });
  const body = await textOf(broken);
  for (const name of ['credits_held', 'holds_open', 'job_oldest_seconds', 'paused'])
    expect(body).toMatch(new RegExp(`^easel_${name} nan$`, 'im'));
  expect(body).toContain('easel_queue_depth{state="waiting"} 3');
});

it('says which platforms reach the process, how full its disk is, and what was spent of which budget', async () => {
  const states = { discord: true, slack: false };
  const disk = async () => ({ freeBytes: 5e9, totalBytes: 2e10 });
  const metrics = open({ connected: () => states, disk, spentUsd: async () => 12.5, budgetUsd: 50 });
  const body = await textOf(metrics);
  for (const line of ['disk_free_bytes 5000000000', 'disk_bytes 20000000000', 'spent_usd 12.5', 'budget_usd 50'])
    expect(body).toContain(`easel_${line}\n`);
  expect(body).toContain('easel_connected{platform="discord"} 1');
  expect(body).toContain('easel_connected{platform="slack"} 0');
  states.slack = true;
  expect(await textOf(metrics)).toContain('easel_connected{platform="slack"} 1');
  const bare = await textOf(open());
  for (const name of ['connected', 'disk', 'spent', 'budget']) expect(bare).not.toContain(`easel_${name}`);
});

it('leaves out figures that make no sense instead of failing the job that reported them', async () => {
  const metrics = open();
  metrics.credits('held', Number.NaN);
  metrics.credits('held', -1);
  metrics.jobDuration('edit', 'failed', Number.NaN);
  metrics.providerCall('openai', 'success', -5);
  const body = await textOf(metrics);
  expect(body).toContain('easel_credits_total{kind="held"} 0');
  expect(body).toContain('easel_provider_calls_total{provider="openai",outcome="success"} 1');
  expect(body).not.toContain('easel_job_seconds_sum{mode="edit"');
  expect(body).not.toContain('easel_provider_call_seconds_sum{provider="openai"}');
});

it('tells about the process too, and two of them in one process do not mix', async () => {
  const [one, other] = [open(), open()];
  one.jobState('succeeded', 'edit', 'openai');
  const { contentType, body } = await other.text();
  expect(contentType).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(body).toContain('process_resident_memory_bytes');
  expect(body).toContain('nodejs_eventloop_lag_p99_seconds');
  expect(body).not.toContain('mode="edit"');
});

it('makes no more series of a thousand more people, models, routes and statuses', async () => {
  const metrics = open({ underWay: async () => UNDER_WAY, isPaused: async () => false });
  const everything = (name: string) => {
    metrics.jobState(name, name, name);
    metrics.jobDuration(name, name, 1);
    metrics.queueWait(name, 1);
    metrics.providerCall(name, name, 1);
    metrics.acknowledged(name, true, 1);
    metrics.acknowledged(name, false, 1);
    metrics.delivered(name, 'shown', 1);
    metrics.refused(name);
    metrics.stored('records', 'read', true, 1);
    metrics.httpRequest(name, `/u/${name}`, Number(name.slice(1)), 1);
  };
  const seriesAfter = async (from: number, to: number) => {
    for (let index = from; index < to; index++) everything(`n${index}`);
    return (await textOf(metrics)).split('\n').filter((line) => line.startsWith('easel_')).length;
  };
  const first = await seriesAfter(0, 200);
  expect(first).toBeLessThan(4000);
  expect(await seriesAfter(200, 1200)).toBe(first);
  const body = await textOf(metrics);
  expect(body).toContain('provider="other"');
  expect(body).not.toContain('n1199');
});

it('takes no word for a label that could not be one', async () => {
  const metrics = open();
  metrics.providerCall('a "quoted" name\nof two lines', 'success', 1);
  expect(await textOf(metrics)).toContain('easel_provider_calls_total{provider="other",outcome="success"} 1');
});
