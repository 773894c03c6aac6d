import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { Log } from '#src/ports/log.ts';
import type { Workspace } from '../origin.ts';
import type { SlackRecord } from './records.ts';

/** Workspaces by the names that the app has for them. */
export interface Tenants {
  /** Something came from there. Fire and forget. */
  seen(tenantId: string, workspace: Workspace): void;
  /** `undefined` for what is no workspace of Slack's. @throws {EaselError} `store-unavailable`. */
  workspaceOf(tenantId: string): Promise<Workspace | undefined>;
}

/** Only what belongs to an organisation is written down: which one does not stand in its name. */
export function createTenants({
  records,
  clock,
  log,
}: {
  readonly records: Documents<SlackRecord>;
  readonly clock: Clock;
  readonly log: Log;
}): Tenants {
  const written = new Set<string>();
  return {
    seen(tenantId, workspace) {
      if (workspace.enterpriseId === null || written.has(tenantId)) return;
      written.add(tenantId);
      const record = { kind: 'tenant', at: clock.now(), workspace } as const;
      records
        .update(keyOf(tenantId), () => record)
        .catch((err: unknown) => {
          written.delete(tenantId);
          log.warn({ err, tenantId }, 'A workspace could not be noted');
        });
    },

    async workspaceOf(tenantId) {
      const [, teamId] = /^slack:([A-Z0-9]{1,40})$/.exec(tenantId) ?? [];
      if (teamId === undefined) return undefined;
      const record = await records.get(keyOf(tenantId));
      return record?.kind === 'tenant' ? record.workspace : { teamId, enterpriseId: null, isEnterpriseInstall: false };
    },
  };
}

const keyOf = (tenantId: string): string => `tenant:${tenantId}`;
