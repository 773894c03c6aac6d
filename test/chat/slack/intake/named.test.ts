import { describe, expect, it } from 'vitest';
import { withIds } from '#src/chat/slack/intake/named.ts';
import { plainText } from '#src/domain/text.ts';
import type { Command } from '#src/ports/command.ts';
import { CHANNEL, WORKSPACE } from './intake-bench.ts';

const GRANT: Command = {
  name: 'quota grant',
  description: 'Grant credits',
  who: 'moderators',
  visibility: 'private',
  options: {
    user: { kind: 'person', about: 'Whom' },
    role: { kind: 'role', about: 'Or everybody of a role' },
    channel: { kind: 'channel', about: 'Or a channel' },
    amount: { kind: 'integer', about: 'How many credits', min: 1, max: 1_000_000 },
  },
  run: async () => undefined,
};

const groups = {
  named: async (_workspace: unknown, written: string) => (/^@?designers$/i.test(written) ? 'S0DESIGN1' : undefined),
  handleOf: async (_workspace: unknown, id: string) => (id === 'S0DESIGN1' ? 'designers' : undefined),
};

const read = (options: Readonly<Record<string, string | number>>, name = 'quota grant') =>
  withIds({ name, options }, WORKSPACE, { commands: [GRANT], groups });

describe('names that were written by hand', () => {
  it('stay where they are ids, and where no name is wanted', async () => {
    const ids = { user: 'U0ADA00001', role: 'S0DESIGN1', channel: CHANNEL, amount: 50 };
    expect(await read(ids)).toEqual({ options: ids, called: { role: 'designers' } });
    expect(await read({ prompt: '@ada in #studio' }, 'imagine')).toEqual({ options: { prompt: '@ada in #studio' } });
  });

  it('become the user group of that handle, also where they read like a person', async () => {
    const designers = { options: { role: 'S0DESIGN1', amount: 50 }, called: { role: 'designers' } };
    expect(await read({ role: '@Designers', amount: 50 })).toEqual(designers);
    expect(await read({ user: '@designers', amount: 50 })).toEqual(designers);
  });

  it.each([
    [{ user: '@ada' }, 'Slack did not say who @ada is.'],
    [{ user: '@designers', role: 'S0OTHERS1' }, 'Slack did not say who @designers is.'],
    [{ role: '@nobody' }, 'There is no user group @nobody that Easel can read here.'],
    [{ channel: '#designers' }, 'Slack did not say which channel #designers is.'],
  ])('are refused clearly where they can be no id: %o', async (options, says) => {
    const meant = await read(options);
    expect('refusal' in meant && plainText(meant.refusal)).toContain(says);
  });
});
