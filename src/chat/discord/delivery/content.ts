import { plainText, type Text, text } from '#src/domain/text.ts';
import type { FailureCard, QuestionCard } from '#src/ports/cards.ts';
import { layFailure } from '../layout/failure.ts';
import { filesOf, type Laid } from '../layout/laid.ts';
import { layNotice } from '../layout/notice.ts';
import { layQuestion } from '../layout/question.ts';
import { fitted } from './fitted.ts';
import type { Limits } from './limits.ts';
import type { Outgoing, OutgoingFile } from './message.ts';

/** What is shown, within the limits of the way that it goes: one message, and further ones that are made when their turn comes. */
export interface Built {
  readonly first: Outgoing;
  readonly more: readonly (() => Promise<Outgoing>)[];
}

export type Content = (limits: Limits) => Promise<Built>;

export const failureContent =
  (card: FailureCard): Content =>
  async ({ notes }) =>
    only(noted(layFailure(card), notes));

export const questionContent =
  (card: QuestionCard): Content =>
  async ({ maxFileBytes, notes }) => {
    const picture = card.picture && (await fitted(card.picture, maxFileBytes, 'The picture'))?.file;
    return only(noted(layQuestion(card, picture), notes), picture ? [picture] : []);
  };

/** Instead of anything that the server's own rules do not let through; not even the prompt is repeated. */
export const blockedContent = (jobId: string, charged: boolean): Content => {
  const words = "This server's own rules blocked what should be shown here. Ask a moderator, or use another channel.";
  const kept = charged
    ? [' What was made is yours: ', { code: `/history job:${jobId}` }, ' shows it to you alone.']
    : [];
  const said = text(words, ...kept);
  const failure = { code: 'not-allowed', message: plainText(said), text: said, blame: 'settings', charged } as const;
  return failureContent({ jobId, prompt: '', failure, actions: [] });
};

const only = (laid: Laid, files: readonly OutgoingFile[] = []): Built => ({
  first: attached(laid, files),
  more: [],
});

/** A message with those of the files that it shows: others would be sent for nothing, and nobody would see them. */
export function attached(laid: Laid, files: readonly OutgoingFile[]): Outgoing {
  const shown = filesOf(laid);
  return { components: laid.components, files: files.filter(({ name }) => shown.includes(name)) };
}

const noted = ({ components }: Laid, notes: readonly Text[]): Laid => ({
  components: [...notes.flatMap((note) => layNotice(note).components), ...components],
});
