import type { Documents } from '#src/ports/documents.ts';
import type { Scope } from './scope.ts';

/** Which commands of one application and one scope Easel put there, or found to be exactly its own. */
export interface DeployedRecord {
  readonly ids: readonly string[];
}

const EVERYWHERE = 'everywhere';

/** The memory of one scope. */
export function createRecord(records: Documents<DeployedRecord>, { applicationId, guildId = EVERYWHERE }: Scope) {
  const key = `${applicationId}:${guildId}`;
  const change = (next: (ids: readonly string[]) => readonly string[]) =>
    records.update(key, (current) => {
      const ids = current?.ids ?? [];
      const changed = next(ids);
      return changed === ids ? current : { ids: changed };
    });
  return {
    ids: async (): Promise<ReadonlySet<string>> => new Set((await records.get(key))?.ids),
    async add(id: string): Promise<void> {
      await change((ids) => (ids.includes(id) ? ids : [...ids, id]));
    },
    async forget(id: string): Promise<void> {
      await change((ids) => (ids.includes(id) ? ids.filter((other) => other !== id) : ids));
    },
  };
}

/**
 * Where else Easel's commands are: people of a server that has its own as well as those of every server see them twice.
 * @returns ids of servers, or `everywhere`.
 */
export async function alsoDeployedTo(
  records: Documents<DeployedRecord>,
  { applicationId, guildId = EVERYWHERE }: Scope,
): Promise<readonly string[]> {
  const scopes: string[] = [];
  for await (const [key, { ids }] of records.list(`${applicationId}:`)) {
    const scope = key.slice(applicationId.length + 1);
    if (ids.length > 0 && scope !== guildId) scopes.push(scope);
  }
  // Servers do not get in each other's way.
  return guildId === EVERYWHERE ? scopes : scopes.filter((scope) => scope === EVERYWHERE);
}
