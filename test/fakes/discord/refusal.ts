/** What Discord says instead of doing it. */
export interface Refusal extends Error {
  readonly refusal: {
    readonly status: number;
    readonly code: number;
    readonly errors?: object;
    readonly retryAfter?: number;
  };
}

/** A sentence of Discord with its HTTP status and its own code. */
export function refusal(status: number, code: number, message: string, more: object = {}): Refusal {
  return Object.assign(new Error(message), { refusal: { status, code, ...more } });
}

export const isRefusal = (cause: unknown): cause is Refusal => cause instanceof Error && 'refusal' in cause;

export const unknownChannel = (): Refusal => refusal(404, 10003, 'Unknown Channel');
export const unknownMessage = (): Refusal => refusal(404, 10008, 'Unknown Message');
export const missingAccess = (): Refusal => refusal(403, 50001, 'Missing Access');
export const missingPermissions = (): Refusal => refusal(403, 50013, 'Missing Permissions');
export const tooLarge = (): Refusal => refusal(413, 40005, 'Request entity too large');

/** Collects what is wrong with a body, by the path in it, as Discord lists it. */
export interface Problems {
  add(path: readonly (string | number)[], code: string, message: string): void;
  /** @throws where anything was found. */
  settle(): void;
}

interface Tree {
  [name: string]: Tree | { code: string; message: string }[];
}

export function createProblems(): Problems {
  const tree: Tree = {};
  let found = 0;

  function add(path: readonly (string | number)[], code: string, message: string): void {
    found++;
    let at = tree;
    for (const step of path) {
      const below = at[step];
      const next: Tree = below && !Array.isArray(below) ? below : {};
      at[step] = next;
      at = next;
    }
    const list = at._errors;
    if (Array.isArray(list)) list.push({ code, message });
    else at._errors = [{ code, message }];
  }

  function settle(): void {
    if (found) throw refusal(400, 50035, 'Invalid Form Body', { errors: tree });
  }

  return { add, settle };
}

/** One thing wrong with the body. */
export function invalidBody(path: readonly (string | number)[], code: string, message: string): never {
  const problems = createProblems();
  problems.add(path, code, message);
  problems.settle();
  throw new Error('unreachable');
}
