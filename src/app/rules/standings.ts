import type { CreditPolicy } from '#src/domain/policy.ts';
import type { Standing, Whereabouts } from '#src/domain/rules/standing.ts';
import { standingOf } from '#src/domain/rules/standing-of.ts';
import type { InstallationPolicy, TenantPolicy } from '#src/domain/rules/tenant-policy.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { StoredRevision } from './policy-book.ts';

/** A tenant's policy as it is stored. */
export interface StoredPolicy {
  readonly revision: number;
  readonly policy: TenantPolicy;
  /** What made it so; from here it is copied to the history, so that a crash in between loses none. */
  readonly last?: StoredRevision;
}

/** Somebody Easel has met, as they were then: for everybody who looks at them when they do not act themselves. */
export interface Member {
  readonly name: string;
  readonly roles: readonly string[];
  readonly seenAt: number;
}

export interface StandingParts {
  readonly policy: CreditPolicy;
  readonly installation: InstallationPolicy;
  readonly policies: Documents<StoredPolicy>;
  readonly members: Documents<Member>;
  readonly clock: Clock;
}

/** Where people stand by the policy of the moment. */
export interface Standings {
  /** @throws {EaselError} `store-unavailable`. */
  of(where: Whereabouts): Promise<Standing>;
  /** Of somebody who does not act themselves: in the roles they were seen in. */
  ofMember(member: {
    readonly tenantId: string;
    readonly personId: string;
    readonly channelId?: string;
  }): Promise<Standing>;
}

export function createStandings({ policy, installation, policies, members, clock }: StandingParts): Standings {
  return { of, ofMember };

  async function of(where: Whereabouts): Promise<Standing> {
    const stored = await policies.get(where.tenantId);
    return standingOf({ credits: policy, installation, tenant: stored?.policy ?? {} }, where, clock.now());
  }

  async function ofMember({ tenantId, personId, channelId = '' }: Parameters<Standings['ofMember']>[0]) {
    const member = await members.get(`${tenantId}:${personId}`);
    return of({ tenantId, personId, channelId, roles: member?.roles ?? [] });
  }
}
