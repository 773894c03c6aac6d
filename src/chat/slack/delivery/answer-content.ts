import type { Answer } from '#src/ports/cards.ts';
import { layAnswer } from '../layout/answer.ts';
import { type Content, keyOf, shown } from './content.ts';
import { isShown, type WantedPicture, type WantedWords } from './fitted.ts';
import { present } from './result-content.ts';

/**
 * An answer: as many messages as its words need, its originals in it where Slack shows their kind, else as files after it, as what is
 * words.
 */
export function answerContent(answer: Answer): Content {
  const { picture, originals = [], files = [] } = answer;
  const beside = picture ? [shown(picture, 'The picture')] : [];
  const wanted = originals.map((card, index): WantedPicture => ({ card, what: `#${index + 1}`, as: 'original' }));
  const inside = wanted.filter(({ card }) => isShown(card));
  const words = files.map((file): WantedWords => ({ file, what: file.name, as: 'words' }));
  return {
    key: keyOf('answer', [withoutPictures(answer), picture?.key, originals.map(({ key }) => key)]),
    drafts: [
      {
        images: [...beside, ...inside],
        natives: [...wanted.filter((one) => !inside.includes(one)), ...words],
        lay(images, notes, plain) {
          const [first] = picture ? images : [];
          const rest = present(images.slice(beside.length));
          const shownFiles = { ...(first && { picture: first }), ...(rest.length > 0 && { originals: rest }), notes };
          return layAnswer(answer, shownFiles, { plainTables: plain });
        },
      },
    ],
  };
}

/** What they show is told by their keys; their addresses may be signed anew each time. */
const withoutPictures = ({ picture: _, originals: __, ...words }: Answer) => words;
