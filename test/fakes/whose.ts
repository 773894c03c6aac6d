import type { AllowanceTerms } from '#src/ports/credit-ledger.ts';

/** `guild:ada` -> Ada of the guild. Tenants may have colons in their names, these people have none. */
export function whoseOf(accountId: string): { readonly tenantId: string; readonly personId: string } {
  const colon = accountId.lastIndexOf(':');
  return { tenantId: accountId.slice(0, colon), personId: accountId.slice(colon + 1) };
}

const DAY_MS = 86_400_000;

/** So many credits for the day that `now` falls in. */
export function ofTheDay(allowance: number, now: number): AllowanceTerms {
  const midnight = Math.floor(now / DAY_MS) * DAY_MS;
  return { allowance, period: new Date(midnight).toISOString().slice(0, 10), endsAt: midnight + DAY_MS };
}
