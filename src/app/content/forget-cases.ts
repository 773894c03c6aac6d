import { text } from '#src/domain/text.ts';
import type { Answer } from '#src/ports/cards.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { Case } from './case.ts';
import type { Reach } from './reach.ts';

export interface ForgetCaseParts {
  readonly cases: Documents<Case>;
  readonly reach: Pick<Reach, 'again'>;
}

/**
 * Forgets cases, and what the log channel shows of them: that first, because afterwards nobody knows where it is.
 * @returns how many stay for now because a message with their words could not be changed.
 */
export async function forgetCases(
  isMeant: (one: Case) => boolean,
  tenantId: string | undefined,
  { cases, reach }: ForgetCaseParts,
): Promise<number> {
  let left = 0;
  for await (const [key, one] of cases.list(tenantId === undefined ? '' : `${tenantId}:`)) {
    if (!isMeant(one)) continue;
    const done = await Promise.all((one.shown ?? []).map((handle) => reach.again(one.platform, handle, FORGOTTEN)));
    if (done.every(Boolean)) await cases.remove(key);
    else left++;
  }
  return left;
}

const FORGOTTEN: Answer = { kind: 'text', text: text('This case is forgotten, with its words.') };
