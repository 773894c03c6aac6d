import { randomUUID } from 'node:crypto';
import { EaselError } from '#src/domain/errors.ts';
import type { Reached } from '#src/ports/chat-platform.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Access } from '../access.ts';
import type { SlackHandle } from '../handle.ts';
import type { Workspace } from '../origin.ts';
import { asError, isClosed } from './problem.ts';
import type { Records } from './records.ts';
import type { Send } from './send.ts';
import { openDirect } from './targets.ts';
import type { Tenants } from './tenants.ts';

export interface ReachParts extends Pick<Access, 'identityOf'> {
  readonly tenants: Pick<Tenants, 'workspaceOf'>;
  readonly records: Records;
  readonly send: Send;
  readonly clock: Clock;
}

/**
 * Where Easel can speak although nobody asked. Nothing is shown there before something goes through its delivery; whether a channel
 * takes that, Slack says only then.
 * @throws {EaselError} `not-found` where Easel is not installed, or the person cannot be written to; `unavailable`.
 */
export async function reach(where: Reached, parts: ReachParts): Promise<SlackHandle> {
  const workspace = await installedIn(where.tenantId, parts);
  const isDirect = 'personId' in where;
  const channelId = isDirect ? await directWith(where.personId, workspace, parts) : where.channelId;
  if (!/^[CGD][A-Z0-9]+$/.test(channelId)) throw gone();
  const id = `reach:${randomUUID()}`;
  // What is shown there stays known for long: a case may be decided weeks later.
  await parts.records.change(id, { reached: true });
  return {
    platform: 'slack',
    id,
    workspace: { ...workspace },
    channelId,
    threadTs: null,
    messageTs: null,
    // Nobody asked, so there is nobody to turn to where the channel takes it no more.
    userId: isDirect ? where.personId : '',
    private: false,
    isDirect,
    responseUrl: null,
    responseUntil: 0,
    functionExecutionId: null,
    again: false,
  };
}

async function installedIn(tenantId: string, { tenants, identityOf }: ReachParts): Promise<Workspace> {
  const workspace = await tenants.workspaceOf(tenantId);
  const identity = workspace && (await identityOf(workspace, 'surely').catch(unreachable));
  if (!identity) throw gone();
  return identity.workspace;
}

function unreachable(cause: unknown): never {
  throw new EaselError('unavailable', { provider: 'Slack' }, { cause });
}

async function directWith(personId: string, workspace: Workspace, parts: ReachParts): Promise<string> {
  const opened = await openDirect(personId, { ...parts, workspace });
  if (typeof opened === 'string') return opened;
  throw isClosed(opened) ? gone() : asError(opened);
}

const gone = (): EaselError => new EaselError('not-found', { what: 'The place to show this' });
