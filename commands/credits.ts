import type { Entry } from '#src/domain/account.ts';
import { ENTRY_WORDS } from '#src/domain/entry-words.ts';
import { count, credits as creditsText } from '#src/domain/error-texts.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { Command } from '#src/ports/command.ts';
import type { Balance, LinkedBalance } from '#src/ports/credit-ledger.ts';
import { notHere } from './link.ts';
import { commandAction, endsWords } from './quota-answers.ts';

/** Buttons that show a result again. */
const SHOWN_AGAIN = 3;

/** What a person has, what is reserved, when more comes, and the last movements. */
export const credits: Command = {
  name: 'credits',
  description: 'Show what you have left, and when more comes',
  who: 'everyone',
  visibility: 'private',
  options: { user: { kind: 'person', about: 'Whose; only moderators see those of others' } },
  menu: { on: 'person', label: 'Image credits' },

  async run(context, options) {
    const user = options.text('user');
    const isOwn = user === undefined || user === context.personId;
    const [{ balance, entries }, accounts] = await Promise.all([
      context.credits(user),
      isOwn ? context.link.accounts() : [],
    ]);
    const moved = movements(entries);
    await context.answer({
      kind: 'table',
      title: `${creditsText(balance.available)} left of ${count(balance.allowance)}`,
      columns: ['When', 'What', 'Credits', 'Job'],
      rows: moved.map(({ at, what, amount, jobId }) => [
        text({ time: at }),
        what,
        text(count(amount)),
        jobId ? text({ code: jobId }) : text('–'),
      ]),
      note: text(
        noteOf(balance, isOwn ? [] : text('These are the credits of ', { mention: user }, '. ')),
        notHere(accounts),
      ),
      actions: isOwn ? resultsAgain(moved) : [commandAction('Grant', 'quota grant', { user })],
    });
  },
};

function noteOf(balance: Balance, whose: Text): Text {
  const { held, accounts = [] } = balance;
  return text(
    whose,
    held > 0 ? `${creditsText(held)} reserved for what is running. ` : '',
    endsWords(balance),
    ...(accounts.length > 1 ? [' In it: ', ...accounts.map(accountWords)] : []),
  );
}

const accountWords = ({ name, platform, available, allowance }: LinkedBalance, index: number): string =>
  `${index > 0 ? ', ' : ''}${index === 0 ? 'here' : `${name ?? 'your account'} on ${platform}`} ${count(available)} of ${count(allowance)}`;

interface Movement {
  readonly at: number;
  readonly what: Text;
  readonly amount: number;
  readonly jobId?: string;
  readonly isPaid: boolean;
}

/** Movements newest first, those of one request together: what was reserved and given back again is no news. */
const movements = (entries: readonly Entry[]): readonly Movement[] =>
  [...Map.groupBy(entries, ({ jobId, id }) => jobId ?? id).values()].flatMap(movementOf);

function movementOf(found: readonly Entry[]): readonly Movement[] {
  const [newest] = found;
  if (!newest) return [];
  const { at, jobId, kind, reason, amount } = newest;
  if (jobId === undefined)
    return [{ at, what: text(ENTRY_WORDS[kind], reason ? `: ${reason}` : ''), amount, isPaid: false }];
  const sum = (...kinds: readonly Entry['kind'][]) =>
    found.reduce((total, entry) => total + (kinds.includes(entry.kind) ? entry.amount : 0), 0);
  const [paid, back, held] = [sum('settled', 'overrun'), sum('released'), sum('held')];
  if (paid > 0) {
    const words = back > 0 ? `${ENTRY_WORDS.settled}, ${count(back)} given back` : ENTRY_WORDS.settled;
    return [{ at, what: text(words), amount: paid, jobId, isPaid: true }];
  }
  const what = text(back > 0 ? ENTRY_WORDS.released : ENTRY_WORDS[kind]);
  return [{ at, what, amount: back > 0 ? back : held, jobId, isPaid: false }];
}

/** Buttons to the newest results. */
const resultsAgain = (moved: readonly Movement[]) =>
  moved
    .flatMap(({ jobId, isPaid }) => (jobId !== undefined && isPaid ? [jobId] : []))
    .slice(0, SHOWN_AGAIN)
    .map((job, index) =>
      commandAction(index === 0 ? 'Newest result' : `Result ${index + 1}`, 'history', { job }, false),
    );
