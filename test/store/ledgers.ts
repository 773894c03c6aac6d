import type { Account, Entry } from '#src/domain/account.ts';
import { DEFAULT_CREDIT_POLICY } from '#src/domain/policy.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { AtomicStorage } from '#src/store/atomic-storage.ts';
import { createDocuments, type DocumentsOptions } from '#src/store/keyv-documents.ts';
import { createCreditLedger } from '#src/store/keyv-ledger.ts';

const ALLOWANCE = 10;

/** A ledger with an allowance of 10 credits a day, and what it is made of. */
export function openLedger(storage: AtomicStorage, clock: Clock, options?: DocumentsOptions) {
  const accounts = createDocuments<Account>(storage, 'accounts', options);
  const journal = createDocuments<Entry>(storage, 'journal', options);
  const policyOf = () => ({ ...DEFAULT_CREDIT_POLICY, allowance: ALLOWANCE });
  return { accounts, journal, ledger: createCreditLedger({ accounts, journal, policyOf, clock }) };
}
