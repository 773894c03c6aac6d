import { Keyv } from 'keyv';
import { createSystemClock } from '#src/app/system-clock.ts';
import type { AtomicStorage } from '#src/store/atomic-storage.ts';
import { ofTheDay } from '../test/fakes/whose.ts';
import { openLedger } from '../test/store/ledgers.ts';

/** What every account has. */
export const BALANCE = 10;

/** One way to keep credits, over one storage. */
export interface HoldWay {
  /** Gives an account its balance. */
  open(account: string): Promise<void>;
  /** Asks for one credit; the names of the holds of one account are all different. */
  hold(account: string, name: string): Promise<boolean>;
  left(account: string): Promise<number>;
  /** Whether the books agree with the balance, where there are books. */
  agrees(account: string): Promise<boolean>;
}

export type WayName = 'ledger' | 'get-then-set';

export const HOLD_WAYS: Readonly<Record<WayName, (storage: AtomicStorage) => HoldWay>> = {
  ledger(storage) {
    const { ledger } = openLedger(storage, createSystemClock());
    return {
      // The allowance is there from the first touch on.
      open: async () => {},
      hold: async (account, name) => (await ledger.hold(account, name, 1, ofTheDay(BALANCE, Date.now()))).held,
      left: async (account) => (await ledger.balance(account, ofTheDay(BALANCE, Date.now()))).available,
      agrees: async (account) => (await ledger.audit(account)).ok,
    };
  },

  'get-then-set'(storage) {
    const keyv = new Keyv<number>({ store: storage.inNamespace('rival') });
    const left = async (account: string) => (await keyv.get(account)) ?? 0;
    return {
      open: async (account) => void (await keyv.set(account, BALANCE)),
      async hold(account) {
        const now = await left(account);
        return now > 0 && keyv.set(account, now - 1);
      },
      left,
      agrees: async () => true,
    };
  },
};

/** Asks for so many credits at once and says how many were granted. */
export async function holdAtOnce(way: HoldWay, account: string, names: readonly string[]): Promise<number> {
  const answers = await Promise.all(names.map((name) => way.hold(account, name)));
  return answers.filter(Boolean).length;
}

export const namesOf = (owner: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${owner}-${index}`);
