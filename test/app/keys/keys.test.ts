import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ConfiguredKey, StoredKey } from '#src/app/keys/api-key.ts';
import { createKeys } from '#src/app/keys/keys.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';

function open({
  configured = [],
  storage = createMemoryStorage(),
}: {
  configured?: readonly ConfiguredKey[];
  storage?: ReturnType<typeof createMemoryStorage>;
} = {}) {
  const documents = createDocuments<StoredKey>(storage, 'api-keys');
  const clock = createManualClock();
  const random = () => randomBytes(32).toString('base64url');
  return {
    storage,
    documents,
    clock,
    keys: createKeys({ keys: documents, secret: 'secret', configured, clock, random }),
  };
}

describe('a key', () => {
  it('is told once, works, and cannot be read from the store', async () => {
    const { keys, documents } = open();
    const key = await keys.create('Web-Shop', { trusted: true, perMinute: 5 });
    expect(key).toMatch(/^easel_web-shop_[\w-]{43}$/);
    expect(await keys.callerOf(key)).toEqual({ name: 'web-shop', isTrusted: true, perMinute: 5 });
    const stored = JSON.stringify(await documents.get('web-shop'));
    const secret = key.split('_')[2] ?? '';
    expect(stored).not.toContain(secret.slice(0, 12));
    expect(JSON.stringify(await keys.list())).not.toContain(secret.slice(0, 12));
  });

  it.each(['', ' ', 'a b', 'ä', 'a_b', '-a', 'a/b', '__proto__', 'x'.repeat(41), 'local'])(
    'is not called %j',
    async (name) => {
      const { keys } = open();
      await expect(keys.create(name)).rejects.toMatchObject({ code: 'option-invalid' });
      expect(await keys.exist()).toBe(false);
    },
  );

  it.each([0, -1, 1.5, 1_000_001])('has no limit of %d requests a minute', async (perMinute) => {
    await expect(open().keys.create('web', { perMinute })).rejects.toMatchObject({ code: 'option-invalid' });
  });

  it('is the only one of its name, whoever makes one at the same moment', async () => {
    const { keys } = open();
    const made = await Promise.allSettled(Array.from({ length: 5 }, () => keys.create('web')));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('that is wrong in one letter, or of another name, is nobody', async () => {
    const { keys } = open();
    const key = await keys.create('web');
    const other = await keys.create('shop');
    for (const wrong of [
      `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`,
      key.replace('web', 'shop'),
      other.replace('shop', 'web'),
      key.toUpperCase(),
      `${key} `,
      '',
      'easel_web_',
      'easel_constructor_'.padEnd(61, 'x'),
    ])
      expect(await keys.callerOf(wrong), wrong).toBeUndefined();
  });

  it('that was revoked is refused at once in another process, and its name comes back with another key', async () => {
    const first = open();
    const second = open({ storage: first.storage });
    const key = await first.keys.create('web');
    expect(await second.keys.callerOf(key)).toMatchObject({ name: 'web' });
    expect(await first.keys.revoke('WEB')).toBe(true);
    expect(await second.keys.callerOf(key)).toBeUndefined();
    expect(await second.keys.revoke('web')).toBe(false);
    const again = await second.keys.create('web');
    expect(again).not.toBe(key);
    expect([await first.keys.callerOf(again), await first.keys.callerOf(key)]).toMatchObject([
      { name: 'web' },
      undefined,
    ]);
  });

  it('once made locks the door for good', async () => {
    const { keys } = open();
    expect(await keys.exist()).toBe(false);
    await keys.create('web');
    await keys.revoke('web');
    expect(await keys.exist()).toBe(true);
  });
});

describe('a key of the configuration', () => {
  const configured = [{ name: 'shop', key: 'configured-key-of-the-shop' }];

  it('works beside those of the store, and only whole', async () => {
    const { keys } = open({ configured });
    expect(await keys.callerOf('configured-key-of-the-shop')).toEqual({
      name: 'shop',
      isTrusted: false,
      perMinute: 600,
    });
    expect(await keys.callerOf('configured-key-of-the-sho')).toBeUndefined();
    expect(await keys.exist()).toBe(true);
  });

  it('is taken away where it stands, which is said', async () => {
    await expect(open({ configured }).keys.revoke('shop')).rejects.toThrow('EASEL_API_KEYS');
  });

  it('that is short shows nothing of itself', async () => {
    const [listed] = await open({ configured: [{ name: 'a', key: 'short' }] }).keys.list();
    expect(listed?.ending).toBe('');
  });
});
