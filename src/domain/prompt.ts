/** Joins our instructions, a place's standing instructions and the person's words by blank lines; empty parts are dropped. */
export function assemblePrompt(parts: readonly (string | undefined)[]): string {
  return parts
    .map((part) => part?.trim() ?? '')
    .filter(Boolean)
    .join('\n\n');
}

/** Whether nobody would see anything of it: marks that nobody sees are no words either. */
export const isBlank = (prompt: string): boolean => prompt.replace(/[\p{Cf}\p{Cc}\s]/gu, '') === '';

/** The length people count: characters as they see them come close to code points, not UTF-16 units. */
export const promptLength = (prompt: string): number => [...prompt].length;
