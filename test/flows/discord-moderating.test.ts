import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DiscordFlow, isResult, labelsOf, openDiscordFlow, readOf } from './open-discord-flow.ts';

describe('moderating on Discord', () => {
  let flow: DiscordFlow;
  beforeAll(async () => {
    flow = await openDiscordFlow();
  });
  afterAll(async () => {
    await flow.discord.expectConform();
    await flow.close();
  });

  const people = () => {
    const { discord } = flow;
    const [mod, ada] = [discord.person('mod', { permissions: ['ManageGuild'] }), discord.person('ada')];
    return { mod, ada };
  };

  it('begins at the panel, whose buttons open forms that pick people from the list', async () => {
    const { discord } = flow;
    const { mod, ada } = people();
    const panel = await flow.ended(mod.command(discord.channel, 'quota panel'));
    expect(panel.ephemeral).toBe(true);
    expect(labelsOf(panel)).toEqual(expect.arrayContaining(['Pause', 'Set', 'Grant', 'Reset', 'Block', 'Usage']));
    const pressed = await mod.press(panel, 'Grant');
    expect(pressed.modal?.components.map(({ component }) => component?.custom_id)).toEqual([
      ...['amount', 'user', 'role', 'until', 'reason'],
    ]);
    const granted = await flow.ended(mod.fill(pressed, { amount: '10', user: [ada.id], reason: 'thank you' }));
    expect(readOf(granted)).toContain('Granted 10 credits');
    expect(granted.ephemeral).toBe(true);
    expect(await flow.balance(ada)).toEqual({ available: 50, held: 0 });
  });

  it('counts for roles, which are picked as an option and kept by their names', async () => {
    const { discord } = flow;
    const { mod, ada } = people();
    const [role] = discord.guild.members.get(ada.id)?.roles ?? [];
    if (!role) throw new Error('Ada has no role.');
    const name = discord.guild.roles.get(role)?.name ?? '';
    const set = await flow.ended(mod.command(discord.channel, 'quota set', { role: { id: role }, amount: '90' }));
    expect(readOf(set)).toContain(name);
    const shown = await flow.ended(ada.command(discord.channel, 'credits'));
    expect(readOf(shown)).toContain('90');
  });

  it('is hidden from members, who are refused privately where they try all the same', async () => {
    const { discord } = flow;
    const { mod, ada } = people();
    await expect(ada.command(discord.channel, 'quota panel')).rejects.toThrow('may not use');
    const panel = await flow.ended(mod.command(discord.channel, 'quota panel'));
    await expect(ada.press(panel, 'Grant')).rejects.toThrow();
  });

  it('gives the audit as a file', async () => {
    const { discord } = flow;
    const { mod, ada } = people();
    await flow.ended(ada.command(discord.channel, 'imagine', { prompt: 'a fox' }), isResult);
    const audit = await flow.ended(mod.command(discord.channel, 'audit', { csv: true }));
    const [file] = audit.files;
    expect(file).toMatchObject({ in: 'file', name: expect.stringMatching(/\.csv$/) });
    expect(Buffer.from(file?.bytes ?? []).toString()).toMatch(/settled/);
  });

  it('hides what a rule hides until somebody opens it', async () => {
    const { discord } = flow;
    const { mod, ada } = people();
    await flow.ended(mod.command(discord.channel, 'rules add', { word: 'blood', action: 'spoiler' }));
    const result = await flow.ended(
      ada.command(discord.channel, 'imagine', { prompt: 'a knight and blood' }),
      isResult,
    );
    expect(result.files.map(({ spoiler }) => spoiler)).toEqual([true]);
    expect(labelsOf(result)).not.toContain('Share');
  });

  it('decides about a case by one press in the log channel, and nobody but moderators can', async () => {
    const { discord } = flow;
    const { mod, ada } = people();
    const log = discord.addChannel({ name: 'mod-log' });
    await flow.ended(mod.command(discord.channel, 'rules log', { channel: { id: log.id } }));
    await flow.ended(mod.command(discord.channel, 'rules add', { word: 'sword', action: 'review' }));
    const asked = ada.command(discord.channel, 'imagine', { prompt: 'a knight with a sword' });
    const told = await flow.shown(mod, ({ buttons }) => buttons.length > 0, log);
    expect(readOf(told)).toContain('a knight with a sword');
    const refused = await flow.ended(ada.press(told, labelsOf(told)[0] ?? ''));
    expect(refused.ephemeral).toBe(true);
    expect(readOf(refused)).toContain('You may not decide about cases');
    await flow.ended(mod.press(told, 'Approve'));
    expect(isResult(await flow.ended(asked, isResult))).toBe(true);
    const decided = await flow.shown(mod, ({ id, text }) => id === told.id && /Decided/.test(text), log);
    expect(labelsOf(decided)).not.toContain('Approve');
  });
});
