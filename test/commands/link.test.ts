import { describe, expect, it } from 'vitest';
import { credits } from '#commands/credits.ts';
import { link } from '#commands/link.ts';
import { say, wordsOf } from './say.ts';

const DISCORD = { tenantId: 'discord:1', personId: 'ada', platform: 'discord', name: 'Ada' };
const SLACK = { tenantId: 'slack:T1', personId: 'U7', platform: 'slack', name: 'Ada L.' };
const NEVER = async (): Promise<never> => {
  throw new Error('Nobody asked for this.');
};
const linking = {
  accounts: async () => [],
  code: async () => ({ code: 'ABCD-2345', endsAt: Date.UTC(2026, 0, 1, 12, 10) }),
  join: NEVER,
  unlink: NEVER,
};

describe('/link', () => {
  it('gives a code, says where to say it and whom not to give it to', async () => {
    const words = wordsOf(await say(link, {}, { link: linking }));
    expect(words).toBe(
      'Your code is ABCD-2345. Say /link code:ABCD-2345 where your other account is, before 2026-01-01 12:10 UTC. Give it to nobody: whoever says it can spend your credits.',
    );
  });

  it('says what is linked already', async () => {
    const accounts = async () => [DISCORD, SLACK];
    expect(wordsOf(await say(link, {}, { link: { ...linking, accounts } }))).toContain(
      'Linked: this account (Ada), Ada L. on slack.',
    );
  });

  it('takes a code and says what came of it', async () => {
    const said: string[] = [];
    const join = async (code: string) => {
      said.push(code);
      return [SLACK, DISCORD];
    };
    const words = wordsOf(await say(link, { code: 'abcd 2345' }, { link: { ...linking, code: NEVER, join } }));
    expect(said).toEqual(['abcd 2345']);
    expect(words).toMatch(/^Linked: this account \(Ada L\.\), Ada on discord\. Each keeps its own credits/);
  });

  it('says whose credits are not spent here', async () => {
    const join = async () => [SLACK, { ...DISCORD, spentHere: false as const }];
    const words = wordsOf(await say(link, { code: 'abcd 2345' }, { link: { ...linking, code: NEVER, join } }));
    expect(words).toContain('By the rules here, credits of Ada on discord are not spent here.');
  });

  it('takes an account out again, and says where there is none', async () => {
    const out = (was: boolean) => ({ link: { ...linking, code: NEVER, unlink: async () => was } });
    expect(wordsOf(await say(link, { unlink: true }, out(true)))).toContain('by itself again');
    expect(wordsOf(await say(link, { unlink: true }, out(false)))).toBe('This account is not linked to any other.');
  });

  it('is answered to who asked alone', () => {
    expect(link).toMatchObject({ visibility: 'private', who: 'everyone' });
  });
});

describe('/credits with accounts whose credits the rules keep out', () => {
  it('names them, to the person alone', async () => {
    const accounts = async () => [DISCORD, { ...SLACK, spentHere: false as const }];
    const context = { link: { ...linking, accounts } };
    const words = 'By the rules here, credits of Ada L. on slack are not spent here.';
    expect(wordsOf(await say(credits, {}, context))).toContain(words);
    expect(wordsOf(await say(credits, { user: 'bob' }, context))).not.toContain('Ada L.');
  });
});
