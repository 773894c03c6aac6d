import { z } from 'zod';
import { refusal } from '../refusal.ts';
import { known, type PlayedUser, type PlayedWorkspace, type World } from '../state.ts';
import { install } from '../things.ts';
import { type Methods, readArgs } from './method.ts';

interface Code {
  readonly workspace: PlayedWorkspace;
  readonly by: PlayedUser;
  readonly redirectUri: string | null;
  readonly scopes: readonly string[];
  readonly isEnterprise: boolean;
  used: boolean;
}

export interface Approval {
  readonly workspace: PlayedWorkspace;
  readonly by: { readonly id: string };
  /** For the whole organisation. */
  readonly isEnterprise?: boolean;
  /** Fewer than were asked for. */
  readonly scopes?: readonly string[];
}

export interface OAuth {
  readonly methods: Methods;
  /** Somebody says yes on the page `/oauth/v2/authorize`: the address that their browser goes on to. */
  approve(authorizeUrl: string, approval: Approval): string;
  /** Somebody says no there. */
  deny(authorizeUrl: string): string;
}

const AccessArgs = z.looseObject({
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
  code: z.string(),
  redirect_uri: z.string().optional(),
});

export function createOAuth(world: World): OAuth {
  const codes = new Map<string, Code>();

  function asked(authorizeUrl: string): URLSearchParams {
    const url = new URL(authorizeUrl);
    if (url.pathname !== '/oauth/v2/authorize') throw new Error(`that is not where Slack asks: ${url.pathname}`);
    if (url.searchParams.get('client_id') !== world.app.clientId) throw new Error('Slack knows no such application');
    return url.searchParams;
  }

  function back(query: URLSearchParams, more: Record<string, string>): string {
    const url = new URL(query.get('redirect_uri') ?? '');
    for (const [name, value] of Object.entries({ ...more, state: query.get('state') ?? '' }))
      url.searchParams.set(name, value);
    return url.href;
  }

  function access(args: z.infer<typeof AccessArgs>, authorization: string): object {
    const basic = Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
      .toString()
      .split(':');
    const [clientId, secret] = authorization.startsWith('Basic ') ? basic : [args.client_id, args.client_secret];
    if (clientId !== world.app.clientId) throw refusal('invalid_client_id');
    if (secret !== world.app.clientSecret) throw refusal('bad_client_secret');
    const code = codes.get(args.code);
    if (!code) throw refusal('invalid_code');
    if (code.used) throw refusal('code_already_used');
    if (code.redirectUri !== (args.redirect_uri ?? null)) throw refusal('bad_redirect_uri');
    code.used = true;
    const { workspace, by, scopes, isEnterprise } = code;
    const { token } = install(world, workspace, { scopes, isEnterprise });
    return {
      app_id: world.app.id,
      authed_user: { id: by.id },
      scope: scopes.join(','),
      token_type: 'bot',
      access_token: token,
      bot_user_id: workspace.botUserId,
      team: isEnterprise ? null : { id: workspace.id, name: workspace.name },
      enterprise: workspace.enterprise,
      is_enterprise_install: isEnterprise,
    };
  }

  return {
    methods: {
      'oauth.v2.access': {
        open: 'to-anybody',
        respond: (args, authorization) => access(readArgs(AccessArgs, args), authorization),
      },
    },
    approve(authorizeUrl, { workspace, by, isEnterprise = false, scopes }) {
      const query = asked(authorizeUrl);
      const code = `${world.newId('')}.played-code`;
      const given = scopes ?? (query.get('scope') ?? '').split(',').filter(Boolean);
      const redirectUri = query.get('redirect_uri');
      codes.set(code, {
        workspace,
        by: known(world.users, by.id),
        redirectUri,
        scopes: given,
        isEnterprise,
        used: false,
      });
      return back(query, { code });
    },
    deny: (authorizeUrl) => back(asked(authorizeUrl), { error: 'access_denied' }),
  };
}
