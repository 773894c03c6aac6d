import type { Route } from '#src/app/route.ts';
import { asEaselError, type EaselError } from '#src/domain/errors.ts';
import { plainText, type Text, text } from '#src/domain/text.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { Reached } from '#src/ports/chat-platform.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { Log } from '#src/ports/log.ts';
import type { BudgetWarning } from './budget-warnings.ts';
import { budgetNotice, diskNotice, type Notice, shutdownNotice, shutdownsSoon, troubleNotice } from './notice-words.ts';
import type { StoredPolicy } from './standings.ts';

/** Where whoever runs Easel wants to be told: a channel, or alone. */
export type OperatorPlace = Reached & { readonly platform: string };

export interface Space {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

export interface NoticeParts {
  readonly notices: Documents<{ readonly at: number }>;
  readonly policies: Documents<StoredPolicy>;
  readonly routes: ReadonlyMap<string, Route>;
  readonly catalogue: Catalogue;
  /** Absent where nobody named a place: then the log alone tells. */
  readonly operator?: OperatorPlace;
  /** Of the disk that pictures are kept on; absent where they are kept elsewhere. */
  readonly freeSpace?: () => Promise<Space>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Tells whoever runs Easel what only they can mend, once a day over all processes: in the log, and where they want to be told. */
export interface OperatorNotices {
  /** What a member was only told in a neutral sentence. What is nobody's trouble is left alone. Never rejects. */
  trouble(error: EaselError): Promise<void>;
  /** A budget's also to the tenant's own log channel, for its moderators. */
  budget(warning: BudgetWarning): Promise<void>;
  /** Looks once at what comes by itself: a full disk, models about to be shut down. Never rejects. */
  look(): Promise<void>;
  /** Looks at once and then now and then, until it is stopped. */
  keepLooking(): void;
  stop(): void;
}

const DAY_MS = 86_400_000;
const LOOK_AGAIN_MS = 600_000;

export function createOperatorNotices(parts: NoticeParts): OperatorNotices {
  const { policies, catalogue, operator, freeSpace, clock, log } = parts;
  const isDue = createDue(parts);
  const show = createShow(parts);
  let timer: { stop(): void } | undefined;
  let stopped = false;

  const stop = () => {
    stopped = true;
    timer?.stop();
  };
  return { trouble, budget, look, keepLooking, stop };

  async function trouble(error: EaselError): Promise<void> {
    const notice = troubleNotice(error);
    if (notice) await tellOnce(notice).catch(notTold);
  }

  async function budget(warning: BudgetWarning): Promise<void> {
    const notice = budgetNotice(warning);
    tell(notice);
    if (warning.of === 'all-money') return;
    const channelId = (await policies.get(warning.tenantId))?.policy.logChannel;
    const place = channelId === undefined ? undefined : { tenantId: warning.tenantId, channelId };
    if (place && !(operator && 'channelId' in operator && operator.channelId === channelId)) void show(notice, place);
  }

  async function look(): Promise<void> {
    try {
      const space = await freeSpace?.();
      const disk = space && diskNotice(space);
      if (disk) await tellOnce(disk);
      const due = [];
      for (const soon of shutdownsSoon(catalogue.models, clock.now()))
        if (await isDue(soon.id, Number.POSITIVE_INFINITY)) due.push(soon);
      // Nothing is wrong yet.
      if (due.length > 0) tell(shutdownNotice(due), 'warn');
    } catch (thrown) {
      notTold(thrown);
    }
  }

  async function tellOnce(notice: Notice): Promise<void> {
    if (await isDue(notice.id, DAY_MS)) tell(notice);
  }

  function tell(notice: Notice, level: 'error' | 'warn' = 'error'): void {
    const said = { notice: notice.id, what: plainText(notice.what), toDo: plainText(notice.toDo) };
    log[level](said, 'Whoever runs Easel is needed');
    // A platform that is slow must not keep the request waiting at which the trouble was met.
    if (operator) void show(notice, operator);
  }

  function notTold(thrown: unknown): void {
    log.error({ err: asEaselError(thrown) }, 'Trouble could not be told to whoever runs Easel');
  }

  function keepLooking(): void {
    void look().then(() => {
      if (!stopped) timer = clock.after(LOOK_AGAIN_MS, keepLooking);
    });
  }
}

/** Whether a notice has to be told at this moment: once in so many milliseconds over all processes. */
function createDue({ notices, clock }: Pick<NoticeParts, 'notices' | 'clock'>) {
  return async function isDue(id: string, everyMs: number): Promise<boolean> {
    let due = false;
    await notices.update(id, (known) => {
      // A clock that was ahead once must not silence a notice for as long as that.
      due = known === undefined || Math.abs(clock.now() - known.at) >= everyMs;
      return due ? { at: clock.now() } : known;
    });
    return due;
  };
}

/** Shows a notice in a place, where that can be; the log has it anyway. Never rejects. */
function createShow({ routes, log }: Pick<NoticeParts, 'routes' | 'log'>) {
  return async function show(
    { id, what, toDo }: Notice,
    where: Reached & { readonly platform?: string },
  ): Promise<void> {
    const { platform = platformOf(where.tenantId), ...place } = where;
    const route = routes.get(platform);
    try {
      const handle = await route?.reach?.(place);
      if (!route || !handle) return log.warn({ notice: id, platform }, 'No place to show a notice in');
      const words: Text = text({ bold: plainText(what) }, ' ', toDo);
      await route.delivery(handle).answer({ kind: 'text', text: words });
    } catch (thrown) {
      log.warn({ notice: id, platform, err: asEaselError(thrown) }, 'A notice could not be shown');
    }
  };
}

/** Tenants are named after their platform: `discord:4711`, `playground`. */
const platformOf = (tenantId: string): string => tenantId.split(':')[0] ?? '';
