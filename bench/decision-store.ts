import { Keyv } from 'keyv';
import { type Account, EMPTY_ACCOUNT, type Entry, entryId } from '#src/domain/account.ts';
import type { TenantPolicy } from '#src/domain/rules/tenant-policy.ts';
import { createSqliteStorage } from '#src/store/sqlite-storage.ts';

const PER_TENANT = 100;
const AT_ONCE = 5000;
const HOUR_MS = 3_600_000;

/** People of tenants, a hundred in each. */
export const accountName = (number: number): string => `guild-${Math.floor(number / PER_TENANT)}:p${number}`;

/** Every tenant has decided about something of everything. */
const POLICY: TenantPolicy = {
  allowance: 1000,
  timeZone: 'Europe/Berlin',
  roles: { '1': { name: 'Supporters', allowance: 2000 } },
  channels: { art: { allowance: 1_000_000, maxCount: 8 } },
  tenantAllowance: 10_000_000,
  budget: { usdMicros: 1e12, warnAt: 0.8 },
};

/** A store as years of use leave it: accounts with that many entries each, written past the ledger, which would take hours. */
export async function fillStore(file: string, accounts: number, entriesEach: number): Promise<void> {
  const storage = createSqliteStorage(file);
  const write = async (namespace: string, documents: Iterable<readonly [key: string, value: unknown]>) => {
    const store = storage.inNamespace(namespace);
    const keyv = new Keyv({ store, namespace });
    let waiting: { key: string; value: unknown }[] = [];
    for (const [key, value] of documents) {
      waiting.push({ key, value: await keyv.encode({ value }) });
      if (waiting.length === AT_ONCE) {
        await store.setMany(waiting);
        waiting = [];
      }
    }
    await store.setMany(waiting);
  };
  await write('accounts', accountsOf(accounts, entriesEach));
  await write('journal', entriesOf(accounts, entriesEach));
  await write('policies', policiesOf(accounts));
  await storage.disconnect();
}

function* accountsOf(accounts: number, entries: number): Generator<readonly [string, Account]> {
  const resolved = Array.from({ length: 50 }, (_, i) => `k3j9d8s7f6g5h4j${i}`);
  for (let i = 0; i < accounts; i++) {
    yield [accountName(i), { ...EMPTY_ACCOUNT, period: '2020-01-01', extra: entries, resolved, entries }];
  }
}

/** Each entry grants one credit, so that the books agree. */
function* entriesOf(accounts: number, entriesEach: number): Generator<readonly [string, Entry]> {
  const from = Date.UTC(2024, 0, 1);
  for (let i = 0; i < accounts; i++) {
    for (let number = 1; number <= entriesEach; number++) {
      const entry = { kind: 'granted', amount: 1, at: from + number * HOUR_MS, actor: 'mo', reason: 'of old' } as const;
      yield [`${accountName(i)}:${entryId(number)}`, { id: entryId(number), ...entry }];
    }
  }
}

function* policiesOf(accounts: number): Generator<readonly [string, { revision: number; policy: TenantPolicy }]> {
  for (let i = 0; i < Math.ceil(accounts / PER_TENANT); i++) yield [`guild-${i}`, { revision: 1, policy: POLICY }];
}
