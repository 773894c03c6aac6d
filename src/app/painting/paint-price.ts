import { dryRunAnswer } from '#src/app/dry-run.ts';
import type { Picture, Size } from '#src/domain/picture.ts';
import { plainText } from '#src/domain/text.ts';
import type { PlannedPaint } from './plan-paint.ts';

/** What an edit would do for how much, for the page to show before anything is spent. */
export interface PaintPrice {
  readonly credits: number;
  readonly available: number;
  readonly allowance: number;
  /** What is told of a dry run in a chat, each with its name. */
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  readonly warnings: readonly string[];
  /** The picture with the part that would change tinted. */
  readonly overlay?: Picture & Size;
}

/** Told here in other ways. */
const ELSEWHERE: ReadonlySet<string> = new Set(['Cost', 'First', 'Note']);

export function priceOf({ dry }: PlannedPaint): PaintPrice {
  const { plan, balance, mask } = dry;
  const answer = dryRunAnswer(dry);
  const rows = answer.kind === 'table' ? answer.rows : [];
  const facts = rows.map(([label = [], value = []]) => ({ label: plainText(label), value: plainText(value) }));
  return {
    credits: plan.price.total,
    available: balance.available,
    allowance: balance.allowance,
    facts: facts.filter(({ label }) => !ELSEWHERE.has(label)),
    warnings: plan.warnings.map(plainText),
    ...(mask && { overlay: mask.overlay }),
  };
}
