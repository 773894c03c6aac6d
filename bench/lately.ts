import { setTimeout as sleep } from 'node:timers/promises';
import type { Parts } from '#src/app/parts.ts';
import type { Easel } from '#src/main.ts';

/** What an engine is made of over a store that answers so late, in milliseconds. */
export const lateParts =
  (lateMs: number) =>
  (parts: Parts): Parts => ({
    ...parts,
    jobs: lately(parts.jobs, lateMs),
    ledger: lately(parts.ledger, lateMs),
    blobs: lately(parts.blobs, lateMs),
    documents: {
      ...parts.documents,
      tokens: lately(parts.documents.tokens, lateMs),
      presses: lately(parts.documents.presses, lateMs),
      settings: lately(parts.documents.settings, lateMs),
    },
  });

/** The same for what a platform keeps by itself. */
export const lateDocuments =
  ({ documents }: Pick<Easel, 'documents'>, lateMs: number): Easel['documents'] =>
  <T>(namespace: string) =>
    lately(documents<T>(namespace), lateMs);

/** The same part, each of whose calls that can be waited for begins late. */
function lately<T extends object>(part: T, lateMs: number): T {
  return new Proxy(part, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== 'function' || name === 'list' || name === 'accounts') return member;
      return async (...given: unknown[]) => {
        await sleep(lateMs);
        return member.apply(target, given);
      };
    },
  });
}
