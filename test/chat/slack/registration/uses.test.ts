import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { readIncoming } from '#src/chat/slack/incoming.ts';
import { manifestOf } from '#src/chat/slack/registration/manifest.ts';
import { SCOPES } from '#src/chat/slack/registration/scopes.ts';
import { EVENTS, METHODS } from './slack-rules.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const FAMILIES = 'apps|assistant|auth|chat|conversations|files|functions|oauth|usergroups|users|views';
/** As a name, or called at a client; no host. The libraries call the rest by themselves, and need no scope for it. */
const CALLED = new RegExp(`(?:'|client\\.)((?:${FAMILIES})(?!\\.slack\\.com)(?:\\.[a-zA-Z0-9]+)+)['(]`, 'g');

const sources = globSync('src/chat/slack/**/*.ts', { cwd: ROOT })
  .toSorted()
  .map((file) => ({ file, source: readFileSync(join(ROOT, file), 'utf8') }));
const code = sources.filter(({ file }) => !file.includes('/registration/')).map(({ source }) => source);
const called = new Set(sources.flatMap(({ source }) => [...source.matchAll(CALLED)].map(([, method = '']) => method)));

const manifest = manifestOf(commands, {
  transport: { kind: 'socket' },
  plainReplies: true,
  moderatorGroup: true,
  publicChannels: true,
});
const events: readonly string[] = manifest.settings?.event_subscriptions?.bot_events ?? [];
const scopes: readonly string[] = Object.keys(SCOPES);

/** `message.im` arrives as `message`. */
const arrives = (event: string): string => event.split('.')[0] ?? event;

const delivered = (type: string) =>
  readIncoming(
    {
      team_id: 'T1',
      event_id: 'Ev1',
      authorizations: [{ team_id: 'T1', enterprise_id: null, is_enterprise_install: false }],
      event: { type, channel_type: 'im', channel: 'D1', user: 'U1', ts: '1.1' },
    },
    0,
  );

describe('every method that is called', () => {
  it.each([...called].toSorted())('%s is one whose rights are known, and are asked for', (method) => {
    expect(Object.keys(METHODS)).toContain(method);
    for (const scope of METHODS[method] ?? []) expect(scopes).toContain(scope);
  });
});

describe('every event', () => {
  it.each(events)('%s that is subscribed to is heard, and the right to it asked for', (event) => {
    expect(delivered(arrives(event)).kind).not.toBe('unsupported');
    const scope = EVENTS[event];
    if (scope) expect(scopes).toContain(scope);
  });

  it('that is heard is subscribed to', () => {
    const known = [...new Set(Object.keys(EVENTS).map(arrives))];
    const others = ['reaction_added', 'member_joined_channel', 'file_shared', 'channel_deleted', 'user_change'];
    const heard = [...known, ...others].filter((type) => delivered(type).kind !== 'unsupported');
    expect(heard.toSorted()).toEqual([...new Set(events.map(arrives))].toSorted());
  });
});

describe('every scope that is asked for', () => {
  /** What a right is for beside methods and events. */
  const otherwise: Readonly<Record<string, boolean>> = {
    commands: (manifest.features?.slash_commands?.length ?? 0) > 0,
    // Without it the same method shows nothing where Easel was not invited.
    'chat:write.public': called.has('chat.postMessage'),
  };

  it.each(scopes)('%s is used', (scope) => {
    const byMethod = [...called].some((method) => METHODS[method]?.includes(scope));
    const byEvent = events.some((event) => EVENTS[event] === scope);
    expect(byMethod || byEvent || otherwise[scope] === true).toBe(true);
  });
});

describe('every name in the manifest', () => {
  const listensFor = (name: string) => code.some((source) => source.includes(`'${name}'`));

  it.each(manifest.features?.shortcuts ?? [])('$callback_id is one that the code listens for', (shortcut) => {
    // There is one shortcut at messages, so its kind says which it is.
    expect(listensFor(shortcut.type === 'message' ? 'message_action' : shortcut.callback_id)).toBe(true);
  });

  it('has one shortcut at messages, the steps that the code listens for, and what those give back', () => {
    const kinds = manifest.features?.shortcuts?.map(({ type }) => type) ?? [];
    expect(kinds.filter((type) => type === 'message')).toHaveLength(1);
    for (const [name, step] of Object.entries(manifest.functions ?? {})) {
      expect(listensFor(name), name).toBe(true);
      expect(Object.keys(step.input_parameters.properties)).toEqual(['prompt', 'channel', 'user']);
      expect(step.input_parameters.required).toEqual(['prompt', 'channel', 'user']);
    }
  });
});
