import { fitOptions } from '#src/domain/fit.ts';
import { type AcceptedRequest, isFinal, type Job } from '#src/domain/job.ts';
import type { Capabilities, IncomingRequest } from '#src/ports/chat-platform.ts';
import type { CancelOutcome, CommandContext, PersonSettings, SubmitWishes } from '#src/ports/command.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import { accountIdOf } from './accept-job.ts';
import type { Conversation, Origin } from './conversation.ts';
import { type createDryRun, dryRunAnswer } from './dry-run.ts';
import type { JobLife } from './job-life.ts';
import type { Parts, Route } from './parts.ts';

export interface ContextParts extends Pick<Parts, 'catalogue' | 'commands' | 'ledger' | 'jobs' | 'documents'> {
  readonly life: JobLife;
  readonly dryRun: ReturnType<typeof createDryRun>;
}

const ENTRIES_SHOWN = 10;
const LOOKED_THROUGH = 50;
const DRY_RUN_MS = 60_000;

/** What a command may do for one person's request. */
export function createCommandContext(
  request: IncomingRequest,
  talk: Conversation,
  route: Route,
  origin: Origin | undefined,
  parts: ContextParts,
): CommandContext {
  const { catalogue, commands, ledger, jobs, documents, life, dryRun } = parts;
  const accountId = accountIdOf(request.place.tenantId, request.actor.userId);

  return {
    personId: request.actor.userId,
    answer: talk.answer,
    submit,
    cancel,
    commands: () => commands,
    models: () => ({ models: catalogue.models, defaultModel: catalogue.defaultModel }),
    history: (limit) => jobs.byAccount(accountId, limit),
    job: (jobId) => ownJob(jobs, jobId, accountId),
    settings,

    async credits() {
      const [balance, entries] = await Promise.all([
        ledger.balance(accountId),
        ledger.entries(accountId, ENTRIES_SHOWN),
      ]);
      return { balance, entries };
    },

    async changeSettings(change) {
      checkSettings(change);
      return (await documents.settings.update(accountId, (current) => changed(current ?? {}, change))) ?? {};
    },
  };

  /** Words that make no sense would spoil every later request; what only this model cannot do is corrected then. */
  function checkSettings(change: Parameters<CommandContext['changeSettings']>[0]): void {
    const model = change.model === undefined ? catalogue.defaultModel : catalogue.find(change.model);
    if (!model) return;
    fitOptions({ prompt: '', options: changed({}, change), references: [], instructions: [] }, { model });
  }

  async function settings(): Promise<PersonSettings> {
    return (await documents.settings.get(accountId)) ?? {};
  }

  async function submit(accepted: AcceptedRequest, wishes: SubmitWishes = {}): Promise<void> {
    const usual = await settings();
    const wished = withSettings(accepted, usual, request.caps);
    if (wishes.dryRun)
      return talk.answer(dryRunAnswer(await dryRun(wished, accountId, route, AbortSignal.timeout(DRY_RUN_MS))));
    const isPrivate = wishes.private ?? origin?.private ?? false;
    await talk.submit(wished, { private: isPrivate, ...(origin && { parent: origin.parent }) });
  }

  async function cancel(jobId?: string): Promise<CancelOutcome> {
    const own = await jobs.byAccount(accountId, LOOKED_THROUGH);
    const job = jobId === undefined ? own.find(({ state }) => !isFinal(state)) : await jobs.get(jobId);
    if (!job) return { kind: 'none' };
    return job.accountId === accountId ? life.cancel(job) : { kind: 'not-yours', jobId: job.id };
  }
}

async function ownJob(jobs: JobStore, jobId: string, accountId: string): Promise<Job | undefined> {
  const found = await jobs.get(jobId);
  return found?.accountId === accountId ? found : undefined;
}

/** JSON keeps no `undefined`, so a setting taken away is gone after storing. */
function changed(current: PersonSettings, change: object): PersonSettings {
  return Object.fromEntries(Object.entries({ ...current, ...change }).filter(([, value]) => value !== undefined));
}

/** A person's usual choices, where the request itself makes none. A size asked for leaves no room for the usual shape. */
function withSettings(
  request: AcceptedRequest,
  { model, aspect, quality, format }: PersonSettings,
  { preview }: Capabilities,
): AcceptedRequest {
  const shape = request.options.size === undefined && aspect !== undefined ? { aspect } : {};
  // Previews cost tokens; where nobody could see them none are asked for.
  const previews = preview ? {} : { partials: 0 };
  const usual = {
    ...previews,
    ...(model && { model }),
    ...(quality && { quality }),
    ...(format && suits(format, request.options.background) && { format }),
    ...shape,
  };
  return { ...request, options: { ...usual, ...request.options } };
}

/** A usual format gives way to a wish it would make impossible. */
const suits = (format: string, background: string | undefined): boolean =>
  format.toLowerCase() !== 'jpeg' || background?.trim().toLowerCase() !== 'transparent';
