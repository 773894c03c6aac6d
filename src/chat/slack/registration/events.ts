import { type UsedScope, useOf } from './scopes.ts';
import type { Wish } from './wish.ts';

interface EventUse {
  /** Slack sends it only to who has this. */
  readonly scope?: UsedScope;
}

/** Everything that Easel wants to be told of. */
const EVENTS: Readonly<Record<string, EventUse>> = {
  app_mention: { scope: 'app_mentions:read' },
  'message.im': { scope: 'im:history' },
  app_home_opened: {},
  function_executed: {},
  app_uninstalled: {},
  tokens_revoked: {},
  'message.channels': { scope: 'channels:history' },
  'message.groups': { scope: 'groups:history' },
  'message.mpim': { scope: 'mpim:history' },
  subteam_members_changed: { scope: 'usergroups:read' },
};

/** The events to subscribe to: those that always count, and those of what is wished. */
export const eventsOf = (wish: Wish): readonly string[] =>
  Object.entries(EVENTS).flatMap(([event, { scope }]) => {
    const needs = scope === undefined ? undefined : useOf(scope).wish;
    return needs === undefined || wish[needs] === true ? [event] : [];
  });
