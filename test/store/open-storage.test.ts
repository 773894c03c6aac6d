import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openStorage } from '#src/store/open-storage.ts';
import { scratchFolder } from '../fakes/scratch-folder.ts';

it('opens the SQLite file an address names', async () => {
  const file = join(scratchFolder(), 'deep', 'my easel 100%.sqlite');
  const storage = openStorage(`sqlite://${file}`);
  await storage.set('a', 'one');
  await storage.close();
  expect(existsSync(file)).toBe(true);
  await expect(storage.get('a')).rejects.toMatchObject({ code: 'store-unavailable' });
});

it('opens an empty store in memory each time', async () => {
  const [one, other] = [openStorage('memory://'), openStorage('memory://')];
  await one.set('a', 'one');
  expect(await other.get('a')).toBeUndefined();
  await one.close();
});

it.each([
  'mysql://easel:secret@db.example/easel',
  'redis://:secret@db.example:no-port',
  'postgres://easel:secret@db.example:99999/easel',
  'redis://',
  'memory://elsewhere',
  'sqlite://',
  'sqlite://:memory:',
  'sqlite:easel.sqlite',
  './easel.sqlite',
  '',
])('refuses the address %j, says what is known, and shows no password', (address) => {
  expect(() => openStorage(address)).toThrow(
    expect.objectContaining({
      code: 'option-invalid',
      message: expect.stringMatching(/DATABASE_URL.*sqlite:\/\/PATH or memory:\/\//),
    }),
  );
  expect(() => openStorage(address)).not.toThrow('secret');
});
