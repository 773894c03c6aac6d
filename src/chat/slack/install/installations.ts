import type { Installation, InstallationQuery, InstallationStore } from '@slack/oauth';
import { z } from 'zod';
import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { Log } from '#src/ports/log.ts';
import type { Sealer } from './sealer.ts';

/** One workspace's, or one organisation's, consent. The tokens are inside what is sealed. */
export interface KeptInstallation {
  readonly sealed: string;
  /** Epoch milliseconds. */
  readonly installedAt: number;
}

export interface InstallationsParts {
  readonly kept: Documents<KeptInstallation>;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly log: Log;
}

export type Query = Pick<InstallationQuery<boolean>, 'teamId' | 'enterpriseId' | 'isEnterpriseInstall'>;

export interface Installations {
  /** As the library wants it. */
  readonly store: InstallationStore;
  find(query: Query): Promise<Installation | undefined>;
  /** Forgets it, unless Easel was installed anew after `at`. */
  remove(query: Query, at: number): Promise<void>;
  count(): Promise<number>;
}

/** Sealed by us, so the shape is the library's own; only what a damaged one would lack is looked at. */
const SEALED = z.looseObject({ bot: z.looseObject({ token: z.string(), id: z.string(), userId: z.string() }) });

/** Who installed Easel, in our own store, with every token encrypted. */
export function createInstallations({ kept, sealer, clock, log }: InstallationsParts): Installations {
  async function keep(installation: Installation): Promise<void> {
    // Nothing here speaks as the person who installed Easel, so what came of theirs is not kept.
    const { id } = installation.user;
    const own = { ...installation, user: { id, token: undefined, scopes: undefined } };
    const key = keyOf(queryOf(installation));
    const value = { sealed: sealer.seal(JSON.stringify(own), key), installedAt: clock.now() };
    await kept.update(key, () => value);
  }

  async function find(query: Query): Promise<Installation | undefined> {
    const [newest] = (await ofTeamAlone(query)).toSorted(([, one], [, other]) => other.installedAt - one.installedAt);
    if (newest) return opened(newest[1], newest[0]);
    for (const key of keysOf(query)) {
      const found = await kept.get(key);
      if (found) return opened(found, key);
    }
    return undefined;
  }

  /** Some of Slack's payloads leave out the organisation: the workspace's own then, in whichever it is. */
  async function ofTeamAlone({ teamId, enterpriseId, isEnterpriseInstall }: Query) {
    const found: [key: string, value: KeptInstallation][] = [];
    if (!teamId || enterpriseId || isEnterpriseInstall) return found;
    for await (const [key, value] of kept.list(`${teamId}@`)) found.push([key, value]);
    return found;
  }

  function opened({ sealed }: KeptInstallation, key: string): Installation | undefined {
    const text = sealer.open(sealed, key);
    const installation: unknown = text === undefined ? undefined : JSON.parse(text);
    // Proof: nobody else can seal, and what we sealed was one.
    if (SEALED.safeParse(installation).success) return installation as Installation;
    log.error({ key }, 'A workspace has to install Easel anew: its token was kept with another SLACK_CLIENT_SECRET');
    return undefined;
  }

  async function remove(query: Query, at: number): Promise<void> {
    const others = (await ofTeamAlone(query)).map(([key]) => key);
    for (const key of new Set([...ownKeysOf(query), ...others]))
      await kept.update(key, (current) => (current && current.installedAt <= at ? undefined : current));
  }

  return {
    store: {
      storeInstallation: keep,
      async fetchInstallation(query) {
        const found = await find(query);
        if (!found) throw new Error('Easel is not installed there');
        return found;
      },
      deleteInstallation: (query) => remove(query, Number.POSITIVE_INFINITY),
    },
    find,
    remove,
    async count() {
      let installed = 0;
      for await (const _one of kept.list()) installed++;
      return installed;
    },
  };
}

const queryOf = ({ team, enterprise, isEnterpriseInstall = false }: Installation): Query => ({
  teamId: team?.id,
  enterpriseId: enterprise?.id,
  isEnterpriseInstall,
});

/** A workspace's before its organisation's: both may have installed it, and the nearer one is meant. */
function keysOf(query: Query): readonly string[] {
  const { teamId, enterpriseId, isEnterpriseInstall } = query;
  const isOfWorkspace = !isEnterpriseInstall && teamId;
  return isOfWorkspace && enterpriseId ? [...ownKeysOf(query), `@${enterpriseId}`] : ownKeysOf(query);
}

/** Without its organisation's. What was kept before the workspace joined that has no organisation in its key. */
function ownKeysOf({ teamId, enterpriseId, isEnterpriseInstall }: Query): readonly string[] {
  if (isEnterpriseInstall || !teamId) return enterpriseId ? [`@${enterpriseId}`] : [];
  return enterpriseId ? [`${teamId}@${enterpriseId}`, `${teamId}@-`] : [`${teamId}@-`];
}

function keyOf(query: Query): string {
  const [key] = ownKeysOf(query);
  if (key === undefined) throw new Error('An installation names neither a workspace nor an organisation.');
  return key;
}
