import { randomUUID } from 'node:crypto';
import type { DryRun } from '#src/app/dry-run.ts';
import { COMMAND_LINE } from '#src/app/recover-jobs.ts';
import type { Route } from '#src/app/route.ts';
import type { Config } from '#src/config/config.ts';
import { asEaselError, type EaselError } from '#src/domain/errors.ts';
import type { AcceptedRequest, Job } from '#src/domain/job.ts';
import type { Picture, Size } from '#src/domain/picture.ts';
import { type Easel, openEasel } from '#src/main.ts';
import { createPinoLog } from '#src/pino-log.ts';
import { openDataFolder } from './data-folder.ts';
import { readImageFile } from './file-images.ts';
import type { TerminalProgress } from './terminal-progress.ts';

export const TENANT = 'local';
const SIMULATOR_PACE_MS = 400;
const CLOSE_MS = 5000;
const AWAKE_MS = 60_000;
const DRY_RUN_MS = 60_000;

export interface OnceParts {
  readonly config: Config;
  readonly user: string;
  readonly progress: TerminalProgress;
  /** Aborts when the person wants to stop. */
  readonly signal: AbortSignal;
}

/** The engine for one command: opened, used, closed, whatever happens. */
export async function withEngine<T>(parts: OnceParts, use: (once: Once) => Promise<T>): Promise<T> {
  const ended = Promise.withResolvers<void>();
  ended.promise.catch(() => {});
  const route = terminalRoute(parts.progress, ended.resolve);
  const routes = new Map([[route.id, route]]);
  await openDataFolder(parts.config.dataDir);
  const log = createPinoLog(logLevelOf(parts.config));
  const onJobLeft = (_jobId: string, error: EaselError) => ended.reject(error);
  const easel = await openEasel(parts.config, { routes, log, onJobLeft, simulatorPaceMs: SIMULATOR_PACE_MS });
  // Nothing else may be left to do while the end is waited for, and that is no reason to go.
  const awake = setInterval(() => {}, AWAKE_MS);
  try {
    await easel.engine.start({ housekeeping: false });
    return await use(onceOf(easel, route, parts, ended.promise));
  } finally {
    clearInterval(awake);
    parts.progress.end();
    await easel.engine
      .stop(CLOSE_MS)
      .catch((error: unknown) => easel.log.error({ err: asEaselError(error) }, 'Stop failed'));
    await easel.close();
  }
}

/** The log is for operators of a server: here the same is said in words, unless somebody set a level. */
const logLevelOf = ({ logLevel }: Config): string => (logLevel === 'info' ? 'silent' : logLevel);

/** What one command can do with the engine. */
export interface Once {
  readonly easel: Easel;
  /** Makes the pictures and resolves with the finished job, whatever became of it. */
  run(request: AcceptedRequest): Promise<Job>;
  dryRun(request: AcceptedRequest): Promise<DryRun>;
  /** The first picture with the lettered grid over it. */
  showGrid(request: AcceptedRequest): Promise<Picture & Size>;
}

function onceOf(easel: Easel, route: Route, { user, signal }: OnceParts, ended: Promise<void>): Once {
  const { engine, jobs, newId, log } = easel;
  const patience = () => AbortSignal.any([signal, AbortSignal.timeout(DRY_RUN_MS)]);

  return {
    easel,

    async run(request) {
      const job = await engine.submit({
        eventId: newId(),
        actor: { userId: user.toLowerCase(), displayName: user, isModerator: false },
        place: { platform: route.id, tenantId: TENANT, channelId: TENANT },
        delivery: { platform: route.id },
        request,
        private: true,
        // The price was asked for here, if it had to be.
        confirmed: true,
      });
      const cancel = async () => {
        const current = await jobs.get(job.id);
        if (current) await engine.cancel(current);
      };
      const stop = () =>
        void cancel().catch((error: unknown) => log.error({ err: asEaselError(error) }, 'It could not be canceled'));
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      await ended;
      return settledJob(easel, job.id);
    },

    dryRun(request) {
      const where = { tenantId: TENANT, personId: user.toLowerCase(), roles: [], channelId: TENANT };
      return engine.dryRun(request, where, route, patience());
    },

    showGrid: (request) => engine.showGrid(request, route, patience()),
  };
}

async function settledJob({ jobs }: Easel, jobId: string): Promise<Job> {
  const job = await jobs.get(jobId);
  if (!job) throw new Error('The job vanished.');
  return job;
}

/** The terminal as a way to reach a person: progress goes to the screen, the end wakes the command. */
function terminalRoute(progress: TerminalProgress, ended: () => void): Route {
  const end = async () => {
    progress.end();
    ended();
  };
  return {
    id: `${COMMAND_LINE}${randomUUID()}`,
    openImage: readImageFile,
    deleteResult: async () => {},
    delivery: () => ({ update: progress.update, preview() {}, ask: end, finish: end, fail: end, answer: end }),
  };
}
