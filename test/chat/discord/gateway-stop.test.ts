import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openListening } from './open-listening.ts';

describe('a connection that is stopped', () => {
  it('is off at once and hears nothing more', async () => {
    const { discord, gateway, heard, start, log } = await openListening();
    await start();
    const stopped = gateway.stop();
    expect(gateway.state()).toEqual({ kind: 'off' });
    await discord.person('Ada').say(discord.channel, 'too late');
    await stopped;
    await discord.until(() => discord.gateway.connections() === 0);
    expect(heard).toEqual([]);
    await gateway.stop();
    await start();
    expect(discord.gateway.counts.identified).toBe(1);
    expect(log.lines.filter(({ level }) => level !== 'info')).toEqual([]);
  });

  it('while Discord is being asked where its gateway is never stands', async () => {
    const { discord, gateway, start } = await openListening();
    const held = discord.hold({ path: '/gateway/bot' });
    const started = start();
    await held.arrived;
    await gateway.stop();
    await started;
    held.release();
    await discord.until(() => discord.traffic[0]?.status === 200);
    await longerThanDiscordJsWaits();
    expect(discord.gateway.connections()).toBe(0);
    expect(discord.gateway.counts.identified).toBe(0);
  });

  it('between two attempts makes no further one, and waits for nothing', async () => {
    const { discord, gateway, start, clock, waits } = await openListening();
    discord.fail({ path: '/gateway/bot', status: 500 });
    const started = start();
    await vi.waitFor(() => expect(waits()).toEqual([1000]));
    await gateway.stop();
    await started;
    expect(clock.waiting()).toBe(0);
    expect(discord.traffic).toHaveLength(1);
  });

  it('while it is taken up again does not come back', async () => {
    const { discord, gateway, start } = await openListening();
    await start();
    discord.gateway.disconnect();
    await vi.waitFor(() => expect(gateway.state().kind).toBe('connecting'));
    await gateway.stop();
    await longerThanDiscordJsWaits();
    expect(discord.gateway.connections()).toBe(0);
    expect(discord.gateway.counts).toMatchObject({ identified: 1, resumed: 0 });
  });

  it('does not wait long for the goodbye of a dead one', async () => {
    const { discord, gateway, start, clock } = await openListening();
    await start();
    discord.gateway.goSilent();
    let isStopped = false;
    const stopped = gateway.stop().then(() => {
      isStopped = true;
    });
    await clock.advance(2900);
    expect(isStopped).toBe(false);
    await clock.advance(100);
    await stopped;
  });
});

it('leaves nothing behind that keeps a process alive', async () => {
  const { discord } = await openListening();
  const script = new URL('connect-and-stop.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, discord.apiUrl, discord.token], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [first] = await once(child.stdout, 'data');
  expect(String(first)).toBe('connected\n');
  const stoppedAt = performance.now();
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
  expect(performance.now() - stoppedAt).toBeLessThan(5000);
  expect(discord.gateway.counts.identified).toBe(1);
});

/** discord.js comes back half a second later where nobody stops it, by a clock of its own. */
const longerThanDiscordJsWaits = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 700));
