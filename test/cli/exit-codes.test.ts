import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '#src/cli/exit-codes.ts';
import type { ErrorCode } from '#src/domain/error-details.ts';
import { type Simulator, startSimulator } from '#src/simulator/simulator.ts';
import { asOpenAi, openWorkplace, rawOf } from './run-easel.ts';

async function provider(): Promise<Simulator> {
  return startSimulator({ paceMs: 0 });
}

describe('exit codes', () => {
  it.each<[ErrorCode, number]>([
    ['content-blocked', 3],
    ['not-enough-credits', 4],
    ['empty-prompt', 2],
    ['unknown-model', 2],
    ['output-exists', 2],
    ['image-broken', 1],
    ['auth', 1],
    ['outcome-unknown', 1],
    ['store-full', 1],
    ['internal', 1],
  ])('%s ends with %i', (code, exit) => {
    expect(exitCodeOf({ code })).toBe(exit);
  });
});

describe('the command line ends', () => {
  it('with 1 where the provider fails, and says what happened', async () => {
    const simulator = await provider();
    const { easel } = openWorkplace(asOpenAi(simulator.url));
    simulator.fail({ kind: 'server_error' });
    const ended = await easel('generate', 'a fox');
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain('OpenAI failed (error 500). Try again. Nothing was charged.');
    await simulator.close();
  });

  it('with 3 where the content policy blocks it', async () => {
    const simulator = await provider();
    const { easel } = openWorkplace(asOpenAi(simulator.url));
    simulator.fail({ kind: 'moderation_blocked', categories: ['violence'] });
    const ended = await easel('generate', 'a fight', '--raw');
    expect(ended).toMatchObject({ code: 3, stderr: '' });
    expect(rawOf(ended)).toEqual({
      error: {
        code: 'content-blocked',
        message: expect.stringContaining('(violence)'),
        blame: 'prompt',
        charged: false,
      },
    });
    await simulator.close();
  });

  it('with 4 where the credits are not enough, before anything is sent', async () => {
    const simulator = await provider();
    const { easel } = openWorkplace(asOpenAi(simulator.url));
    const ended = await easel('generate', 'a fox', '-n', '10', '--quality', 'max', '--raw');
    expect(ended).toMatchObject({ code: 4, stderr: '' });
    expect(rawOf(ended).error).toMatchObject({ code: 'not-enough-credits', charged: false });
    expect(rawOf(ended).error.message).toMatch(/costs 320 credits and you have 40\. More come at \d{4}-.* UTC/);
    expect(simulator.requests).toHaveLength(0);
    await simulator.close();
  });

  it.each([
    [['generate'], "missing required argument 'prompt'"],
    [['generate', 'a fox', '-n', 'three'], 'It has to be a whole number.'],
    [['generate', 'a fox', '--format', 'gif'], 'Allowed choices are png, jpeg, webp.'],
    [['generate', 'a fox', '--nonsense'], "unknown option '--nonsense'"],
    [['paint', 'a fox'], "unknown command 'paint'"],
    [['generate', '   '], 'Your prompt is empty.'],
    [['generate', 'a fox', '-n', '0'], 'You asked for 0 pictures. Ask for 1 to 10.'],
    [['generate', 'a fox', '-m', 'gpt-image-2.6-flair'], 'Did you mean'],
    [['generate', 'a fox', '--partials', '4'], 'does not fit the option partials'],
    [['generate', 'a fox', '--timeout', '0'], 'does not fit the option timeout'],
    [['edit', 'warmer'], 'An edit needs a picture.'],
  ])('with 2 for %j', async (args, says) => {
    const ended = await openWorkplace().easel(...args);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(says);
    expect(ended.stderr).not.toContain('    at ');
  });

  it('with 2 and still one document, where --raw is used wrongly', async () => {
    const ended = await openWorkplace().easel('generate', 'a fox', '-n', 'three', '--raw');
    expect(ended.code).toBe(2);
    expect(rawOf(ended)).toEqual({
      error: { code: 'bad-usage', message: expect.stringContaining('whole number'), blame: 'settings', charged: false },
    });
  });

  it('with 0 for --help of every command', async () => {
    const ended = await openWorkplace().easel('edit', '--help');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    for (const flag of ['--image', '--mask', '--fidelity', '--dry-run', '--raw', '--force', '--timeout', '--user'])
      expect(ended.stdout).toContain(flag);
  });

  it('with 1 when the provider is slower than --timeout, and gives the credits back', async () => {
    const simulator = await provider();
    const { easel } = openWorkplace(asOpenAi(simulator.url));
    simulator.fail({ kind: 'hang_before_headers' });
    const ended = await easel('generate', 'a fox', '--timeout', '1', '--raw');
    expect(ended.code).toBe(1);
    expect(rawOf(ended).error).toMatchObject({ code: 'timed-out', blame: 'provider', charged: false });
    expect(JSON.parse((await easel('credits', '--json')).stdout)).toMatchObject({ available: 40, held: 0 });
    await simulator.close();
  });
});
