import { expect, it } from 'vitest';
import { privacyExport } from '#commands/privacy-export.ts';
import { privacyForget } from '#commands/privacy-forget.ts';
import type { CardPicture } from '#src/ports/cards.ts';
import { say, wordsOf } from './say.ts';

const file = { name: 'easel-my-data.json', content: '{}' };
const picture = { key: 'k', type: 'image/png', width: 1, height: 1, alt: '', name: 'k.png' } as const;
const card: CardPicture = { ...picture, open: async () => undefined, fit: async () => undefined };

const exporting = (jobs: number, pictures: number, originals: readonly CardPicture[]) => ({
  privacy: {
    exported: async () => ({ file, jobs, pictures, originals }),
    forget: async () => ({ jobs: 0, running: 0, cases: 0 }),
  },
});

it.each([
  [0, 0, 0, 'Easel keeps no request of yours here; what else it keeps of you is in the file.'],
  [1, 1, 1, 'This is all that Easel keeps of you here: 1 request with 1 picture. They are here.'],
  [3, 0, 0, 'This is all that Easel keeps of you here: 3 requests with 0 pictures.'],
  [3, 4, 0, '3 requests with 4 pictures. Their addresses are in the file.'],
  [9, 30, 2, '9 requests with 30 pictures. The newest 2 are here; /history with the id of a request shows the others.'],
])('an export of %i requests with %i pictures says what comes along', async (jobs, pictures, sent, words) => {
  const originals = Array.from({ length: sent }, () => card);
  const said = await say(privacyExport, {}, exporting(jobs, pictures, originals));
  expect(wordsOf(said)).toContain(words);
  expect(said.answers[0]?.files).toEqual([file]);
});

it('nothing is forgotten before it was confirmed', async () => {
  let asked = 0;
  const privacy = {
    exported: async () => ({ file, jobs: 0, pictures: 0, originals: [] }),
    forget: async () => ({ jobs: ++asked, running: 2, cases: 1 }),
  };
  expect(wordsOf(await say(privacyForget, {}, { privacy }))).toContain('It cannot be undone.');
  expect(wordsOf(await say(privacyForget, { confirm: false }, { privacy }))).toContain('/privacy forget with confirm');
  expect(asked).toBe(0);
  const words = wordsOf(await say(privacyForget, { confirm: true }, { privacy }));
  expect(words).toContain('1 request is forgotten, with pictures and messages. 2 still running: canceled');
  expect(words).toContain('amounts, times, channels and models are kept with your id');
  expect(words).toContain("1 in the moderators' channel cannot be changed yet");
});
