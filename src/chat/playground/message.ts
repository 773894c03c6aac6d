import type { Answer, CardPicture, FailureCard, ProgressState, ResultCard } from '#src/ports/chat-platform.ts';
import type { Person } from './person.ts';

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
  readonly trigger: 'command' | 'button' | 'form';
  /** The command's name, or the label of the button. */
  readonly name: string;
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** File names of the pictures that came with it. */
  readonly pictures: readonly string[];
}

export type Content =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'result'; readonly card: StoredCard }
  | { readonly kind: 'failure'; readonly card: FailureCard }
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** Kept as a mark without words, so that a repeat of its event does not bring it back. */
  | { readonly kind: 'deleted' };

export type StoredCardPicture = Pick<CardPicture, 'key' | 'type' | 'width' | 'height' | 'alt' | 'name'>;

export type StoredCard = Omit<ResultCard, 'pictures' | 'references'> & {
  readonly pictures: readonly StoredCardPicture[];
  readonly references?: { readonly count: number; readonly sheet?: StoredCardPicture };
};

/** What is known only while a request is worked on; it dies with the process. */
export interface LiveState {
  readonly progress?: ProgressState;
  readonly previewStep?: number;
}

export const isVisible = ({ private: hidden, owner, content }: PlaygroundMessage, userId: string): boolean =>
  content.kind !== 'deleted' && (!hidden || owner.userId === userId);

/** The message with its end; a deleted one stays deleted, and a missing one missing. */
export function ended(message: PlaygroundMessage | undefined, content: Content): PlaygroundMessage | undefined {
  return !message || message.content.kind === 'deleted' ? message : { ...message, content };
}

/** The mark that stays of a message; nothing of what was said or shown is left in it. */
export function deleted(message: PlaygroundMessage | undefined): PlaygroundMessage | undefined {
  if (!message || message.content.kind === 'deleted') return message;
  return { ...message, said: { ...message.said, options: {}, pictures: [] }, content: { kind: 'deleted' } };
}

/** The card without its functions. */
export function storedCard({ pictures, references, ...card }: ResultCard): StoredCard {
  return {
    ...card,
    pictures: pictures.map(storedPicture),
    ...(references && {
      references: { count: references.count, ...(references.sheet && { sheet: storedPicture(references.sheet) }) },
    }),
  };
}

/** What the page gets: never a key of the blob store; pictures are asked for by message and number. */
export function viewOf(message: PlaygroundMessage, live?: LiveState): object {
  const { content } = message;
  if (content.kind === 'waiting') return { ...message, content: { ...content, ...live } };
  if (content.kind !== 'result') return message;
  const { pictures, references, ...card } = content.card;
  return {
    ...message,
    content: {
      kind: 'result',
      card: {
        ...card,
        pictures: pictures.map(withoutKey),
        ...(references && {
          references: { count: references.count, ...(references.sheet && { sheet: withoutKey(references.sheet) }) },
        }),
      },
    },
  };
}

const storedPicture = ({ key, type, width, height, alt, name }: CardPicture): StoredCardPicture => ({
  key,
  type,
  width,
  height,
  alt,
  name,
});

const withoutKey = ({ key: _key, ...picture }: StoredCardPicture): Omit<StoredCardPicture, 'key'> => picture;
