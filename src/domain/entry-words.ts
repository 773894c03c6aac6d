import type { EntryKind } from './account.ts';

/** What people read of a movement of credits. */
export const ENTRY_WORDS: Readonly<Record<EntryKind, string>> = {
  opened: 'Allowance',
  raised: 'Allowance raised',
  lowered: 'Allowance lowered',
  reset: 'Allowance filled up',
  granted: 'Granted',
  held: 'Reserved',
  settled: 'Paid',
  overrun: 'Paid beyond what was reserved',
  released: 'Given back',
  expired: 'Expired',
  'written-off': 'Not carried into the next period',
};
