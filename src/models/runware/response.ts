import { z } from 'zod';
import { parseJson } from '#src/net/parse-json.ts';

const word = z.string().optional().catch(undefined);
const figure = z.number().optional().catch(undefined);

/** What Runware complains about. Its codes are hundreds and change; `kindOf` in `complaint.ts` sorts them. */
export interface Complaint {
  readonly code: string;
  readonly message: string;
  readonly parameter?: string | undefined;
}

const complaint = z
  .object({
    code: word,
    message: word,
    // Where several fields are at odds they are a list.
    parameter: z
      .union([z.string(), z.array(z.string()).transform(([first]) => first)])
      .optional()
      .catch(undefined),
  })
  .transform(({ code = '', message = '', parameter }): Complaint => ({ code, message, parameter }));

/** One picture, finished or not. */
export interface RunwareItem {
  readonly state: 'processing' | 'success' | 'error';
  /** An address, a data URI or base64. */
  readonly picture?: string | undefined;
  readonly seed?: number | undefined;
  /** US dollars, for this picture. */
  readonly cost?: number | undefined;
  readonly isUnsafe: boolean;
  /** 0 to 1. */
  readonly share?: number | undefined;
  readonly complaint?: Complaint | undefined;
}

const item = z
  .object({
    status: word,
    imageURL: word,
    imageBase64Data: word,
    imageDataURI: word,
    seed: figure,
    cost: figure,
    NSFWContent: z.boolean().optional().catch(undefined),
    progress: figure,
    error: complaint.optional().catch(undefined),
  })
  .transform(
    ({ status, imageURL, imageBase64Data, imageDataURI, seed, cost, NSFWContent, progress, error }): RunwareItem => {
      const picture = imageURL ?? imageDataURI ?? imageBase64Data;
      return {
        // The acknowledgement has no status at all.
        state: stateOf(status, picture),
        picture,
        seed: Number.isSafeInteger(seed) ? seed : undefined,
        cost,
        isUnsafe: NSFWContent ?? false,
        share: progress === undefined ? undefined : Math.min(1, Math.max(0, progress / 100)),
        complaint: error,
      };
    },
  );

function stateOf(status: string | undefined, picture: string | undefined): RunwareItem['state'] {
  if (status === 'error') return 'error';
  return status === 'success' || picture !== undefined ? 'success' : 'processing';
}

/** What an answer says. */
export interface RunwareAnswer {
  readonly items: readonly RunwareItem[];
  readonly complaints: readonly Complaint[];
}

const body = z
  .object({
    data: z.array(item).optional(),
    errors: z.array(complaint).optional(),
    // Some come alone.
    error: complaint.optional(),
  })
  .refine(({ data, errors, error }) => data ?? errors ?? error)
  .transform(
    ({ data: items = [], errors = [], error }): RunwareAnswer => ({
      items,
      complaints: [
        ...errors,
        ...(error ? [error] : []),
        ...items.flatMap(({ state, complaint: told }) =>
          state === 'error' ? [told ?? { code: '', message: '' }] : [],
        ),
      ],
    }),
  );

/** An answer in Runware's form, or `undefined`. */
export const readBody = (bytes: Buffer): RunwareAnswer | undefined => body.safeParse(parseJson(bytes)).data;
