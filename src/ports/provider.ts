import type { CompatibleFlags } from '#src/domain/connection.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { Clock } from './clock.ts';
import type { ImageModel } from './image-model.ts';
import type { TextModel } from './text-model.ts';

/** How a provider is reached, everything settled. */
export interface ProviderConnection {
  /** Ours: what its models' ids begin with. */
  readonly provider: string;
  /** As people know it, for example `Replicate`. */
  readonly label: string;
  readonly apiKey: string;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** Host names beside the one of `baseUrl` that results may be fetched from; `*.example.com` is every host below. */
  readonly resultHosts: readonly string[];
  /** Only for OpenAI-compatible servers. */
  readonly flags?: CompatibleFlags;
}

export interface ProviderParts {
  readonly clock: Clock;
  /** Absent where Easel has no public address. */
  readonly webhooks?: Webhooks;
}

/** What a provider's folder exports: it makes the models behind one connection. Nothing is sent before a model is used. */
export type OpenProvider = (connection: ProviderConnection, parts: ProviderParts) => (entry: ModelEntry) => ImageModel;

/** The same for a model that writes. `vendorId` is sent verbatim. */
export type OpenTextModel = (connection: ProviderConnection, parts: ProviderParts, vendorId: string) => TextModel;

/** Where a provider may call Easel back. */
export interface Webhooks {
  /** The public address for calls of a provider. */
  urlFor(provider: string): string;
  /** Takes the calls of a provider from now on; a later taker replaces an earlier one. */
  take(provider: string, receive: (call: WebhookCall) => Promise<WebhookAnswer>): void;
}

export interface WebhookCall {
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body's very bytes as text: signatures are made over them. */
  readonly body: string;
}

/** `refused`: its signature, age or form is wrong. `ignored`: it is right, but nobody here waits for it. */
export type WebhookAnswer = 'taken' | 'ignored' | 'refused';
