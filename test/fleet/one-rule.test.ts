import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EVERYWHERE } from '#src/app/rules/switches.ts';
import { loadConfig } from '#src/config/load-config.ts';
import { openEasel } from '#src/main.ts';
import { realPostgres, realRedis } from '../fakes/real-stores.ts';
import { createSilentLog } from '../fakes/silent-log.ts';
import { openFleet } from './open-fleet.ts';

const SLOW = 240_000;
/** A picture costs about 0.0132 US dollars, and half as much again is held until that is known. */
const FOR_TWO = { usdPerMonth: 0.043 };
const PATIENT = { timeout: 90_000, interval: 50 };

describe.skipIf(realRedis.missing)(`rules over several processes${realRedis.missing ?? ''}`, () => {
  for (const store of [realRedis, realPostgres])
    describe.skipIf(store.missing)(
      `with their records on ${store.name}${store.missing ? `: ${store.missing}` : ''}`,
      () => {
        it(
          'a pause that is made elsewhere holds in each',
          async () => {
            const { fleet, env } = await open({});
            const both = await two(fleet);
            const easel = await openEasel(loadConfig({ env, cwd: fleet.folder }), {
              routes: new Map(),
              log: createSilentLog(),
            });
            onTestFinished(() => easel.close());
            await easel.switches.pause(EVERYWHERE, { by: 'operator', reason: 'a test', cancelRunning: false });
            for (const [index, process] of both.entries()) process.ask(`job-${index}`, `person-${index}`);
            await expect
              .poll(() => fleet.ends().map(({ kind, text }) => `${kind} ${text}`), PATIENT)
              .toEqual(['failure paused', 'failure paused']);
            expect(fleet.simulator.requests).toHaveLength(0);
          },
          SLOW,
        );

        it.each([
          { what: 'allowance', settings: { credits: { allowance: 6 } }, refused: 'not-enough-credits', made: 3 },
          { what: 'budget', settings: { budget: FOR_TWO }, refused: 'budget-spent', made: 2 },
          { what: 'budget of a server', settings: { tenants: { budget: FOR_TWO } }, refused: 'budget-spent', made: 2 },
          { what: 'rate', settings: { tenants: { perMinute: { perPerson: 3 } } }, refused: 'too-fast', made: 3 },
        ])(
          'one $what is used up once, whoever is asked',
          async ({ settings, refused, made }) => {
            const folder = await mkdtemp(join(tmpdir(), 'easel-rule-'));
            onTestFinished(() => rm(folder, { recursive: true, force: true }));
            const config = join(folder, 'easel.json');
            await writeFile(config, JSON.stringify(settings));
            const { fleet } = await open({ EASEL_CONFIG: config });
            const both = await two(fleet);
            for (const [index, process] of [...both, ...both, ...both].entries()) process.ask(`job-${index}`, 'ada');
            const said = () => fleet.ends().map(({ kind, text }) => (kind === 'failure' ? text : kind));
            await expect
              .poll(() => said().toSorted(), PATIENT)
              .toEqual([...Array(6 - made).fill(refused), ...Array(made).fill('result')].toSorted());
            expect(fleet.simulator.requests).toHaveLength(made);
          },
          SLOW,
        );

        it(
          'one person has no more waiting than the limit, whoever is asked in the same moment',
          async () => {
            const { fleet } = await open({});
            const gateways = await Promise.all(['first', 'second'].map((name) => fleet.join(name, 'none')));
            for (let index = 0; index < 50; index++) gateways[index % 2]?.ask(`job-${index}`, 'ada');
            await expect.poll(() => fleet.ends().length, PATIENT).toBe(40);
            expect(new Set(fleet.ends().map(({ kind, text }) => `${kind} ${text}`))).toEqual(
              new Set(['failure too-many-jobs']),
            );
            // What had a place is made, all of it.
            await fleet.join('worker', 'jobs');
            await expect.poll(() => fleet.ends().length, PATIENT).toBe(50);
            expect(fleet.simulator.requests).toHaveLength(10);
          },
          SLOW,
        );

        async function open(more: Readonly<Record<string, string>>) {
          const url = store.corner();
          onTestFinished(() => store.forget(url));
          const fleet = await openFleet({ paceMs: 100, more: { DATABASE_URL: url, ...more } });
          return { fleet, env: fleet.env };
        }
      },
    );
});

const two = async (fleet: Awaited<ReturnType<typeof openFleet>>) => [
  await fleet.join('first', 'jobs'),
  await fleet.join('second', 'jobs'),
];
