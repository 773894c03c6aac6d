import type { CompatibleConnection } from '#src/domain/connection.ts';
import type { Mode } from '#src/domain/mode.ts';
import type { CreditPolicy, Limits } from '#src/domain/policy.ts';
import type { InstallationPolicy } from '#src/domain/rules/tenant-policy.ts';
import type { ApiKeyConfig } from './api-keys.ts';
import type { OperatorConfig } from './installation.ts';

/** Everything an operator may choose, checked and complete. Frozen; passed down from the composition root. */
export interface Config {
  /** Absolute. The embedded database and the pictures live here. */
  readonly dataDir: string;
  /** `memory://`, or `sqlite://` followed by the absolute path exactly as the file system knows it (nothing is percent-encoded). */
  readonly databaseUrl: string;
  /** The queue of several processes; absent where this process has one of its own. */
  readonly redisUrl?: string;
  /** Where pictures are kept; absent where that is the data folder. */
  readonly s3?: S3Config;
  readonly http: {
    readonly host: string;
    /** 0 takes any free one. */
    readonly port: number;
    /** Where people reach the server, without a slash at its end. */
    readonly publicBaseUrl?: string;
  };
  /** Who may use the playground: whoever is on this machine, whoever can reach it, or nobody. */
  readonly playground: (typeof PLAYGROUND_DOORS)[number];
  /** Of the HTTP API, beside those in the store. */
  readonly apiKeys: readonly ApiKeyConfig[];
  readonly logLevel: LogLevel;
  /** Where traces are sent; absent where nobody collects them. */
  readonly traces?: TracesConfig;
  /** Those with a key, in the order people are shown them. */
  readonly providers: readonly ProviderConfig[];
  /** OpenAI-compatible servers, AI Refinery among them once it has a key. */
  readonly connections: readonly ConnectionConfig[];
  /** What one more variable would turn on, in the order people are shown it. */
  readonly off: readonly SwitchedOff[];
  /** Any name the catalogue knows; without it the cheapest model that can is used. */
  readonly defaultModel?: string;
  /** The same for single modes; it goes before `defaultModel`. */
  readonly defaultModels: Readonly<Partial<Record<Mode, string>>>;
  /** What writes the prompts of avatars: a provider or connection, and the model's name there. Without it a template does. */
  readonly textModel?: { readonly provider: string; readonly model: string };
  /** Hosts that results of any provider may be fetched from, beside the providers' own; `*.example.com` is every host below. */
  readonly resultHosts: readonly string[];
  /** Models to add or override, as the operator wrote them; the catalogue checks them. */
  readonly models: readonly Readonly<Record<string, unknown>>[];
  readonly credits: CreditPolicy;
  /** What holds for all tenants beside that: money, bounds, places. */
  readonly installation: InstallationPolicy;
  /** Where whoever runs Easel wants to be told of what only they can mend. */
  readonly operator?: OperatorConfig;
  readonly limits: Limits;
  readonly concurrency: Concurrency;
  /** How long jobs and pictures are kept. */
  readonly retentionDays: number;
  /** Put before every prompt. */
  readonly standingInstructions?: string;
  /** How long running jobs may take to end once the process is asked to stop. */
  readonly drainSeconds: number;
  /** Absent while it has no token. */
  readonly discord?: DiscordConfig;
  /** Absent while it lacks a token, or a way for its events to come. */
  readonly slack?: SlackConfig;
  /** Names of the playground whose bearers may moderate. */
  readonly moderators: readonly string[];
  /** Sentences for the operator: nothing is wrong, but something may not be what was meant. */
  readonly notices: readonly string[];
}

export interface TracesConfig {
  /** Of a collector that speaks OTLP over HTTP, without a slash at its end; `/v1/traces` is put behind it. */
  readonly endpoint: string;
  /** Sent with every batch; one of them may be a key. */
  readonly headers: Readonly<Record<string, string>>;
  /** What this installation is called there. */
  readonly serviceName: string;
}

export interface S3Config {
  /** Without a slash at its end; the bucket's name is put behind it. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly bucket: string;
}

export interface ProviderConfig {
  /** Its id, which is also the protocol it speaks. */
  readonly provider: 'openai' | 'gemini' | 'replicate' | 'runware';
  /** As people know it. */
  readonly label: string;
  readonly apiKey: string;
  /** The variable it stands in. */
  readonly keyFrom: string;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** Whether the vendor itself answers there; any other server may offer models the vendor has retired. */
  readonly vendorHosted: boolean;
}

export interface ConnectionConfig extends CompatibleConnection {
  /** Where its key stands: a variable, or a place in the file. Absent where it has none. */
  readonly keyFrom?: string;
}

export interface DiscordConfig {
  readonly token: string;
  /** Discord tells it too; here it is what the operator expects. */
  readonly applicationId?: string;
  /** The one guild that commands are deployed to; without it they are deployed to all. */
  readonly guildId?: string;
  /** Without a version and without a slash at its end. */
  readonly apiUrl: string;
  /** Whether the privileged intent of that name is asked for. */
  readonly messageContent: boolean;
}

export interface SlackConfig {
  /** One workspace by its token, or every workspace that installs Easel. */
  readonly access:
    | { readonly kind: 'token'; readonly botToken: string }
    | {
        readonly kind: 'oauth';
        readonly clientId: string;
        readonly clientSecret: string;
        /** Signs what a browser carries while it installs. */
        readonly stateSecret: string;
        /** Where Slack sends the browser back to; without a slash at its end. */
        readonly publicBaseUrl: string;
      };
  /** How events come: over a connection that Easel opens, or by signed calls to `POST /slack/events`. */
  readonly transport:
    | { readonly kind: 'socket'; readonly appToken: string }
    | { readonly kind: 'http'; readonly signingSecret: string };
  /** Without a slash at its end. */
  readonly apiUrl: string;
  /** Where people reach the server, without a slash at its end. */
  readonly publicBaseUrl?: string;
  /** Id or handle of the user group whose members moderate, beside admins and owners. */
  readonly moderatorGroup?: string;
  /** Whether plain words count in threads about pictures, where the workspace grants reading them. */
  readonly plainReplies: boolean;
  /** Whether unfinished pictures may be shown from a public address. */
  readonly previews: boolean;
}

/** A provider or connection without its key. */
export interface SwitchedOff {
  readonly provider: string;
  /** As people know it. */
  readonly label: string;
  /** What to set. */
  readonly variable: string;
}

/** How many jobs run at once. */
interface Concurrency {
  readonly perPerson: number;
  readonly perProvider: Readonly<Record<string, number>>;
  /** For the providers `perProvider` does not name. */
  readonly defaultPerProvider: number;
}

export const PLAYGROUND_DOORS = ['here', 'open', 'off'] as const;

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

type LogLevel = (typeof LOG_LEVELS)[number];
