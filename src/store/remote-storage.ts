import type { AtomicStorage } from './atomic-storage.ts';
import type { EngineOptions } from './storage-engine.ts';

export interface RemoteOptions extends EngineOptions {
  /** How long a call waits for a connection, and how long for its answer, in milliseconds. */
  readonly timeoutMs?: number;
}

/** A storage on a server, and what is to be said about that server. */
export interface RemoteStorage {
  readonly storage: AtomicStorage;
  look(): Promise<StoreLook>;
}

/** What an operator should know about a server. */
export interface StoreLook {
  /** Why Easel cannot work with it. */
  readonly unfit: readonly string[];
  /** How it keeps what it is given: where credits could be lost. */
  readonly remarks: readonly string[];
}

export const TIMEOUT_MS = 5000;
