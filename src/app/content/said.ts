import type { AcceptedRequest } from '#src/domain/job.ts';
import type { Plan } from '#src/domain/plan.ts';

type Words = Pick<AcceptedRequest, 'prompt' | 'instructions' | 'avatar'> & {
  readonly options: Pick<AcceptedRequest['options'], 'negative'>;
};
type Sent = Pick<Plan, 'prompt' | 'prompts' | 'base' | 'scene'>;

/** Every word a provider gets, as it gets it, and every word it is made of: what is sent is what is judged. */
export function wordsOf(request: Words, plan: Sent): readonly string[] {
  return different([...ownWords(request, plan), plan.prompt, ...sentBeside(plan)]);
}

/** What a model wrote to be drawn, as it is sent. */
export const writtenWords = (plan: Sent): readonly string[] =>
  different([plan.scene ?? '', plan.prompt, ...sentBeside(plan)]);

/** What the person said, and what it stands for: by these words a request is known again, whichever model gets them. */
export const ownWords = (
  { prompt, instructions, avatar, options: { negative = '' } }: Words,
  { prompts = [], scene = '' }: Pick<Plan, 'prompts' | 'scene'>,
): readonly string[] =>
  different([
    prompt,
    negative,
    ...instructions,
    ...prompts.map(({ words }) => words),
    scene,
    ...(avatar ? [avatar.name ?? '', avatar.gender ?? '', ...avatar.bios] : []),
  ]);

const sentBeside = ({ prompts = [], base }: Sent): readonly string[] => [
  ...prompts.map(({ prompt }) => prompt),
  ...(base ? [base.prompt] : []),
];

const different = (said: readonly string[]): readonly string[] => [
  ...new Set(said.filter((words) => words.trim() !== '')),
];
