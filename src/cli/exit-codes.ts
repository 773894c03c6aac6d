import type { Failure } from '#src/domain/errors.ts';

export const EXIT = { done: 0, failed: 1, usage: 2, blocked: 3, credits: 4 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What the command line was used wrongly with: the same words can be mended and sent again. */
const USAGE: ReadonlySet<Failure['code']> = new Set([
  'empty-prompt',
  'prompt-too-long',
  'needs-image',
  'image-missing',
  'mask-without-image',
  'mode-without-mask',
  'region-unknown',
  'too-many-references',
  'too-many-pictures',
  'needs-confirmation',
  'count-out-of-range',
  'transparent-needs-alpha',
  'option-invalid',
  'output-exists',
  'unknown-model',
  'ambiguous-model',
  'model-retired',
  'model-cannot',
  'model-off',
  'template-invalid',
  'unknown-template',
  'batch-invalid',
  'rule-forbids',
]);

/** 0 done, 1 failed, 2 bad usage, 3 blocked by content policy, 4 not enough credits. */
export function exitCodeOf({ code }: Pick<Failure, 'code'>): ExitCode {
  if (code === 'content-blocked' || code === 'content-rule') return EXIT.blocked;
  if (code === 'not-enough-credits' || code === 'budget-spent') return EXIT.credits;
  return USAGE.has(code) ? EXIT.usage : EXIT.failed;
}
