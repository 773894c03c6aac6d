import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { createLink } from '#src/chat/slack/registration/create-link.ts';
import { type ManifestWish, manifestOf } from '#src/chat/slack/registration/manifest.ts';
import { SCOPES, USED_SCOPES, useOf } from '#src/chat/slack/registration/scopes.ts';
import { wishOf } from '#src/chat/slack/registration/wish.ts';
import { EVENTS, RESERVED } from './slack-rules.ts';

const SOCKET: ManifestWish = { transport: { kind: 'socket' } };
const BASE = 'https://easel.example.org';
const HTTP: ManifestWish = { transport: { kind: 'http', baseUrl: BASE } };
const EVERYTHING = { plainReplies: true, moderatorGroup: true, publicChannels: true };
const ALWAYS = [
  'commands',
  'chat:write',
  'files:write',
  'files:read',
  'app_mentions:read',
  'im:history',
  'im:write',
  'users:read',
];

const scopesIn = (wish: ManifestWish) => manifestOf(commands, wish).oauth_config?.scopes;
const eventsIn = (wish: ManifestWish) => manifestOf(commands, wish).settings?.event_subscriptions?.bot_events;

/** Every address anywhere in it. */
const addressesIn = (wish: ManifestWish): readonly string[] =>
  [...JSON.stringify(manifestOf(commands, wish)).matchAll(/"(https?:[^"]*)"/g)].map(([, url = '']) => url);

describe('what is said of Easel to Slack', () => {
  const manifest = manifestOf(commands, SOCKET);

  it('has a slash command for each of ours, which hands people over by their ids', () => {
    const slash = manifest.features?.slash_commands ?? [];
    const firsts = [...Map.groupBy(commands, ({ name }) => name.split(' ')[0])].flatMap(([, [first]]) => first ?? []);
    expect(slash.map(({ command }) => command)).toEqual(firsts.map(({ name }) => `/${name.split(' ')[0]}`));
    expect(slash.map(({ description }) => description)).toEqual(firsts.map(({ description }) => description));
    for (const { name } of commands.filter((one) => one.name.includes(' '))) {
      const [root, word = ''] = name.split(' ');
      expect(slash.find(({ command }) => command === `/${root}`)?.usage_hint?.split(', ')).toContain(word);
    }
    expect(slash.every(({ should_escape }) => should_escape)).toBe(true);
  });

  it('has no name that Slack keeps for itself', () => {
    for (const { name } of commands) expect(RESERVED).not.toContain(name.split(' ')[0]);
  });

  it('stays within what Slack takes', () => {
    const { display_information: shown, features, functions = {} } = manifest;
    expect(shown.name.length).toBeLessThanOrEqual(35);
    expect(shown.description?.length).toBeLessThanOrEqual(140);
    expect(features?.slash_commands?.length).toBeLessThanOrEqual(50);
    for (const { command, description, usage_hint } of features?.slash_commands ?? []) {
      expect(command).toMatch(/^\/[a-z0-9-]{1,31}$/);
      expect(description).toMatch(/^.{1,2000}$/);
      if (usage_hint !== undefined) expect(usage_hint).toMatch(/^.{1,1000}$/);
    }
    for (const { name, description } of features?.shortcuts ?? []) {
      expect(name).toMatch(/^.{1,24}$/);
      expect(description).toMatch(/^.{1,150}$/);
    }
    for (const name of Object.keys(functions)) expect(name).toMatch(/^[a-z_]{1,100}$/);
  });

  it('offers the menu at messages under the name it has everywhere, and a shortcut from anywhere', () => {
    expect(manifest.features?.shortcuts?.map(({ type, name, callback_id }) => [type, name, callback_id])).toEqual([
      ['message', 'Edit this image', 'edit_image'],
      ['global', 'Create an image', 'create_image'],
    ]);
  });

  it('has a page of its own, where people can write to it, and is no assistant', () => {
    expect(manifest.features?.app_home).toEqual({
      home_tab_enabled: true,
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: false,
    });
    expect(manifest.features).not.toHaveProperty('assistant_view');
    expect(manifest.features).not.toHaveProperty('agent_view');
  });

  it('has a step for workflows, with what that needs', () => {
    const step = manifest.functions?.make_picture;
    expect(Object.keys(step?.output_parameters.properties ?? {})).toEqual(['link', 'job']);
    const inputs = Object.keys(step?.input_parameters.properties ?? {});
    expect(step?.input_parameters.required).toEqual(inputs);
    expect(manifest.settings).toMatchObject({ org_deploy_enabled: true, function_runtime: 'remote' });
    expect(eventsIn(SOCKET)).toContain('function_executed');
    // Parameters are written in the second version's way.
    expect(manifest._metadata?.major_version).toBe(2);
  });

  it('leaves tokens as they are', () => {
    expect(manifest.settings?.token_rotation_enabled).toBe(false);
  });
});

describe('how Slack reaches Easel', () => {
  it('needs no address in Socket Mode', () => {
    expect(addressesIn(SOCKET)).toEqual([]);
    expect(manifestOf(commands, SOCKET).settings).toMatchObject({
      socket_mode_enabled: true,
      interactivity: { is_enabled: true },
    });
  });

  it('is one address for everything by HTTP, and one for people who come back from installing', () => {
    expect(new Set(addressesIn(HTTP))).toEqual(new Set([`${BASE}/slack/events`, `${BASE}/slack/oauth_redirect`]));
    const { settings, features } = manifestOf(commands, HTTP);
    expect(settings).toMatchObject({
      socket_mode_enabled: false,
      interactivity: { request_url: `${BASE}/slack/events` },
      event_subscriptions: { request_url: `${BASE}/slack/events` },
    });
    expect(features?.slash_commands?.every(({ url }) => url === `${BASE}/slack/events`)).toBe(true);
  });

  it('may be Socket Mode while people install by a browser', () => {
    expect(addressesIn({ ...SOCKET, installBaseUrl: BASE })).toEqual([`${BASE}/slack/oauth_redirect`]);
  });
});

describe('the rights that are asked for', () => {
  it('are no more than what always counts, unless more is wished', () => {
    expect(scopesIn(SOCKET)).toEqual({ bot: ALWAYS });
    expect(eventsIn(SOCKET)).toEqual([
      'app_mention',
      'message.im',
      'app_home_opened',
      'function_executed',
      'app_uninstalled',
      'tokens_revoked',
    ]);
  });

  it.each([
    [
      'plainReplies',
      ['channels:history', 'groups:history', 'mpim:history'],
      ['message.channels', 'message.groups', 'message.mpim'],
    ],
    ['moderatorGroup', ['usergroups:read'], ['subteam_members_changed']],
    ['publicChannels', ['chat:write.public'], []],
  ])('are more for %s, which who installs Easel may refuse', (name, scopes, events) => {
    const wish = { ...SOCKET, [name]: true };
    expect(scopesIn(wish)).toEqual({ bot: [...ALWAYS, ...scopes], bot_optional: scopes });
    expect(eventsIn(wish)?.slice(6)).toEqual(events);
  });

  it("come from the operator's settings", () => {
    expect(wishOf({ plainReplies: true })).toEqual({ plainReplies: true, moderatorGroup: false });
    expect(wishOf({ plainReplies: false, moderatorGroup: 'S1' })).toEqual({
      plainReplies: false,
      moderatorGroup: true,
    });
  });

  it('include what each event needs', () => {
    for (const wish of [SOCKET, { ...SOCKET, ...EVERYTHING }]) {
      const scopes: readonly string[] = scopesIn(wish)?.bot ?? [];
      for (const event of eventsIn(wish) ?? []) {
        const needs = EVENTS[event];
        expect(needs, event).not.toBe(undefined);
        if (needs) expect(scopes, event).toContain(needs);
      }
    }
  });

  it('each say what they are for and what is lost without them', () => {
    expect(new Set(scopesIn({ ...SOCKET, ...EVERYTHING })?.bot)).toEqual(new Set(Object.keys(SCOPES)));
    for (const scope of USED_SCOPES) {
      expect(useOf(scope).feature.length, scope).toBeGreaterThan(5);
      expect(useOf(scope).without.length, scope).toBeGreaterThan(20);
    }
  });
});

describe('the link that creates the app', () => {
  it.each([SOCKET, { ...HTTP, ...EVERYTHING }])(
    'carries the whole manifest, and is short enough for a server',
    (wish) => {
      const manifest = manifestOf(commands, wish);
      const link = createLink(manifest);
      expect(link).toMatch(/^https:\/\/api\.slack\.com\/apps\?new_app=1&manifest_json=[\w.~%:,/()!*'+-]+$/);
      expect(JSON.parse(new URL(link).searchParams.get('manifest_json') ?? '')).toEqual(manifest);
      expect(link.length).toBeLessThan(8000);
    },
  );
});
