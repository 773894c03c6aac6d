import type { LinkedAccount } from '#src/domain/link.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { Command, CommandContext } from '#src/ports/command.ts';
import type { ShownAccount } from '#src/ports/linking.ts';

/** Joins a person's accounts on several platforms: each keeps its credits, and all of them can be spent anywhere. */
export const link: Command = {
  name: 'link',
  description: 'Spend the credits you have in other places here too',
  who: 'everyone',
  visibility: 'private',
  options: {
    code: { kind: 'text', about: 'The code you were given where your other account is', max: 20 },
    unlink: { kind: 'flag', about: 'Take this account out again' },
  },

  async run(context, options) {
    const code = options.text('code');
    const words = options.flag('unlink')
      ? await unlinked(context)
      : code === undefined
        ? await invitation(context)
        : await joined(context, code);
    await context.answer({ kind: 'text', text: words });
  },
};

async function invitation({ link: linking }: CommandContext): Promise<Text> {
  const accounts = await linking.accounts();
  const { code, endsAt } = await linking.code();
  return text(
    'Your code is ',
    { bold: code },
    '. Say ',
    { code: `/link code:${code}` },
    ' where your other account is, before ',
    { time: endsAt },
    '. Give it to nobody: whoever says it can spend your credits.',
    accounts.length > 0 ? ` ${listOf(accounts)}${notHere(accounts)}` : '',
  );
}

async function joined({ link: linking }: CommandContext, code: string): Promise<Text> {
  const accounts = await linking.join(code);
  return text(
    `${listOf(accounts)} Each keeps its own credits and history. What you ask for is paid from where you ask, then from the others.${notHere(accounts)}`,
  );
}

async function unlinked({ link: linking }: CommandContext): Promise<Text> {
  return (await linking.unlink())
    ? text('This account is by itself again. Its credits and its history stayed with it.')
    : text('This account is not linked to any other.');
}

/** Which of them do not count here. */
export function notHere(accounts: readonly ShownAccount[]): string {
  const closed = accounts.filter(({ spentHere }) => spentHere === false);
  return closed.length === 0
    ? ''
    : ` By the rules here, credits of ${closed.map(named).join(', ')} are not spent here.`;
}

const listOf = ([own, ...others]: readonly LinkedAccount[]): string =>
  `Linked: this account${own?.name === undefined ? '' : ` (${own.name})`}, ${others.map(named).join(', ')}.`;

const named = ({ platform, name }: LinkedAccount): string => (name === undefined ? platform : `${name} on ${platform}`);
