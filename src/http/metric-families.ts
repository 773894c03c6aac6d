import { Counter, Histogram, type Registry } from 'prom-client';

/** Provider calls and jobs last from half a second to ten minutes. */
const WORK = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600];
/** What a person, or a platform that allows three seconds, waits for. */
const ANSWER = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10];
/** A store's step: from memory to a server that hangs. */
const STEP = [0.0005, 0.002, 0.01, 0.05, 0.2, 1, 5, 15];

/** Every counter and histogram, in the units that Prometheus asks for. `docs/observability.md` lists them. */
export function createMetricFamilies(registers: Registry[]) {
  const make = makersIn(registers);
  return { ...jobFamilies(make), ...wayFamilies(make), ...storeFamilies(make), ...httpFamilies(make) };
}

type Makers = ReturnType<typeof makersIn>;

function makersIn(registers: Registry[]) {
  return {
    counter: <L extends string>(name: string, help: string, labelNames: L[]): Counter<L> =>
      new Counter({ name, help, labelNames, registers }),
    histogram: <L extends string>(name: string, help: string, labelNames: L[], buckets: number[]): Histogram<L> =>
      new Histogram({ name, help, labelNames, buckets, registers }),
  };
}

function jobFamilies({ counter, histogram }: Makers) {
  const credits = counter('easel_credits_total', 'Credits that were held, settled and released.', ['kind']);
  // A rate can only be taken of a series that was there before its first step.
  for (const kind of ['held', 'settled', 'released'] as const) credits.inc({ kind }, 0);
  const calls = 'easel_provider_calls_total';
  return {
    credits,
    jobs: counter('easel_jobs_total', 'Jobs that reached a state.', ['state', 'mode', 'provider']),
    jobSeconds: histogram(
      'easel_job_seconds',
      'From accepting a job to telling its person.',
      ['mode', 'outcome'],
      WORK,
    ),
    waitSeconds: histogram('easel_queue_wait_seconds', 'From the queue to the start.', ['mode'], WORK),
    calls: counter(calls, 'Provider calls that ended, by success or error code.', ['provider', 'outcome']),
    callSeconds: histogram('easel_provider_call_seconds', 'How long provider calls took.', ['provider'], WORK),
    refusals: counter('easel_refusals_total', 'Requests and jobs that ended with an error, by its code.', ['code']),
  };
}

function wayFamilies({ counter, histogram }: Makers) {
  const unacknowledged = 'easel_acknowledge_failures_total';
  const arrival = 'From a request to its person seeing that it arrived.';
  const ends = 'Ends of jobs: shown, to be shown later, never to be shown.';
  return {
    acknowledgeSeconds: histogram('easel_acknowledge_seconds', arrival, ['platform'], ANSWER),
    unacknowledged: counter(unacknowledged, 'Requests that could not be acknowledged.', ['platform']),
    deliveries: counter('easel_deliveries_total', ends, ['platform', 'outcome']),
    deliverySeconds: histogram('easel_delivery_seconds', 'How long showing an end took.', ['platform'], ANSWER),
  };
}

function storeFamilies({ counter, histogram }: Makers) {
  const steps = 'How long a step of the store of records, or of pictures, took.';
  return {
    storeSeconds: histogram('easel_store_seconds', steps, ['store', 'operation'], STEP),
    storeFailures: counter('easel_store_failures_total', 'Steps of a store that failed.', ['store', 'operation']),
  };
}

function httpFamilies({ counter, histogram }: Makers) {
  return {
    requests: counter('easel_http_requests_total', 'HTTP requests by route and status.', ['method', 'route', 'status']),
    requestSeconds: histogram('easel_http_request_seconds', 'Until an answer began.', ['route'], ANSWER),
  };
}
