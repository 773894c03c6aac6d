import type { EntryKind } from './account.ts';

/** What people read of a movement of credits. */
export const ENTRY_WORDS: Readonly<Record<EntryKind, string>> = {
  opened: 'Allowance',
  granted: 'Granted',
  held: 'Reserved',
  settled: 'Paid',
  released: 'Given back',
  expired: 'Expired',
};
