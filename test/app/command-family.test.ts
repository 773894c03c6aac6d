import { describe, expect, it } from 'vitest';
import { asCommand } from '#src/app/command-button.ts';
import { familyAnswer } from '#src/app/command-family.ts';
import { commandState, readCommandState } from '#src/domain/command-state.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { Command } from '#src/ports/command.ts';

const command = (name: string, who: Command['who'] = 'moderators'): Command => ({
  name,
  description: `About ${name}`,
  who,
  visibility: 'private',
  options: {},
  run: async () => undefined,
});

const COMMANDS = [
  command('quota show'),
  command('quota grant'),
  command('rules test', 'everyone'),
  command('rules set'),
];

const by = (name: string, isModerator: boolean) => ({
  name,
  actor: { userId: 'ada', displayName: 'Ada', isModerator },
});

describe('the first word of several commands', () => {
  it('says what there is behind it, each with a button that says it', () => {
    const answer = familyAnswer(by('quota', true), COMMANDS);
    expect(answer).toMatchObject({
      kind: 'table',
      title: '/quota',
      actions: [
        { kind: 'command', label: 'Show', state: 'run:quota show' },
        { kind: 'command', label: 'Grant', state: 'run:quota grant' },
      ],
    });
  });

  it('shows nobody what is not theirs', () => {
    expect(familyAnswer(by('rules', false), COMMANDS).actions?.map(({ label }) => label)).toEqual(['Test']);
    expect(() => familyAnswer(by('quota', false), COMMANDS)).toThrow(expect.objectContaining({ code: 'not-allowed' }));
  });

  it.each(['', 'quo', 'quota show', 'paint'])('is not found where nothing stands behind it: "%s"', (name) => {
    expect(() => familyAnswer(by(name, true), COMMANDS)).toThrow(expect.objectContaining({ code: 'not-found' }));
  });
});

describe('a button that is a command', () => {
  const press = (state: string): IncomingRequest => ({
    id: '1',
    trigger: 'button',
    ...by('', true),
    place: { platform: 'test', tenantId: 't', channelId: 'c' },
    options: {},
    images: {},
    state,
    reply: { ack: async () => ({ platform: 'test' }) },
    caps: { preview: false },
  });

  it('carries the command and what is known of its options, whatever is in them', () => {
    const given = { user: 'U0&ADA=1', reason: 'thanks?! 100 %' };
    expect(readCommandState(commandState('quota grant', given))).toEqual({
      name: 'quota grant',
      options: given,
      asks: false,
    });
    expect(commandState('quota undo', { revision: '17' })).toBe('run:quota undo?revision=17');
    expect(readCommandState(commandState('quota grant', {}, true))).toEqual({
      name: 'quota grant',
      options: {},
      asks: true,
    });
    expect(readCommandState('job.reroll')).toBeUndefined();
  });

  it('is pressed as that command is said', () => {
    const { request, asks } = asCommand(press('run:quota undo?revision=17'));
    expect(request).toMatchObject({ trigger: 'command', name: 'quota undo', options: { revision: '17' } });
    expect([request.state, asks]).toEqual([undefined, false]);
    expect(asCommand(press('ask:quota grant'))).toMatchObject({ request: { name: 'quota grant' }, asks: true });
    expect(asCommand(press('case:1:allow')).request).toMatchObject({ trigger: 'button', state: 'case:1:allow' });
  });
});
