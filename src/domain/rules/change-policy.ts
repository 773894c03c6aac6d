import type { ContentRules } from './content-rules.ts';
import type { PolicyChange, Subject } from './policy-change.ts';
import { overlaps, type PolicyEdit, type PolicyPath, withValue } from './policy-path.ts';
import type { Block, TenantPolicy } from './tenant-policy.ts';

/** Who decides, and when: part of a block. */
export interface Decided {
  readonly by: string;
  readonly at: number;
}

/** The policy after a moderator's decision. Pure; what makes no sense was refused by `checkChange` before. */
export const changePolicy = (policy: TenantPolicy, change: PolicyChange, decided: Decided): TenantPolicy =>
  editsOf(change, decided, policy).reduce(withValue, policy);

/** Several decisions, one after the other. */
export function editsOfAll(
  changes: readonly PolicyChange[],
  decided: Decided,
  policy: TenantPolicy,
): readonly PolicyEdit[] {
  let current = policy;
  return changes.flatMap((change) => {
    const edits = editsOf(change, decided, current);
    current = edits.reduce(withValue, current);
    return edits;
  });
}

/** A decision as the single things it decides, about the policy that its moderator saw. */
export function editsOf(change: PolicyChange, decided: Decided, policy: TenantPolicy): readonly PolicyEdit[] {
  switch (change.kind) {
    case 'allowance':
      return [allowanceEdit(change.subject, change.amount)];
    case 'period':
      return [{ path: ['period'], value: change.period }];
    case 'time-zone':
      return [{ path: ['timeZone'], value: change.timeZone }];
    case 'block':
      return [{ path: ['people', change.personId, 'blocked'], value: blockOf(change, decided) }];
    case 'unblock':
      return [{ path: ['people', change.personId, 'blocked'], value: undefined }];
    case 'place':
      return editsIn(change.channelId === undefined ? ['everywhere'] : ['channels', change.channelId], change.rule);
    case 'weight':
      return [{ path: [change.of === 'model' ? 'weights' : 'qualityWeights', change.name], value: change.weight }];
    case 'confirm-above':
      return [{ path: ['confirmAbove'], value: change.amount }];
    case 'running':
      return editsIn(['running'], change.bounds);
    case 'per-minute':
      return editsIn(['perMinute'], change.bounds);
    case 'budget':
      return [{ path: ['budget'], value: change.budget }];
    case 'linked':
      return [{ path: ['linked'], value: change.linked }];
    case 'links':
      return [{ path: ['links'], value: change.links }];
    case 'content':
      return contentEdits(policy.content, change.content);
    case 'log-channel':
      return [{ path: ['logChannel'], value: change.channelId }];
  }
}

/** The first thing that two lists of changes both decide: two moderators on one thing. */
export const conflicting = (ours: readonly PolicyPath[], theirs: readonly PolicyPath[]): PolicyPath | undefined =>
  ours.find((path) => theirs.some((other) => overlaps(path, other)));

/**
 * The policy without what has ended by itself: blocks that are over. Whoever writes it writes that, so that it does not grow with
 * everybody who was ever blocked.
 */
export function withoutEnded(policy: TenantPolicy, now: number): TenantPolicy {
  const ended = Object.entries(policy.people ?? {}).filter(([, { blocked }]) => blocked && isOver(blocked, now));
  return ended
    .map(([id]): PolicyEdit => ({ path: ['people', id, 'blocked'], value: undefined }))
    .reduce(withValue, policy);
}

const isOver = ({ until }: Block, now: number): boolean => until !== undefined && until <= now;

function allowanceEdit(subject: Subject, amount: number | undefined): PolicyEdit {
  switch (subject.kind) {
    case 'person':
      return { path: ['people', subject.id, 'allowance'], value: amount };
    case 'role':
      return {
        path: ['roles', subject.id],
        value: amount === undefined ? undefined : { name: subject.name, allowance: amount },
      };
    case 'channel':
      return { path: ['channels', subject.id, 'allowance'], value: amount };
    case 'everyone':
      return { path: ['allowance'], value: amount };
    case 'tenant':
      return { path: ['tenantAllowance'], value: amount };
  }
}

/** What of the rules about content is another: each word by itself, the check, the escalation. */
function contentEdits(before: ContentRules = {}, after: ContentRules = {}): readonly PolicyEdit[] {
  const [was, is] = [before, after].map(({ words = [] }) => new Map(words.map((word) => [word.id, word])));
  const ids = new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])]);
  const all = [
    ...[...ids].map((id) => ({ path: ['content', 'words', id], before: was?.get(id), value: is?.get(id) })),
    { path: ['content', 'check'], before: before.check, value: after.check },
    { path: ['content', 'escalation'], before: before.escalation, value: after.escalation },
  ];
  return all.flatMap(({ path, before, value }) =>
    JSON.stringify(before) === JSON.stringify(value) ? [] : [{ path, value }],
  );
}

/** Only the named fields change. */
const editsIn = (path: PolicyPath, fields: object): readonly PolicyEdit[] =>
  Object.entries(fields).map(([name, value]) => ({
    path: [...path, name],
    value: value === false ? undefined : value,
  }));

const blockOf = ({ reason, until }: Extract<PolicyChange, { kind: 'block' }>, { by, at }: Decided): Block => ({
  at,
  by,
  reason,
  ...(until !== undefined && { until }),
});
