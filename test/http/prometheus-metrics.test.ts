import { expect, it } from 'vitest';
import { createPrometheusMetrics, type MetricSources } from '#src/http/prometheus-metrics.ts';

const open = (sources: Partial<MetricSources> = {}) =>
  createPrometheusMetrics({ queueCounts: () => ({ waiting: 3, running: 2 }), ...sources });

it('counts jobs by state and mode', async () => {
  const metrics = open();
  metrics.jobState('succeeded', 'edit');
  metrics.jobState('succeeded', 'edit');
  metrics.jobState('failed', 'generate');
  const { body } = await metrics.text();
  expect(body).toContain('easel_jobs_total{state="succeeded",mode="edit"} 2');
  expect(body).toContain('easel_jobs_total{state="failed",mode="generate"} 1');
});

it('counts provider calls by outcome and measures them in seconds', async () => {
  const metrics = open();
  metrics.providerCall('openai', 'success', 1500);
  metrics.providerCall('openai', 'rate-limited', 200);
  const { body } = await metrics.text();
  expect(body).toContain('easel_provider_calls_total{provider="openai",outcome="success"} 1');
  expect(body).toContain('easel_provider_calls_total{provider="openai",outcome="rate-limited"} 1');
  expect(body).toContain('easel_provider_call_seconds_bucket{le="1",provider="openai"} 1');
  expect(body).toContain('easel_provider_call_seconds_sum{provider="openai"} 1.7');
});

it('measures jobs by mode', async () => {
  const metrics = open();
  metrics.jobDuration('inpaint', 61_000);
  expect((await metrics.text()).body).toContain('easel_job_seconds_sum{mode="inpaint"} 61');
});

it('asks the queue for its depth at every scrape', async () => {
  let waiting = 3;
  const metrics = open({ queueCounts: () => ({ waiting, running: 2 }) });
  expect((await metrics.text()).body).toContain('easel_queue_depth{state="waiting"} 3');
  waiting = 0;
  const { body } = await metrics.text();
  expect(body).toContain('easel_queue_depth{state="waiting"} 0');
  expect(body).toContain('easel_queue_depth{state="running"} 2');
});

it('sums credits by kind and begins every kind at nought', async () => {
  const metrics = open();
  metrics.credits('held', 8);
  metrics.credits('settled', 6);
  metrics.credits('held', 4);
  const { body } = await metrics.text();
  expect(body).toContain('easel_credits_total{kind="held"} 12');
  expect(body).toContain('easel_credits_total{kind="settled"} 6');
  expect(body).toContain('easel_credits_total{kind="released"} 0');
});

it('shows the credits on hold, and that they are unknown where the store cannot be asked', async () => {
  expect((await open().text()).body).not.toContain('easel_credits_held');
  expect((await open({ heldCredits: async () => 7 }).text()).body).toContain('easel_credits_held 7');
  const broken = open({ heldCredits: () => Promise.reject(new Error('down')) });
  const { body } = await broken.text();
  expect(body).toMatch(/^easel_credits_held nan$/im);
  expect(body).toContain('easel_queue_depth{state="waiting"} 3');
});

it('leaves out figures that make no sense instead of failing the job that reported them', async () => {
  const metrics = open();
  metrics.credits('held', Number.NaN);
  metrics.credits('held', -1);
  metrics.jobDuration('edit', Number.NaN);
  metrics.providerCall('openai', 'success', -5);
  const { body } = await metrics.text();
  expect(body).toContain('easel_credits_total{kind="held"} 0');
  expect(body).toContain('easel_provider_calls_total{provider="openai",outcome="success"} 1');
  expect(body).not.toContain('easel_job_seconds_sum{mode="edit"}');
  expect(body).not.toContain('easel_provider_call_seconds_sum{provider="openai"}');
});

it('tells about the process too, and two of them in one process do not mix', async () => {
  const [one, other] = [open(), open()];
  one.jobState('succeeded', 'edit');
  const { contentType, body } = await other.text();
  expect(contentType).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(body).toContain('process_resident_memory_bytes');
  expect(body).not.toContain('mode="edit"');
});
