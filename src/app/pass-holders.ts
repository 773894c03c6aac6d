import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import { accountIdOf } from './accept-job.ts';
import type { PassKind } from './page-passes.ts';

/** The passes of one account, by the names they are stored under. */
export interface PassHolder {
  readonly passes: readonly HeldPass[];
}

interface HeldPass {
  readonly name: string;
  readonly kind: PassKind;
  /** Epoch milliseconds. */
  readonly endsAt: number;
}

export interface Whose {
  readonly tenantId: string;
  readonly personId: string;
}

export interface HolderParts {
  /** By account, so that a person's passes are found without looking through everybody's. */
  readonly passHolders: Documents<PassHolder>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Who has which passes. */
export function createPassHolders({ passHolders, clock }: HolderParts) {
  return { add, take, sweep };

  /** @returns the passes of the account that end by this: those that are over, and with `only` all others of its kind. */
  async function add(held: HeldPass, { tenantId, personId }: Whose, only = false): Promise<readonly string[]> {
    const ended: { names: readonly string[] } = { names: [] };
    await passHolders.update(accountIdOf(tenantId, personId), (known) => {
      const ends = (one: HeldPass) => one.endsAt <= clock.now() || (only && one.kind === held.kind);
      const all = known?.passes ?? [];
      ended.names = all.filter(ends).map(({ name }) => name);
      return { passes: [...all.filter((one) => !ends(one)), held] };
    });
    return ended.names;
  }

  /** @returns all passes of the account; it has none from here on. */
  async function take({ tenantId, personId }: Whose): Promise<readonly string[]> {
    const taken: { passes: readonly HeldPass[] } = { passes: [] };
    await passHolders.update(accountIdOf(tenantId, personId), (known) => {
      taken.passes = known?.passes ?? [];
      return undefined;
    });
    return taken.passes.map(({ name }) => name);
  }

  /** Forgets who has none any more. */
  async function sweep(): Promise<void> {
    const isOver = ({ passes }: PassHolder) => passes.every(({ endsAt }) => endsAt <= clock.now());
    for await (const [account, holder] of passHolders.list())
      if (isOver(holder)) await passHolders.update(account, (known) => (known && isOver(known) ? undefined : known));
  }
}
