import type { Hono } from 'hono';

/** How the way stands that events come by. */
export type WayState =
  | { readonly kind: 'connecting'; readonly trouble?: string }
  | { readonly kind: 'up' }
  | { readonly kind: 'refused'; readonly why: string };

/** A way for Slack's events to come. */
export interface Transport {
  readonly by: 'socket' | 'http';
  /** Where Slack calls, for a way that is called. */
  readonly routes?: Hono;
  /** Resolves when it stands, or Slack refused it. */
  start(): Promise<void>;
  stop(): Promise<void>;
  state(): WayState;
}
