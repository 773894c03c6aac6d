import type { Answer, CardPicture, FailureCard, ProgressState, QuestionCard, ResultCard } from '#src/ports/cards.ts';
import type { Person } from './person.ts';
import { type StoredCardPicture, storedPicture, withoutKey } from './stored-picture.ts';

/** One entry of the room: what somebody asked for, and what came of it. JSON, so that it outlives the process. */
export interface PlaygroundMessage {
  readonly id: string;
  /** Epoch milliseconds; the room is ordered by it. */
  readonly at: number;
  readonly owner: Person;
  /** Only its owner sees it. */
  readonly private: boolean;
  readonly said: Said;
  readonly content: Content;
}

/** What the person did, as it is shown above the answer. */
export interface Said {
  /** `nobody`: Easel spoke first. */
  readonly trigger: 'command' | 'button' | 'form' | 'nobody';
  /** The command's name, or the label of the button. */
  readonly name: string;
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** File names of the pictures that came with it. */
  readonly pictures: readonly string[];
}

export type Content =
  | { readonly kind: 'waiting' }
  /** Waits for its owner's yes or no. No end: progress and every end take its place. */
  | { readonly kind: 'question'; readonly card: StoredQuestion }
  | { readonly kind: 'result'; readonly card: StoredCard }
  | { readonly kind: 'failure'; readonly card: FailureCard }
  | { readonly kind: 'answer'; readonly answer: StoredAnswer }
  /** Kept as a mark without words, so that a repeat of its event does not bring it back. */
  | { readonly kind: 'deleted' };

export type StoredCard = Omit<ResultCard, 'pictures' | 'sheet' | 'references'> & {
  readonly pictures: readonly StoredCardPicture[];
  readonly sheet?: StoredCardPicture;
  readonly references?: { readonly count: number; readonly sheet?: StoredCardPicture };
};

export type StoredQuestion = WithStoredPicture<QuestionCard>;
export type StoredAnswer = WithStoredPicture<WithoutOriginals<Answer>> & {
  readonly originals?: readonly StoredCardPicture[];
};

type WithoutOriginals<T> = T extends { readonly originals?: readonly CardPicture[] } ? Omit<T, 'originals'> : T;

/** For each member of a union by itself, so that a text stays a text and a table a table. */
type WithStoredPicture<T> = T extends { readonly picture?: CardPicture }
  ? Omit<T, 'picture'> & { readonly picture?: StoredCardPicture }
  : never;

/** What is known only while a request is worked on; it dies with the process. */
export interface LiveState {
  readonly progress?: ProgressState;
  readonly previewStep?: number;
}

export const isVisible = ({ private: hidden, owner, content }: PlaygroundMessage, userId: string): boolean =>
  content.kind !== 'deleted' && (!hidden || owner.userId === userId);

/** The message with its end, from then on perhaps for its owner alone; a deleted one stays deleted, and a missing one missing. */
export function ended(
  message: PlaygroundMessage | undefined,
  content: Content,
  to?: 'asker',
): PlaygroundMessage | undefined {
  if (!message || message.content.kind === 'deleted') return message;
  return { ...message, content, private: message.private || to === 'asker' };
}

/** The message with its question, unless it has come to an end already: a question asked again after it is late. */
export function asked(message: PlaygroundMessage | undefined, card: StoredQuestion): PlaygroundMessage | undefined {
  if (!message || !isOpen(message.content)) return message;
  return { ...message, content: { kind: 'question', card } };
}

/** The message after its question was answered; every other is left as it is. */
export function takenUp(message: PlaygroundMessage | undefined): PlaygroundMessage | undefined {
  return message?.content.kind === 'question' ? { ...message, content: { kind: 'waiting' } } : message;
}

/** Whether something is still to come of it. */
export const isOpen = ({ kind }: Content): boolean => kind === 'waiting' || kind === 'question';

/** The mark that stays of a message; nothing of what was said or shown is left in it. */
export function deleted(message: PlaygroundMessage | undefined): PlaygroundMessage | undefined {
  if (!message || message.content.kind === 'deleted') return message;
  return { ...message, said: { ...message.said, options: {}, pictures: [] }, content: { kind: 'deleted' } };
}

/** The card without its functions. */
export function storedCard({ pictures, sheet, references, actions, ...card }: ResultCard): StoredCard {
  return {
    ...card,
    // There is room for a button at every picture, so none has to ask which is meant.
    actions: actions.filter(({ among }) => among === undefined),
    pictures: pictures.map(storedPicture),
    ...(sheet && { sheet: storedPicture(sheet) }),
    ...(references && {
      references: { count: references.count, ...(references.sheet && { sheet: storedPicture(references.sheet) }) },
    }),
  };
}

export const storedQuestion = ({ picture, ...card }: QuestionCard): StoredQuestion => ({
  ...card,
  ...(picture && { picture: storedPicture(picture) }),
});

export function storedAnswer(answer: Answer): StoredAnswer {
  const { picture, originals, ...words } = answer;
  return {
    ...words,
    ...(picture && { picture: storedPicture(picture) }),
    ...(originals && { originals: originals.map(storedPicture) }),
  };
}

/** What the page gets: never a key of the blob store; pictures are asked for by message and number or name. */
export function viewOf(message: PlaygroundMessage, live?: LiveState): object {
  return { ...message, content: contentView(message.content, live) };
}

function contentView(content: Content, live: LiveState | undefined): object {
  if (content.kind === 'waiting') return { ...content, ...live };
  if (content.kind === 'question') return { kind: 'question', card: questionView(content.card) };
  if (content.kind === 'answer') return { kind: 'answer', answer: answerView(content.answer) };
  return content.kind === 'result' ? { kind: 'result', card: cardView(content.card) } : content;
}

const cardView = ({ pictures, sheet, references, ...card }: StoredCard): object => ({
  ...card,
  pictures: pictures.map(withoutKey),
  ...(sheet && { sheet: withoutKey(sheet) }),
  ...(references && {
    references: { count: references.count, ...(references.sheet && { sheet: withoutKey(references.sheet) }) },
  }),
});

const questionView = ({ picture, ...card }: StoredQuestion): object => ({
  ...card,
  ...(picture && { picture: withoutKey(picture) }),
});

const answerView = ({ picture, originals, files, ...answer }: StoredAnswer): object => ({
  ...answer,
  ...(files && { files: files.map(({ name }) => ({ name })) }),
  ...(picture && { picture: withoutKey(picture) }),
  ...(originals && { originals: originals.map(withoutKey) }),
});
