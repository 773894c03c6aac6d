import type { InstallationPolicy } from '#src/domain/rules/tenant-policy.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { StoredPolicy } from './rules/standings.ts';

export interface FileAccessParts {
  readonly jobs: Pick<JobStore, 'get'>;
  readonly policies: Documents<StoredPolicy>;
  readonly installation: InstallationPolicy;
}

/** Whether a kept picture may still be fetched by its address. */
export type MayFetch = (file: { readonly key: string; readonly isExpired: boolean }) => Promise<boolean>;

/**
 * A result that was deleted has no addresses any more, also while its bytes could not be removed yet. What is too old is given out
 * only where the tenant wants its links to stay, as things stand now: changed back, all old ones are over at once.
 */
export function createFileAccess({ jobs, policies, installation }: FileAccessParts): MayFetch {
  return async function mayFetch({ key, isExpired }) {
    const [, jobId] = /^jobs\/([^/]+)\//.exec(key) ?? [];
    if (jobId === undefined) return !isExpired;
    const job = await jobs.get(jobId);
    if (!job || job.deletedAt !== undefined) return false;
    return !isExpired || (await linksOf(job.tenantId)) === 'public';
  };

  async function linksOf(tenantId: string) {
    const stored = await policies.get(tenantId);
    return stored?.policy.links ?? installation.tenants?.links ?? 'expiring';
  }
}
