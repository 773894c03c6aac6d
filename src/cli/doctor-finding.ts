import { asEaselError } from '#src/domain/errors.ts';

/** One line of the doctor's table. */
export interface Finding {
  readonly part: string;
  readonly state: 'ok' | 'off' | 'note' | 'FAIL';
  readonly says: string;
}

/** Longer than any healthy service needs. */
export const REACH_MS = 10_000;

/** What a check says, or why it failed. */
export async function finding(part: string, check: () => Promise<string>): Promise<Finding> {
  try {
    return { part, state: 'ok', says: await check() };
  } catch (thrown) {
    return { part, state: 'FAIL', says: causesOf(thrown) };
  }
}

/** For the operator the causes say more than the sentence for members. */
export function causesOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return asEaselError(thrown).message;
  return thrown.cause === undefined ? thrown.message : `${thrown.message} ${causesOf(thrown.cause)}`;
}
