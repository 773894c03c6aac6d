import type { Account, Entry } from '#src/domain/account.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { AllowanceTerms } from '#src/ports/credit-ledger.ts';
import type { AtomicStorage } from '#src/store/atomic-storage.ts';
import { createDocuments, type DocumentsOptions } from '#src/store/keyv-documents.ts';
import { createCreditLedger, type LedgerParts } from '#src/store/keyv-ledger.ts';
import { ofTheDay } from '../fakes/whose.ts';

/** A ledger, and what it is made of. */
export function openLedger(
  storage: AtomicStorage,
  clock: Clock,
  { onEntries, ...options }: DocumentsOptions & Pick<LedgerParts, 'onEntries'> = {},
) {
  const accounts = createDocuments<Account>(storage, 'accounts', options);
  const journal = createDocuments<Entry>(storage, 'journal', options);
  return {
    accounts,
    journal,
    ledger: createCreditLedger({ accounts, journal, clock, ...(onEntries && { onEntries }) }),
  };
}

/** An allowance of 10 credits for the day that it is. */
export const today = (clock: Pick<Clock, 'now'>, allowance = 10): AllowanceTerms => ofTheDay(allowance, clock.now());
