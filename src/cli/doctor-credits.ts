import { count } from '#src/domain/error-texts.ts';
import type { CreditLedger } from '#src/ports/credit-ledger.ts';
import { type Finding, finding } from './doctor-finding.ts';

const NAMED = 3;

/** Adds up every account of the store, while others go on spending, and compares: nothing may be lost or invented. */
export async function checkCredits(ledger: CreditLedger): Promise<Finding> {
  return finding('credits', async () => {
    const wrong: string[] = [];
    let accounts = 0;
    for await (const [accountId] of ledger.accounts()) {
      accounts += 1;
      const { ok, entriesSum, balance } = await ledger.audit(accountId);
      if (!ok) wrong.push(`${accountId} (its entries make ${count(entriesSum)}, it has ${count(balance)})`);
    }
    if (wrong.length > 0) throw new Error(saysWrong(wrong, accounts));
    if (accounts === 0) return 'no account yet';
    return accounts === 1
      ? 'the entries of the only account make its balance'
      : `the entries of all ${count(accounts)} accounts make their balances`;
  });
}

function saysWrong(wrong: readonly string[], accounts: number): string {
  const more = wrong.length > NAMED ? ` and ${count(wrong.length - NAMED)} more` : '';
  const named = wrong.slice(0, NAMED).join(', ');
  return `${count(wrong.length)} of ${count(accounts)} accounts do not add up, or miss an entry: ${named}${more}.`;
}
