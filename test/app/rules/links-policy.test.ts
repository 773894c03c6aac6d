import { expect, it } from 'vitest';
import { createFileAccess } from '#src/app/file-access.ts';
import { plainText } from '#src/domain/text.ts';
import { openKit } from '../open-kit.ts';

const BOSS = { user: 'boss', moderator: true } as const;

it('moderators decide how long links hold, see it among the rules, and take it back', async () => {
  const kit = openKit();
  await kit.start();
  await kit.talk.ask({ id: 'fox', options: { prompt: 'a fox' } });
  const { job } = await kit.ended('fox');
  const mayFetch = createFileAccess({ ...kit.parts, policies: kit.parts.documents.policies });
  const old = () => mayFetch({ key: job?.result?.pictures[0]?.key ?? '', isExpired: true });
  expect(await old()).toBe(false);
  await kit.talk.ask({ ...BOSS, name: 'quota set', options: { links: 'public', reason: 'a portfolio' } });
  expect(await old()).toBe(true);
  const { answer } = await kit.talk.ask({ ...BOSS, name: 'quota show' });
  const rows = answer?.kind === 'table' ? answer.rows.map((cells) => cells.map(plainText)) : [];
  expect(rows).toContainEqual(['Links to originals', 'hold as long as the picture is there, for whoever has one']);
  await kit.talk.ask({ ...BOSS, name: 'quota undo', options: { revision: 1, reason: 'no longer' } });
  expect(await old()).toBe(false);
});

it('nobody but moderators decides it', async () => {
  const kit = openKit();
  await kit.start();
  await kit.talk.ask({ name: 'quota set', options: { links: 'public', reason: 'x' } });
  expect(await kit.parts.documents.policies.get('guild')).toBeUndefined();
});
