import type { AppsManifestCreateArguments } from '@slack/web-api';
import type { Wish } from './wish.ts';

type Manifest = AppsManifestCreateArguments['manifest'];
type Scopes = NonNullable<NonNullable<Manifest['oauth_config']>['scopes']>;

export type Scope = NonNullable<Scopes['bot']>[number];

export interface ScopeUse {
  /** What Easel does with it. */
  readonly feature: string;
  /** What is lost without it, as a sentence's second half. */
  readonly without: string;
  /** Asked for only where this is wanted, and who installs Easel may still refuse it. */
  readonly wish?: keyof Wish;
}

/** Every right that Easel asks a workspace for. Each is used; a test holds them against the methods called and events received. */
export const SCOPES = {
  commands: {
    feature: 'slash commands and shortcuts',
    without: "nobody sees Easel's slash commands and shortcuts",
  },
  'chat:write': { feature: 'messages', without: 'Easel cannot say or show anything' },
  'files:write': { feature: 'pictures in messages', without: 'no picture can be uploaded, and none removed again' },
  'files:read': {
    feature: 'pictures to start from',
    without: 'pictures that people post or attach cannot be read, and no upload is known to be ready',
  },
  'app_mentions:read': { feature: 'mentions', without: 'who mentions Easel in a channel or thread is not heard' },
  'im:history': { feature: 'direct messages to Easel', without: 'what people write to Easel directly is not heard' },
  'im:write': {
    feature: 'direct messages from Easel',
    without: 'private results, and results of channels Easel was removed from, reach nobody',
  },
  'users:read': {
    feature: 'names and roles of people',
    without: 'nobody is a moderator, and people are called by their ids',
  },
  'channels:history': {
    feature: 'plain words and pictures in threads of public channels',
    without: 'in threads of public channels only words that mention Easel count, and only pictures posted with them',
    wish: 'plainReplies',
  },
  'groups:history': {
    feature: 'plain words and pictures in threads of private channels',
    without: 'in threads of private channels only words that mention Easel count, and only pictures posted with them',
    wish: 'plainReplies',
  },
  'mpim:history': {
    feature: 'plain words and pictures in threads of group messages',
    without: 'in threads of group messages only words that mention Easel count, and only pictures posted with them',
    wish: 'plainReplies',
  },
  'usergroups:read': {
    feature: 'moderators and rules by user group',
    without: 'only admins and owners of the workspace moderate, and rules for a user group count for nobody',
    wish: 'moderatorGroup',
  },
  'chat:write.public': {
    feature: 'public channels without an invitation',
    without: 'Easel has to be invited to a public channel before a command shows anything there',
    wish: 'publicChannels',
  },
} as const satisfies Partial<Record<Scope, ScopeUse>>;

export type UsedScope = keyof typeof SCOPES;

// The names are the object's own keys.
export const USED_SCOPES = Object.keys(SCOPES) as readonly UsedScope[];

export const useOf = (scope: UsedScope): ScopeUse => SCOPES[scope];

/** Those that Easel cannot do without. */
export const neededScopes = (): readonly UsedScope[] => USED_SCOPES.filter((scope) => useOf(scope).wish === undefined);

/** Those that only what is wished needs. */
export const wishedScopes = (wish: Wish): readonly UsedScope[] =>
  USED_SCOPES.filter((scope) => {
    const { wish: name } = useOf(scope);
    return name !== undefined && wish[name] === true;
  });

/** Everything to ask a workspace for. */
export const scopesOf = (wish: Wish): readonly UsedScope[] => [...neededScopes(), ...wishedScopes(wish)];
