import type { Known } from './connection-state.ts';
import type { Workspace } from './origin.ts';

/** As whom Easel speaks in a workspace. */
export interface Identity {
  readonly workspace: Workspace;
  readonly token: string;
  readonly botUserId: string;
  readonly botId: string;
}

/** Whether Slack takes what Easel shows for itself. */
export type Standing =
  | { readonly kind: 'asking'; readonly trouble?: string }
  | { readonly kind: 'known'; readonly whom: Known }
  | { readonly kind: 'refused'; readonly why: string };

/** Tokens by workspace. */
export interface Access {
  /** Resolves when it is known how things stand. */
  start(): Promise<void>;
  stop(): void;
  /**
   * `undefined` where Easel is not installed there.
   * @param how `surely`: Slack named the workspace as the one Easel is installed in; else a guest from another one may have been named.
   * @throws where that cannot be known now.
   */
  identityOf(workspace: Workspace, how?: 'surely'): Promise<Identity | undefined>;
  /** Slack says that Easel was removed there, or its token revoked. @param at when, epoch milliseconds. */
  removed(workspace: Workspace, at: number): Promise<void>;
  standing(): Standing;
}
