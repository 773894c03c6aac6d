import { statfs } from 'node:fs/promises';
import type { Config } from '#src/config/config.ts';
import { DISCORD_KEY } from '#src/config/discord.ts';
import { noticesOnModels } from '#src/config/notices-on-models.ts';
import { SLACK_KEY } from '#src/config/slack.ts';
import { megabytes } from '#src/domain/error-texts.ts';
import { asEaselError } from '#src/domain/errors.ts';
import { type Easel, openEasel } from '#src/main.ts';
import { openKeys } from '#src/open-keys.ts';
import { storeRemarks } from '#src/store/open-storage.ts';
import { whoMayCall } from './api-state.ts';
import { openDataFolder } from './data-folder.ts';
import { checkCredits } from './doctor-credits.ts';
import { type Finding, finding, REACH_MS } from './doctor-finding.ts';
import { checkHolds } from './doctor-holds.ts';
import { notePages } from './doctor-pages.ts';
import { notePauses } from './doctor-pauses.ts';
import { checkPictures } from './doctor-pictures.ts';
import { checkProviders } from './doctor-providers.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { storeName } from './store-name.ts';
import { table } from './table.ts';

const LITTLE_SPACE_BYTES = 500 * 1_048_576;

/** Says what is configured and what is missing, and reaches every configured service. Fails when one of those does. */
export async function runDoctor(config: Config): Promise<ExitCode> {
  await openDataFolder(config.dataDir);
  const easel = await openEasel(config, { routes: new Map() });
  try {
    const checks = [
      store(config, easel),
      queue(config, easel),
      checkPictures(easel, config),
      checkCredits(easel.ledger),
      checkHolds({ ledger: easel.ledger, jobs: easel.jobs, now: Date.now }),
      space(config),
      notePauses(easel),
      checkProviders(config, easel.catalogue),
      simulator(),
      discord(config, easel),
      slack(config),
      api(config, easel),
      notePages(config),
      server(config),
    ];
    const findings: readonly Finding[] = [
      { part: 'node', state: 'ok', says: process.versions.node },
      ...(await Promise.all(checks)).flat(),
      ...notesOn(config, easel),
    ];
    console.log(table(findings.map(({ part, state, says }) => [part, state, says])));
    const failed = findings.filter(({ state }) => state === 'FAIL').length;
    console.log(
      failed === 0 ? '\nEverything that is configured works.' : `\n${failed} of ${findings.length} checks failed.`,
    );
    return failed === 0 ? EXIT.done : EXIT.failed;
  } finally {
    await easel.close();
  }
}

function notesOn(config: Config, { catalogue }: Easel): readonly Finding[] {
  const notes = [
    ...config.notices,
    ...noticesOnModels(config, [...catalogue.models, ...catalogue.off]),
    ...catalogue.notices,
  ];
  return notes.map((says) => ({ part: 'settings', state: 'note', says }));
}

/** Where several processes share one. */
async function queue({ redisUrl }: Config, easel: Easel): Promise<readonly Finding[]> {
  if (redisUrl === undefined) return [];
  const ask = async () => {
    await easel.queue.has('probe').catch((thrown: unknown) => {
      throw new Error('Redis cannot be reached at REDIS_URL.', { cause: asEaselError(thrown).cause });
    });
    return `shared by all processes, at ${new URL(redisUrl).host}`;
  };
  return [await finding('queue', ask)];
}

/** Written and read, and what the server's own settings could lose. */
async function store(config: Config, { documents }: Easel): Promise<readonly Finding[]> {
  const probe = documents<{ at: number }>('probe');
  const works = await finding('store', async () => {
    await probe.update('doctor', () => ({ at: Date.now() }));
    if (!(await probe.get('doctor'))) throw new Error('What was written cannot be read back.');
    return `written and read back: ${storeName(config)}`;
  });
  const remarks = works.state === 'ok' ? await storeRemarks(config.databaseUrl) : [];
  return [works, ...remarks.map((says): Finding => ({ part: 'store', state: 'note', says: `${says}.` }))];
}

async function space({ dataDir }: Config): Promise<Finding> {
  return finding('disk', async () => {
    const { bavail, bsize } = await statfs(dataDir);
    const free = bavail * bsize;
    if (free < LITTLE_SPACE_BYTES) throw new Error(`Only ${megabytes(free)} are free in ${dataDir}.`);
    return `${megabytes(free)} free in ${dataDir}`;
  });
}

/** Its library is heavy, and loaded only where it is used. */
async function discord(config: Config, easel: Easel): Promise<readonly Finding[]> {
  if (!config.discord) return [{ part: 'discord', state: 'off', says: `set ${DISCORD_KEY} to turn it on` }];
  const { checkDiscord } = await import('./doctor-discord.ts');
  return checkDiscord(config.discord, easel);
}

/** The same. */
async function slack(config: Config): Promise<readonly Finding[]> {
  if (!config.slack)
    return [
      {
        part: 'slack',
        state: 'off',
        says: `set ${SLACK_KEY}, and SLACK_APP_TOKEN, to turn it on; "easel deploy slack" begins it`,
      },
    ];
  const { checkSlack } = await import('./doctor-slack.ts');
  return checkSlack(config.slack);
}

async function simulator(): Promise<Finding> {
  return finding('simulator', async () => {
    const { startSimulator } = await import('#src/simulator/simulator.ts');
    const started = await startSimulator({});
    try {
      const answer = await fetch(`${started.url}/v1/models`, {
        headers: { authorization: 'Bearer doctor' },
        signal: AbortSignal.timeout(REACH_MS),
      });
      if (!answer.ok) throw new Error(`It answers ${answer.status}.`);
      return 'starts and answers';
    } finally {
      await started.close();
    }
  });
}

/** Who can use the HTTP API. */
const api = (config: Config, easel: Easel): Promise<Finding> =>
  finding('api', async () => whoMayCall(config, await (await openKeys(config, easel)).list()));

/** Nobody listening is fine: Easel is simply not running. Somebody else listening is not. */
async function server({ http: { host, port } }: Config): Promise<Finding> {
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  try {
    const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(REACH_MS) });
    if (answer.ok) return { part: 'server', state: 'ok', says: `Easel runs at ${url}` };
    return { part: 'server', state: 'FAIL', says: `another program listens at ${url}; choose another PORT` };
  } catch {
    return { part: 'server', state: 'off', says: `nothing runs at ${url}; easel start begins it` };
  }
}
