/** What models on Replicate have in common; facts as of 2026-11-21. */

const AS_OF = '2026-11-21';
const MEGABYTE = 1_000_000;

/** Uploads may have 100 MB; what a single model takes is not documented, and more than this is no picture of a chat. */
const INPUT = { maxBytesEach: 50 * MEGABYTE, maskMaxBytes: 20 * MEGABYTE, maxPromptLength: 4000 } as const;

export const REPLICATE = {
  provider: 'replicate',
  aliases: [],
  lifecycle: { state: 'current' },
  input: INPUT,
  styles: [],
  moderation: false,
} as const;

/** There are no previews, and silence counts as nothing: the state of a task is asked for. */
const DELIVERY = { partials: 0, pollCeilingMs: 5000 } as const;
export const QUICK = { ...DELIVERY, timeoutMs: 120_000, idleTimeoutMs: 120_000 } as const;
export const PATIENT = { ...DELIVERY, timeoutMs: 300_000, idleTimeoutMs: 300_000 } as const;

export const WORDS_ONLY = { generate: true, edit: false, maxReferences: 0, mask: 'none', fidelity: 'none' } as const;
export const WORDS_AND_PICTURES = { generate: true, edit: true, mask: 'none', fidelity: 'none' } as const;

/** The shape of the given picture, at its own size. */
export const AS_GIVEN = { kind: 'source', factors: [1], default: 1 } as const;

/** The weight 1 is 0.0132 US dollars. */
const WEIGHT_USD = 0.0132;

/** Prices are by the picture; `byQuality` where it makes a difference. */
export const pricing = (usual: number, source: string, byQuality?: Readonly<Record<string, number>>) => ({
  weight: weightOf(usual),
  usdPerPicture: { usual, ...(byQuality && { byQuality }) },
  asOf: AS_OF,
  source,
});

/** How many times the usual price each quality costs. */
export const weightsOf = (usual: number, byQuality: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(byQuality).map(([name, usd]) => [name, twoDigits(usd / usual)]));

const weightOf = (usd: number): number => twoDigits(usd / WEIGHT_USD);

const twoDigits = (value: number): number => Math.round(value * 100) / 100;
