import type { VersionLabel } from './versions.ts';

/** A version somebody named. */
export interface VersionRef {
  readonly label: VersionLabel;
  /** Which of its pictures, from 1, as people count. */
  readonly picture?: number;
}

const NUMBER = String.raw`\d{1,4}(?:\.\d{1,4})?`;
const PICTURE = String.raw`(?:\s?#\s?\d{1,3})?`;

/** `v1`, `V1.2`, `version 3`, `v2 #3`. */
export const LEADING_REF = String.raw`(?:v|ver\. ?|version )${NUMBER}${PICTURE}`;

/** Reads one as `LEADING_REF` finds it, or its number alone. */
export function readRef(words: string): VersionRef | undefined {
  const [, major, minor, picture] = REF.exec(words) ?? [];
  if (major === undefined) return undefined;
  const label = `v${Number(major)}${minor === undefined ? '' : `.${Number(minor)}`}`;
  return { label, ...(picture !== undefined && { picture: Number(picture) }) };
}

const REF = /^(?:v|ver\. ?|version )?(\d{1,4})(?:\.(\d{1,4}))?(?:\s?#\s?(\d{1,3}))?$/i;
