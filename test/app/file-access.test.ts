import { describe, expect, it } from 'vitest';
import { createFileAccess } from '#src/app/file-access.ts';
import type { StoredPolicy } from '#src/app/rules/standings.ts';
import type { Job } from '#src/domain/job.ts';
import type { InstallationPolicy, TenantPolicy } from '#src/domain/rules/tenant-policy.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createJobStore } from '#src/store/keyv-job-store.ts';
import { openStorage } from '#src/store/open-storage.ts';
import { acceptedJob } from '../contracts/job-store.ts';

const KEY = 'jobs/one/0.png';

async function open(job: Partial<Job> = {}, tenants?: InstallationPolicy['tenants']) {
  const storage = openStorage('memory://');
  const documents = <T>(name: string) => createDocuments<T>(storage, name);
  const jobs = createJobStore({ documents });
  await jobs.create(acceptedJob('one', { tenantId: 'guild', ...job }));
  const policies = documents<StoredPolicy>('policies');
  const installation = { assumedUsdMicrosPerCredit: 1, ...(tenants && { tenants }) };
  return {
    mayFetch: createFileAccess({ jobs, policies, installation }),
    decide: (policy: TenantPolicy) => policies.update('guild', () => ({ revision: 1, policy })),
  };
}

describe('an address of a picture', () => {
  it('works for its time, then no more', async () => {
    const { mayFetch } = await open();
    expect(await mayFetch({ key: KEY, isExpired: false })).toBe(true);
    expect(await mayFetch({ key: KEY, isExpired: true })).toBe(false);
  });

  it('works as long as the picture is there where the tenant wants that, and not after it changes its mind', async () => {
    const { mayFetch, decide } = await open();
    await decide({ links: 'public' });
    expect(await mayFetch({ key: KEY, isExpired: true })).toBe(true);
    await decide({ links: 'expiring' });
    expect(await mayFetch({ key: KEY, isExpired: true })).toBe(false);
    expect(await mayFetch({ key: KEY, isExpired: false })).toBe(true);
  });

  it('follows whoever runs Easel where the tenant has not decided', async () => {
    const { mayFetch, decide } = await open({}, { links: 'public' });
    expect(await mayFetch({ key: KEY, isExpired: true })).toBe(true);
    await decide({ links: 'expiring' });
    expect(await mayFetch({ key: KEY, isExpired: true })).toBe(false);
  });

  it('is dead once the result is deleted, also while its bytes are still there', async () => {
    const { mayFetch, decide } = await open({ deletedAt: 5 });
    await decide({ links: 'public' });
    for (const isExpired of [true, false]) {
      expect(await mayFetch({ key: KEY, isExpired })).toBe(false);
      expect(await mayFetch({ key: 'jobs/never/0.png', isExpired })).toBe(false);
    }
  });

  it('of another tenant is no matter of this one', async () => {
    const { mayFetch, decide } = await open({ tenantId: 'other' });
    await decide({ links: 'public' });
    expect(await mayFetch({ key: KEY, isExpired: true })).toBe(false);
  });

  it('of what belongs to no job works for its time', async () => {
    const { mayFetch } = await open();
    expect(await mayFetch({ key: 'shown/2026-01-01/x.png', isExpired: false })).toBe(true);
    expect(await mayFetch({ key: 'shown/2026-01-01/x.png', isExpired: true })).toBe(false);
  });
});
