import { API_TENANT, keyAccount } from '#src/app/keys/api-key.ts';
import type { Keys, ListedKey } from '#src/app/keys/keys.ts';
import type { Config } from '#src/config/config.ts';
import { EaselError } from '#src/domain/errors.ts';
import { plainText, text } from '#src/domain/text.ts';
import { type Easel, openEasel } from '#src/main.ts';
import { openKeys } from '#src/open-keys.ts';
import { createPinoLog } from '#src/pino-log.ts';
import { openDataFolder } from './data-folder.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { table } from './table.ts';

export interface KeyFlags {
  readonly trusted?: boolean;
  readonly perMinute?: number;
  readonly allowance?: number;
}

/** Who decides what the command line decides. */
const OPERATOR = { id: 'easel keys', name: 'whoever runs Easel' };

/** Makes a key of the HTTP API and prints it, alone on standard output. */
export const createKey = (config: Config, name: string, { allowance, ...wishes }: KeyFlags): Promise<ExitCode> =>
  withKeys(config, async (keys, easel) => {
    const key = await keys.create(name, wishes);
    if (allowance !== undefined) await allow(easel, name, allowance);
    console.log(key);
    console.error('Keep it now: it is stored only as a digest, and nobody can show it again. Programs send it as');
    console.error('"Authorization: Bearer KEY", as every OpenAI client does with its API key.');
    return EXIT.done;
  });

export const listKeys = (config: Config, { json }: { readonly json?: boolean }): Promise<ExitCode> =>
  withKeys(config, async (keys, easel) => {
    const listed = await keys.list();
    if (json) console.log(JSON.stringify(listed, null, 2));
    else if (listed.length === 0) console.log('There is no key yet. Make one with: easel keys create NAME');
    else console.log(table([HEAD, ...(await Promise.all(listed.map((key) => rowOf(key, easel))))]));
    return EXIT.done;
  });

export const revokeKey = (config: Config, name: string): Promise<ExitCode> =>
  withKeys(config, async (keys) => {
    const wasThere = await keys.revoke(name);
    if (wasThere) console.log(`The key ${name} is refused from now on, in every process. Its account stays.`);
    else console.error(`There is no key ${name} that could be revoked. See: easel keys list`);
    return wasThere ? EXIT.done : EXIT.failed;
  });

/** Joins a key's credits with those of somebody who was given a code by /link in a chat. */
export const linkKey = (config: Config, said: string, code: string): Promise<ExitCode> =>
  withKeys(config, async (keys, easel) => {
    const name = said.trim().toLowerCase();
    if (!(await keys.list()).some((key) => key.name === name && key.revokedAt === undefined))
      throw new EaselError('option-invalid', {
        option: 'name',
        value: said,
        allowed: 'the name of a key: easel keys list',
      });
    const accounts = await easel.engine.links.join(keyAccount(name), { said: code, eventId: easel.newId() });
    const others = accounts.slice(1).map(({ platform, name: called }) => `${called ?? 'somebody'} on ${platform}`);
    console.log(`The key ${name} and ${others.join(', ')} now pay from each other's credits, their own first.`);
    return EXIT.done;
  });

async function allow({ engine }: Easel, name: string, amount: number): Promise<void> {
  const subject = { kind: 'person', id: name.trim().toLowerCase() } as const;
  await engine.policies.change(API_TENANT, OPERATOR, [{ kind: 'allowance', subject, amount }], {
    reason: 'easel keys',
  });
}

async function withKeys(config: Config, use: (keys: Keys, easel: Easel) => Promise<ExitCode>): Promise<ExitCode> {
  await openDataFolder(config.dataDir);
  const easel = await openEasel(config, { routes: new Map(), log: createPinoLog('silent') });
  try {
    return await use(await openKeys(config, easel), easel);
  } finally {
    await easel.close();
  }
}

const HEAD = ['NAME', 'KEY', 'STATE', 'A MINUTE', 'TRUSTED', 'LEFT', 'MADE'];

async function rowOf(key: ListedKey, { engine }: Easel): Promise<string[]> {
  const { name, ending, from, createdAt, revokedAt, perMinute, isTrusted } = key;
  const { available, allowance } = await engine.balance({ tenantId: API_TENANT, personId: name });
  return [
    name,
    `…${ending}`,
    revokedAt === undefined ? 'live' : `revoked ${dayOf(revokedAt)}`,
    String(perMinute),
    isTrusted ? 'yes' : 'no',
    `${available} of ${allowance}`,
    from === 'configuration' ? 'EASEL_API_KEYS' : dayOf(createdAt ?? 0),
  ];
}

const dayOf = (at: number): string => plainText(text({ time: at }));
