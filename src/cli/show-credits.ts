import { accountIdOf } from '#src/app/accept-job.ts';
import type { Config } from '#src/config/config.ts';
import type { Entry } from '#src/domain/account.ts';
import { ENTRY_WORDS } from '#src/domain/entry-words.ts';
import { credits } from '#src/domain/error-texts.ts';
import { plainText, text } from '#src/domain/text.ts';
import { openEasel } from '#src/main.ts';
import { createPinoLog } from '#src/pino-log.ts';
import { openDataFolder } from './data-folder.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { TENANT } from './run-once.ts';
import { table } from './table.ts';

const ENTRIES_SHOWN = 20;

/** Prints what a person of the command line has left, and the last movements. */
export async function showCredits(config: Config, { user, json }: { user: string; json?: boolean }): Promise<ExitCode> {
  await openDataFolder(config.dataDir);
  const easel = await openEasel(config, { routes: new Map(), log: createPinoLog('silent') });
  try {
    // What commands that were killed had reserved is given back first.
    await easel.engine.start();
    const accountId = accountIdOf(TENANT, user.toLowerCase());
    const balance = await easel.engine.balance({ tenantId: TENANT, personId: user.toLowerCase() });
    const entries = await easel.ledger.entries(accountId, ENTRIES_SHOWN);
    if (json) console.log(JSON.stringify({ user, ...balance, entries }, null, 2));
    else {
      console.log(`${user}: ${credits(balance.available)} left of ${balance.allowance}, ${balance.held} reserved.`);
      console.log(plainText(text('The next allowance comes at ', { time: balance.moreAt }, '.')));
      if (entries.length > 0) console.log(`\n${table([HEAD, ...entries.map(rowOf)])}`);
    }
    return EXIT.done;
  } finally {
    await easel.engine.stop(0);
    await easel.close();
  }
}

const HEAD = ['WHEN', 'WHAT', 'CREDITS', 'JOB'];

const rowOf = ({ at, kind, amount, jobId, reason }: Entry): string[] => [
  plainText(text({ time: at })),
  reason ? `${ENTRY_WORDS[kind]}: ${reason}` : ENTRY_WORDS[kind],
  String(amount),
  jobId ?? '-',
];
