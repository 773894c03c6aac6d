import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { withoutWords } from '#src/app/without-words.ts';
import { EaselError } from '#src/domain/errors.ts';
import { createSilentLog } from '../fakes/silent-log.ts';

const PROMPT = 'my grandmother Ilse, dancing in a blue dress';

function logged(err: unknown, prompt = PROMPT) {
  const log = createSilentLog();
  withoutWords([prompt], log).error({ err, jobId: 'one' }, 'It broke');
  const [line] = log.lines;
  return { err: line?.fields.err, all: inspect(line, { depth: 20, showHidden: true }), line };
}

describe('what is logged of an error', () => {
  it('has nothing of what was written in its message, its stack, its causes or what hangs on it', () => {
    const cause = Object.assign(new Error(`refused: "${PROMPT}"`), { body: { input: [{ prompt: PROMPT }] } });
    const error = new EaselError('invalid-request', { provider: 'openai', said: `Not this: ${PROMPT}!` }, { cause });
    const { all, err } = logged(error);
    expect(all).not.toMatch(/Ilse|dancing|blue/);
    expect(all).toContain('refused: "(words)"');
    expect(err).toBeInstanceOf(EaselError);
    expect(err).toMatchObject({ code: 'invalid-request', details: { provider: 'openai', said: 'Not this: (words)!' } });
    expect(inspect(err)).toMatch(/without-words\.test\.ts/);
  });

  it.each([
    ['a part of it', 'cannot draw: Ilse dancing in a blue', 'cannot draw: (words)'],
    ['capitals', 'MY GRANDMOTHER ILSE', '(words)'],
    ['other signs between', 'my-grandmother/Ilse (dancing)', '(words))'],
    ['JSON in a text', '{"prompt":"my grandmother\\nIlse"}', '{"prompt":"(words)"}'],
    ['twice', 'in a blue sky and my grandmother Ilse', '(words) sky and (words)'],
  ])('hides %s', (_what, said, shown) => {
    expect(logged(new Error(said)).err).toMatchObject({ message: shown });
  });

  it('keeps two words that anybody may say', () => {
    expect(logged(new Error('in a moment: my grandmother')).err).toMatchObject({
      message: 'in a moment: my grandmother',
    });
  });

  it('hides a prompt of one or two words as a whole, and words of scripts without blanks', () => {
    expect(logged(new Error('no "red fox" here'), 'Red fox').err).toMatchObject({ message: 'no "(words)" here' });
    expect(logged(new Error('拒绝:雪中的红色狐狸'), '雪中的红色狐狸在跳舞').all).not.toContain('红色');
  });

  it('is no end of looking for what leads back to itself', () => {
    const error: Error & { self?: unknown; parts?: unknown } = new Error(PROMPT);
    error.cause = error;
    error.self = { error, list: [error] };
    error.parts = Object.defineProperty({}, 'bad', {
      enumerable: true,
      get: () => {
        throw new Error('do not look');
      },
    });
    const { err, all } = logged(error);
    expect(all).not.toContain('Ilse');
    expect(err).toBeInstanceOf(Error);
    expect(err instanceof Error && err.cause).toBe(err);
  });

  it('takes little time for much, and is of a child log too', () => {
    const log = createSilentLog();
    const started = process.cpuUsage();
    const child = withoutWords(['a b c '.repeat(10_000)], log).child({ call: 1 });
    child.warn({ err: new Error('a b c '.repeat(100_000)) }, 'Long');
    const { user } = process.cpuUsage(started);
    expect(user).toBeLessThan(2_000_000);
    expect(log.lines[0]?.fields).toMatchObject({ call: 1, err: { message: '(words) ' } });
  });

  it('leaves what is no error as it is', () => {
    const log = createSilentLog();
    withoutWords([PROMPT], log).info({ model: 'a', err: 'my grandmother Ilse', n: 3 }, 'x');
    expect(log.lines[0]?.fields).toEqual({ model: 'a', err: '(words)', n: 3 });
  });
});
