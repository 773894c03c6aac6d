import { describe, expect, it } from 'vitest';
import { openWorkplace } from './run-easel.ts';

describe('easel keys', () => {
  it('prints a new key alone on standard output, lists it without it, and revokes it', async () => {
    const { easel } = openWorkplace();
    const made = await easel('keys', 'create', 'Web', '--trusted', '--per-minute', '5', '--allowance', '7');
    expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining('nobody can show it again') });
    const key = made.stdout.trim();
    expect(key).toMatch(/^easel_web_[\w-]{43}$/);
    const listed = await easel('keys', 'list');
    expect(listed.stdout).toMatch(/^web +…\S{4} +live +5 +yes +7 of 7 +\d{4}-/m);
    expect(listed.stdout).not.toContain(key.slice(10, -4));
    expect(await easel('keys', 'revoke', 'web')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('refused from now on'),
    });
    expect(await easel('keys', 'revoke', 'web')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('easel keys list'),
    });
    expect((await easel('keys', 'list')).stdout).toMatch(/revoked \d{4}-/);
  });

  it.each([
    [['create', 'a_b'], 'letters a to z'],
    [['create', 'local'], 'another name'],
    [['create', 'web', '--per-minute', '0'], 'per-minute'],
    [['link', 'nobody', 'ABCD-2345'], 'the name of a key'],
  ])('%j is bad usage, said in one line', async (words, said) => {
    const ended = await openWorkplace().easel('keys', ...words);
    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(said) });
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('says where a key stands that cannot be revoked here', async () => {
    const { easel } = openWorkplace({ EASEL_API_KEYS: 'shop:configured-key-0123456789' });
    expect((await easel('keys', 'list')).stdout).toMatch(/^shop +…6789 +live +600 +no +40 of 40 +EASEL_API_KEYS$/m);
    expect(await easel('keys', 'revoke', 'shop')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('EASEL_API_KEYS'),
    });
  });
});
