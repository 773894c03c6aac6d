import { z } from 'zod';
import { parseJson } from '#src/net/parse-json.ts';

/** What the vendor says went wrong; every part may be missing. */
export interface Complaint {
  /** Not scrubbed yet. */
  readonly message: string;
  /** The name of the kind of error, such as `RESOURCE_EXHAUSTED`. */
  readonly status: string;
  /** Such as `API_KEY_INVALID`. */
  readonly reasons: readonly string[];
  /** Which limits are used up, and how high they are. */
  readonly violations: readonly { readonly id: string; readonly value: string }[];
  readonly retryDelayMs?: number;
}

const word = z.string().catch('');

/** One detail of `google.rpc.Status`: an ErrorInfo has a reason, a QuotaFailure its violations, a RetryInfo a delay such as `18s`. */
const detail = z.object({
  reason: word,
  retryDelay: word,
  violations: z
    .array(
      z
        .object({ quotaId: word, quotaValue: z.union([z.string(), z.number().transform(String)]).catch('') })
        .transform(({ quotaId: id, quotaValue: value }) => ({ id, value })),
    )
    .catch([]),
});

/** Servers in between leave parts out or say it in plain words. */
const error = z.union([
  z.string().transform((message) => ({ message, status: '', details: [] })),
  z.object({ message: word, status: word, details: z.array(detail).catch([]) }),
]);
const body = z.object({ error });

const SILENT: Complaint = { message: '', status: '', reasons: [], violations: [] };

/** Reads the JSON text the SDK makes of an error answer. Streams and some gateways put it in a list. */
export function readComplaint(text: string): Complaint {
  const parsed = parseJson(text);
  const { data } = body.safeParse(Array.isArray(parsed) ? parsed[0] : parsed);
  if (!data) return SILENT;
  const { message, status, details } = data.error;
  const retryDelayMs = details.map(({ retryDelay }) => millisecondsOf(retryDelay)).find((ms) => ms !== undefined);
  return {
    message,
    status,
    reasons: details.flatMap(({ reason }) => reason || []),
    violations: details.flatMap(({ violations }) => violations),
    ...(retryDelayMs !== undefined && { retryDelayMs }),
  };
}

/** `18s` or `0.5s`. */
function millisecondsOf(duration: string): number | undefined {
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(duration)?.[1];
  return seconds === undefined ? undefined : Math.ceil(Number(seconds) * 1000);
}
