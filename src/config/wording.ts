/** Longer words are not repeated: a key pasted into the wrong place must not end up in a log. */
const MAX_SHOWN = 24;

/** What stands there instead of the right thing, briefly: `is "80a"`, `is a list`. */
function whatItIs(value: unknown): string {
  if (Array.isArray(value)) return 'is a list';
  if (typeof value === 'object' && value !== null) return 'is an object';
  const shown = JSON.stringify(value) ?? 'missing';
  return shown.length > MAX_SHOWN + 2 ? 'does not fit' : `is ${shown}`;
}

/** The error option of a schema: says what is there and what would be right. */
export const mustBe =
  (right: string) =>
  (issue: { readonly input?: unknown }): string =>
    `${whatItIs(issue.input)}; it must be ${right}.`;

/** The same for values that are never repeated: secrets, and addresses, which can carry one. */
export const hiddenMustBe = (right: string) => (): string => `does not fit; it must be ${right}.`;

/** `A, B and C`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

export const are = (names: readonly string[]): string => (names.length === 1 ? 'is' : 'are');
