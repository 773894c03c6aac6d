import type { Clock } from '#src/ports/clock.ts';
import type { Block } from './blocks/parts.ts';

/** One granting of the application: by a workspace, or by a whole organisation for all its workspaces. */
export interface Installation {
  readonly token: string;
  readonly scopes: Set<string>;
  /** Of a whole organisation. */
  readonly isEnterprise: boolean;
  state: 'active' | 'revoked' | 'uninstalled';
}

export interface PlayedWorkspace {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  readonly enterprise: { readonly id: string; readonly name: string } | null;
  readonly botUserId: string;
  readonly botId: string;
  /** User groups by id. */
  readonly groups: Map<string, { readonly id: string; readonly handle: string; readonly users: Set<string> }>;
  /** Null where nobody installed the application. */
  installation: Installation | null;
}

export interface PlayedUser {
  readonly id: string;
  readonly workspaceId: string;
  /** The short name, and the one that people see. */
  readonly name: string;
  readonly displayName: string;
  readonly locale: string;
  readonly isBot: boolean;
  isAdmin: boolean;
  isOwner: boolean;
  isGuest: boolean;
  /** Left the workspace. */
  deleted: boolean;
}

export interface PlayedChannel {
  readonly id: string;
  readonly kind: 'channel' | 'group' | 'im' | 'mpim';
  readonly name: string;
  readonly workspaceId: string;
  readonly members: Set<string>;
  /** Other workspaces that it is shared with by Slack Connect. */
  readonly sharedWith: Set<string>;
  archived: boolean;
  deleted: boolean;
}

export interface PlayedMessage {
  readonly channelId: string;
  readonly ts: string;
  /** Of the first message of its thread; null where it stands in the channel itself. */
  readonly threadTs: string | null;
  readonly userId: string;
  /** Written by the application. */
  readonly ours: boolean;
  /** The one person who sees it; null where everybody in the channel does. */
  readonly ephemeralFor: string | null;
  readonly fileIds: readonly string[];
  /** What was forwarded into it. */
  readonly attachments: readonly object[];
  readonly broadcast: boolean;
  readonly metadata: object | null;
  text: string;
  blocks: Block[];
  /** Whom it called when it came: people's ids, group ids, `channel`, `here`, `everyone`. */
  notified: readonly string[];
  edited: boolean;
  deleted: boolean;
}

export interface PlayedFile {
  readonly id: string;
  readonly workspaceId: string;
  readonly userId: string;
  readonly name: string;
  readonly createdAt: number;
  readonly length: number;
  readonly altText: string | null;
  /** Where the bytes are to be posted; empty for a person's own. */
  readonly uploadKey: string;
  title: string;
  bytes: Uint8Array;
  mimetype: string;
  width: number | null;
  height: number | null;
  /** Epoch milliseconds from when Slack has looked at it; null while the upload is not completed, `Infinity` where it never will. */
  readyAt: number | null;
  /** Messages that it was shared by. */
  readonly shares: { readonly channelId: string; readonly ts: string; readonly threadTs: string | null }[];
  /** Handed to the application in a form. */
  handedOver: boolean;
  deleted: boolean;
}

export interface PlayedView {
  readonly id: string;
  readonly userId: string;
  readonly workspaceId: string;
  /** The conversation the person was in; null where they were in none. */
  readonly channelId: string | null;
  readonly rootId: string;
  readonly previousId: string | null;
  type: 'modal' | 'home';
  callbackId: string;
  externalId: string;
  title: string;
  submit: string | null;
  close: string | null;
  privateMetadata: string;
  blocks: Block[];
  hash: string;
  notifyOnClose: boolean;
}

export interface PlayedTrigger {
  readonly id: string;
  readonly userId: string;
  readonly workspaceId: string;
  readonly channelId: string | null;
  readonly at: number;
  used: boolean;
}

export interface ResponseAddress {
  readonly url: string;
  readonly workspaceId: string;
  readonly userId: string;
  readonly channelId: string;
  readonly threadTs: string | null;
  readonly at: number;
  /** The message whose button was pressed. */
  readonly original: PlayedMessage | null;
  uses: number;
}

export interface PlayedExecution {
  readonly id: string;
  readonly workspaceId: string;
  /** How the step ended; null while it has not. */
  end: { readonly outputs: Readonly<Record<string, unknown>> } | { readonly error: string } | null;
}

/** What Slack has been told of the application when it was created. */
export interface PlayedApp {
  readonly id: string;
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly signingSecret: string;
  readonly appToken: string;
  readonly verificationToken: string;
  /** Events as a manifest names them, such as `message.im`. */
  readonly events: Set<string>;
  /** Where HTTP deliveries go; empty until told. */
  requestUrl: string;
}

/** Something for the application. */
export interface Outgoing {
  readonly kind: 'event' | 'command' | 'interaction';
  readonly body: Readonly<Record<string, unknown>>;
}

/** What the application said to one delivery; a status of 0 where it said nothing in three seconds. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** Real milliseconds until it was answered. */
  readonly ms: number;
  /** Counted from 0; of Slack's own redeliveries upwards. */
  readonly retry: number;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Delivery extends Outgoing {
  readonly at: number;
  readonly answers: Answer[];
  /** The first answer, or null when its time was over. */
  readonly first: Promise<Answer>;
}

export interface World {
  readonly clock: Clock;
  readonly app: PlayedApp;
  /** Where everything is, as `http://127.0.0.1:PORT`; known once it listens. */
  origin: string;
  readonly workspaces: Map<string, PlayedWorkspace>;
  readonly users: Map<string, PlayedUser>;
  readonly channels: Map<string, PlayedChannel>;
  /** By `CHANNEL:TS`. */
  readonly messages: Map<string, PlayedMessage>;
  readonly files: Map<string, PlayedFile>;
  readonly views: Map<string, PlayedView>;
  /** The forms open in front of somebody, the one on top last; by person. */
  readonly stacks: Map<string, string[]>;
  /** Views of the app's home; by person. */
  readonly homes: Map<string, string>;
  readonly triggers: Map<string, PlayedTrigger>;
  readonly addresses: Map<string, ResponseAddress>;
  readonly executions: Map<string, PlayedExecution>;
  /** What is going on in a thread, by `CHANNEL:TS`. */
  readonly statuses: Map<string, { readonly text: string; readonly at: number }>;
  /** Pictures that were fetched from elsewhere, by address. */
  readonly fetched: Map<string, Uint8Array>;
  /** How uploads behave. */
  readonly uploads: { readyAfterMs: number; neverShared: boolean };
  newId(prefix: string): string;
  newTs(): string;
  /** Tells everybody who waits that something may be different now. */
  changed(): void;
  onChange(listener: () => void): () => void;
  /** Takes something to the application; set by the transport. */
  deliver(outgoing: Outgoing): Delivery;
}

/** Of a workflow step: holds for that one execution. */
export const STEP_TOKEN = 'xwfp-played-';

export const messageKey = (channelId: string, ts: string): string => `${channelId}:${ts}`;

export function createWorld(clock: Clock): World {
  const listeners = new Set<() => void>();
  let counter = 0;
  let lastMicros = 0;
  const newId = (prefix: string) => `${prefix}0${(++counter).toString(36).toUpperCase().padStart(9, '0')}`;
  const app: PlayedApp = {
    id: newId('A'),
    name: 'Easel',
    clientId: '1111111111.2222222222',
    clientSecret: 'played-client-secret',
    signingSecret: 'played-signing-secret',
    appToken: 'xapp-1-played-app-token',
    verificationToken: 'played-verification-token',
    events: new Set(),
    requestUrl: '',
  };
  return {
    clock,
    app,
    origin: '',
    workspaces: new Map(),
    users: new Map(),
    channels: new Map(),
    messages: new Map(),
    files: new Map(),
    views: new Map(),
    stacks: new Map(),
    homes: new Map(),
    triggers: new Map(),
    addresses: new Map(),
    executions: new Map(),
    statuses: new Map(),
    fetched: new Map(),
    uploads: { readyAfterMs: 20, neverShared: false },
    newId,
    newTs() {
      lastMicros = Math.max(lastMicros + 1, clock.now() * 1000);
      return `${Math.floor(lastMicros / 1_000_000)}.${String(lastMicros % 1_000_000).padStart(6, '0')}`;
    },
    changed: () => [...listeners].forEach((listener) => void listener()),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    deliver() {
      throw new Error('nothing leads to the application yet');
    },
  };
}

/** The thing of that id, where the test or the played side itself made it. @throws otherwise: it is a mistake in the test. */
export function known<T>(map: ReadonlyMap<string, T>, id: string): T {
  const found = map.get(id);
  if (found === undefined) throw new Error(`the played Slack has no ${id}`);
  return found;
}
