import type Replicate from 'replicate';
import { EaselError } from '#src/domain/errors.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { CallContext } from '#src/net/call-context.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { ProviderConnection } from '#src/ports/provider.ts';
import type { Durations } from './durations.ts';
import { usualOf } from './poll-schedule.ts';
import type { WakeUps } from './wake-ups.ts';

/** What one model is made of; all but the entry is shared by the models behind one connection. */
export interface ReplicateModelParts {
  readonly entry: ModelEntry;
  readonly client: Replicate;
  readonly clock: Clock;
  readonly connection: Pick<ProviderConnection, 'label' | 'apiKey' | 'baseUrl' | 'resultHosts'>;
  readonly durations: Durations;
  readonly wakeUps: WakeUps;
  /** Where the provider may call, or `undefined` where it may not. */
  readonly webhook: () => Promise<string | undefined>;
}

/** What tidying up after a canceled request may take. Real time, for nobody waits for it. */
export const TIDY_MS = 10_000;

/** What a prediction of the model takes in the middle, in milliseconds. */
export const usualMsOf = ({ durations, entry }: ReplicateModelParts): number =>
  usualOf(durations.of(entry.vendorId), entry.delivery.typicalMs);

export const contextOf = ({ entry, connection, clock }: ReplicateModelParts): CallContext => ({
  provider: connection.label,
  modelId: entry.id,
  secrets: connection.apiKey ? [connection.apiKey] : [],
  now: () => clock.now(),
});

/**
 * Tells the provider to stop a prediction; best effort. Not where only this process stops: another goes on with it.
 * @param reason why the signal aborted.
 */
export function cancelPrediction(client: Replicate, id: string, reason: unknown): void {
  if (reason instanceof EaselError && isShuttingDown(reason.cause)) return;
  client.predictions.cancel(id, { signal: AbortSignal.timeout(TIDY_MS) }).catch(() => undefined);
}

const isShuttingDown = (reason: unknown): boolean => reason instanceof EaselError && reason.code === 'shutting-down';
