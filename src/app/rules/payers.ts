import type { LinkedAccount } from '#src/domain/link.ts';
import { isLent, type Purse, type Standing } from '#src/domain/rules/standing.ts';
import type { Balance, CreditLedger } from '#src/ports/credit-ledger.ts';
import type { Links } from './links.ts';
import type { Standings } from './standings.ts';

/** One of the accounts that somebody pays from. */
export interface Payer {
  readonly account: LinkedAccount;
  readonly purse: Purse;
  /** By the policy of its own tenant; nothing can be spent of it where that blocks its person. */
  readonly balance: Balance;
}

/** What one purse is to pay. */
export interface Share {
  readonly purse: Purse;
  readonly amount: number;
}

/** Where not enough is. */
export interface Shortage {
  readonly of: Purse['of'];
  /** The accounts in which it may become enough. */
  readonly accountIds: readonly string[];
  readonly cost: number;
  readonly available: number;
  readonly moreAt: number;
}

export interface PayerParts {
  readonly ledger: CreditLedger;
  readonly standings: Standings;
  readonly links: Links;
}

/** Everybody's own account first, then those linked to it whose credits are spent where it is asked for. */
export function createPayers({ ledger, standings, links }: PayerParts) {
  return async function payersOf(standing: Standing, alone = false): Promise<readonly [Payer, ...Payer[]]> {
    const { tenantId, personId } = standing.where;
    const account = { tenantId, personId, platform: '' };
    const [own, [self, ...others]] = await Promise.all([payer(account, standing), alone ? [] : links.of(account)]);
    const lending = others.filter((other) => isLent(standing, other.tenantId));
    return [{ ...own, account: self ?? account }, ...(await Promise.all(lending.map(linkedPayer)))];
  };

  async function linkedPayer(account: LinkedAccount): Promise<Payer> {
    const standing = await standings.ofMember(account);
    const found = await payer(account, standing);
    return standing.blocked ? { ...found, balance: { ...found.balance, available: 0 } } : found;
  }

  async function payer(account: LinkedAccount, { purses: [purse] }: Standing): Promise<Payer> {
    if (!purse) throw new Error('A standing has the purse of its person.');
    return { account, purse, balance: await ledger.balance(purse.accountId, purse) };
  }
}

/** Spreads a cost over somebody's accounts, from the first on. */
export function sharesOf(payers: readonly Payer[], cost: number): readonly Share[] | Shortage {
  let missing = cost;
  const shares = payers.map(({ purse, balance }) => {
    const amount = Math.min(missing, Math.max(0, balance.available));
    missing -= amount;
    return { purse, amount };
  });
  if (missing === 0) return shares.filter(({ amount }, place) => place === 0 || amount > 0);
  return {
    of: 'person',
    accountIds: payers.map(({ purse }) => purse.accountId),
    cost,
    available: cost - missing,
    moreAt: Math.min(...payers.map(({ balance }) => balance.moreAt)),
  };
}

/** All of somebody's accounts as one. */
export function sumOf(payers: readonly [Payer, ...Payer[]]): Balance {
  const [{ balance: own }, ...others] = payers;
  if (others.length === 0) return own;
  const ending = payers
    .flatMap(({ balance }) => (balance.available > 0 ? (balance.ending ?? []) : []))
    .toSorted((one, other) => one.at - other.at);
  return {
    available: total(payers, 'available'),
    held: total(payers, 'held'),
    allowance: total(payers, 'allowance'),
    moreAt: Math.min(...payers.map(({ balance }) => balance.moreAt)),
    ...(ending.length > 0 && { ending }),
    accounts: payers.map(({ account: { tenantId, personId, platform, name }, balance }) => ({
      tenantId,
      personId,
      platform,
      ...(name !== undefined && { name }),
      available: balance.available,
      held: balance.held,
      allowance: balance.allowance,
    })),
  };
}

const total = (payers: readonly Payer[], of: 'available' | 'held' | 'allowance'): number =>
  payers.reduce((sum, { balance }) => sum + balance[of], 0);
