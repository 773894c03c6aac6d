import { expect, it, onTestFinished, vi } from 'vitest';
import { startSimulator } from '#src/simulator/simulator.ts';
import { playCollector } from '../fakes/otel-collector.ts';
import { asOpenAi, openWorkplace, type Started } from './run-easel.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = `00-${TRACE}-00f067aa0ba902b7-01`;
const SLOW = 90_000;
const SECRET = 'a crimson walrus in a top hat';

const until = <T>(read: () => T | undefined): Promise<T> =>
  vi.waitFor(
    () => {
      const found = read();
      if (found === undefined) throw new Error('Not yet.');
      return found;
    },
    { timeout: 40_000, interval: 20 },
  );

const urlOf = ({ stdout }: Started) => until(() => /ready: (http:\/\/127\.0\.0\.1:\d+)/.exec(stdout())?.[1]);

const linesOf = ({ stderr }: Started): { msg: string; traceId?: string }[] =>
  stderr()
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line));

const lineOf = (started: Started, message: string) => until(() => linesOf(started).find(({ msg }) => msg === message));

const ask = (url: string, traceparent = CALLER) =>
  fetch(`${url}/v1/images/generations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent },
    body: JSON.stringify({ prompt: SECRET, response_format: 'url' }),
    signal: AbortSignal.timeout(40_000),
  });

it(
  'leads the trace of a call through its job, and tells the collector each step but no words and no keys',
  async () => {
    const collector = await playCollector();
    const started = openWorkplace({
      PORT: '0',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20collector-key',
      OTEL_SERVICE_NAME: 'studio',
    }).start('start');
    const answer = await ask(await urlOf(started));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-request-id')).toBe(`req_${TRACE}`);
    await answer.text();
    started.child.kill('SIGTERM');
    expect((await started.ended).code).toBe(0);
    const spans = collector.spans();
    const named = (name: string) => spans.find((span) => span.name === name);
    const names = ['request', 'plan', 'hold', 'queue wait', 'provider call', 'store pictures', 'settle', 'deliver'];
    expect([...new Set(spans.map(({ name }) => name))].sort()).toEqual(names.toSorted());
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
    expect(named('request')?.parentSpanId).toBe('00f067aa0ba902b7');
    for (const name of names.slice(1)) expect(named(name)?.parentSpanId, name).toBe(named('request')?.spanId);
    expect(collector.headers[0]).toEqual(['/v1/traces', 'Bearer collector-key']);
    expect(collector.text()).toContain('"studio"');
    for (const word of ['walrus', 'collector-key']) expect(collector.text()).not.toContain(word);
  },
  SLOW,
);

it(
  'says the same trace in the log of every process that works on the job',
  async () => {
    const simulator = await startSimulator({ paceMs: 60_000 });
    onTestFinished(() => simulator.close());
    const place = openWorkplace({ ...asOpenAi(simulator.url), PORT: '0' });
    const first = place.start('start');
    const asked = ask(await urlOf(first)).catch(() => undefined);
    for (const message of ['Job accepted', 'Job planned', 'Provider called'])
      expect((await lineOf(first, message)).traceId, message).toBe(TRACE);
    first.child.kill('SIGKILL');
    await asked;
    const second = place.start('start');
    for (const message of ['Job taken up again', 'Job ended without pictures', 'Job delivered'])
      expect((await lineOf(second, message)).traceId, message).toBe(TRACE);
    second.child.kill('SIGTERM');
    await second.ended;
  },
  SLOW,
);

it(
  'begins a trace of its own where the one that is brought is none',
  async () => {
    const started = openWorkplace({ PORT: '0' }).start('start');
    const answer = await ask(await urlOf(started), `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`);
    expect(answer.headers.get('x-request-id')).toMatch(/^req_(?!0{32})[0-9a-f]{32}$/);
    const { traceId } = await lineOf(started, 'Job accepted');
    expect(answer.headers.get('x-request-id')).toBe(`req_${traceId}`);
    started.child.kill('SIGTERM');
    expect((await started.ended).code).toBe(0);
  },
  SLOW,
);

it(
  'works on where the collector is away',
  async () => {
    const started = openWorkplace({ PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }).start('start');
    expect((await ask(await urlOf(started))).status).toBe(200);
    started.child.kill('SIGTERM');
    expect((await started.ended).code).toBe(0);
  },
  SLOW,
);
