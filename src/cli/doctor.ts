import { statfs } from 'node:fs/promises';
import type { Config } from '#src/config/config.ts';
import { megabytes } from '#src/domain/error-texts.ts';
import { asEaselError } from '#src/domain/errors.ts';
import { type Easel, openEasel } from '#src/main.ts';
import { openDataFolder } from './data-folder.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { table } from './table.ts';

interface Finding {
  readonly part: string;
  readonly state: 'ok' | 'off' | 'note' | 'FAIL';
  readonly says: string;
}

const REACH_MS = 10_000;
const LITTLE_SPACE_BYTES = 500 * 1_048_576;

/** Says what is configured and what is missing, and reaches every configured service. Fails when one of those does. */
export async function runDoctor(config: Config): Promise<ExitCode> {
  await openDataFolder(config.dataDir);
  const easel = await openEasel(config, { routes: new Map() });
  try {
    const findings = [
      { part: 'node', state: 'ok', says: process.versions.node } as const,
      ...(await Promise.all([store(easel), space(config), openai(config, easel), simulator(), server(config)])).flat(),
      ...config.notices.map((says): Finding => ({ part: 'settings', state: 'note', says })),
      ...config.notYet.map(
        (name): Finding => ({
          part: 'settings',
          state: 'note',
          says: `${name} is set, but this version does not use it yet`,
        }),
      ),
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

async function store({ documents }: Easel): Promise<Finding> {
  const probe = documents<{ at: number }>('probe');
  return finding('store', async () => {
    await probe.update('doctor', () => ({ at: Date.now() }));
    if (!(await probe.get('doctor'))) throw new Error('What was written cannot be read back.');
    return 'written and read back';
  });
}

async function space({ dataDir }: Config): Promise<Finding> {
  return finding('disk', async () => {
    const { bavail, bsize } = await statfs(dataDir);
    const free = bavail * bsize;
    if (free < LITTLE_SPACE_BYTES) throw new Error(`Only ${megabytes(free)} are free in ${dataDir}.`);
    return `${megabytes(free)} free in ${dataDir}`;
  });
}

async function openai({ providers }: Config, { catalogue }: Easel): Promise<Finding[]> {
  const connection = providers.find(({ provider }) => provider === 'openai');
  if (!connection) return [{ part: 'openai', state: 'off', says: 'set OPENAI_API_KEY to turn it on' }];
  const [{ createOpenAiClient }, { checkOpenAi }] = await Promise.all([
    import('#src/models/openai/openai-client.ts'),
    import('#src/models/openai/check-openai.ts'),
  ]);
  const entries = catalogue.models.filter(({ provider }) => provider === 'openai');
  const checked = await checkOpenAi(createOpenAiClient(connection), entries, AbortSignal.timeout(REACH_MS));
  if (!checked.ok) return [{ part: 'openai', state: 'FAIL', says: `${connection.baseUrl}: ${checked.error.message}` }];
  const { missing, retiring } = checked;
  return [
    { part: 'openai', state: 'ok', says: `${connection.baseUrl} answers and accepts the key` },
    ...(missing.length > 0
      ? [{ part: 'openai', state: 'note', says: `not offered to this key: ${missing.join(', ')}` } as const]
      : []),
    ...retiring.map(({ id, at }): Finding => ({ part: 'openai', state: 'note', says: `${id} ends on ${at}` })),
  ];
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

async function finding(part: string, check: () => Promise<string>): Promise<Finding> {
  try {
    return { part, state: 'ok', says: await check() };
  } catch (thrown) {
    return { part, state: 'FAIL', says: causesOf(thrown) };
  }
}

/** For the operator the causes say more than the sentence for members. */
function causesOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return asEaselError(thrown).message;
  return thrown.cause === undefined ? thrown.message : `${thrown.message} ${causesOf(thrown.cause)}`;
}
