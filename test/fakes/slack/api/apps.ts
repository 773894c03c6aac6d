import { z } from 'zod';
import { tell } from '../envelopes.ts';
import { refusal } from '../refusal.ts';
import type { PlayedWorkspace, World } from '../state.ts';
import { type Methods, readArgs } from './method.ts';

/** Tokens, connections, workflow steps. */
export function appMethods(world: World): Methods {
  const execution = (id: string) => {
    const found = world.executions.get(id);
    if (!found) throw refusal('function_execution_not_found');
    if (found.end) throw refusal('function_execution_not_in_running_state');
    return found;
  };
  return {
    'api.test': { open: 'to-anybody', respond: () => ({}) },
    'auth.test': {
      needs: [],
      answer: (_args, { workspace, installation: { isEnterprise } }) => ({
        url: `https://${workspace.domain}.slack.com/`,
        team: isEnterprise ? (workspace.enterprise?.name ?? workspace.name) : workspace.name,
        user: 'easel',
        team_id: isEnterprise ? (workspace.enterprise?.id ?? workspace.id) : workspace.id,
        user_id: workspace.botUserId,
        bot_id: workspace.botId,
        ...(workspace.enterprise && { enterprise_id: workspace.enterprise.id }),
        is_enterprise_install: isEnterprise,
      }),
    },
    'auth.revoke': {
      needs: [],
      answer(_args, { installation, workspaces }) {
        installation.state = 'revoked';
        for (const workspace of workspaces) tellRevoked(world, workspace);
        return { revoked: true };
      },
    },
    'apps.connections.open': {
      open: 'to-app-tokens',
      respond: () => {
        const ticket = world.newId('ticket');
        return { url: `${world.origin.replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${world.app.id}` };
      },
    },
    'functions.completeSuccess': {
      needs: [],
      answer(args) {
        const { function_execution_id: id, outputs } = readArgs(
          z.looseObject({ function_execution_id: z.string(), outputs: z.record(z.string(), z.unknown()) }),
          args,
        );
        execution(id).end = { outputs };
        return {};
      },
    },
    'functions.completeError': {
      needs: [],
      answer(args) {
        const { function_execution_id: id, error } = readArgs(
          z.looseObject({ function_execution_id: z.string(), error: z.string().min(1) }),
          args,
        );
        execution(id).end = { error };
        return {};
      },
    },
  };
}

/** The application's token of a workspace is no longer good. */
export const tellRevoked = (world: World, workspace: PlayedWorkspace): void =>
  tell(world, {
    subscription: 'tokens_revoked',
    scope: null,
    always: true,
    workspace,
    event: { type: 'tokens_revoked', tokens: { oauth: [], bot: [workspace.botUserId] }, event_ts: world.newTs() },
  });
