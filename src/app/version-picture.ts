import { EaselError } from '#src/domain/errors.ts';
import type { StoredPicture } from '#src/domain/picture.ts';
import type { VersionRef } from '#src/domain/version-ref.ts';
import type { Version } from './thread-pictures.ts';
import { pictureNumber } from './which-picture.ts';

/** One picture of a version. */
export interface VersionPicture extends Version {
  /** From 0. */
  readonly picture: number;
  readonly stored: StoredPicture;
}

/**
 * The picture that somebody named, the first one of its version where they named no picture.
 * @throws {EaselError} `unknown-version`, or `option-invalid` where the version has no picture of that number.
 */
export function pictureOf(versions: readonly Version[], { label, picture }: VersionRef): VersionPicture {
  const version = versions.find((one) => one.label === label);
  if (!version) throw new EaselError('unknown-version', { said: label, known: versions.map((one) => one.label) });
  const pictures = version.job.result?.pictures ?? [];
  const index = picture === undefined ? 0 : pictureNumber(String(picture), pictures.length);
  const stored = pictures[index];
  if (!stored) throw new EaselError('not-found', { what: `The picture of ${label}` });
  return { ...version, picture: index, stored };
}

/** What a version was made of, else the one before it. */
export const versionBefore = (versions: readonly Version[], { label, from }: Version): Version | undefined =>
  versions.find((one) => one.label === from) ?? versions[versions.findIndex((one) => one.label === label) - 1];

/** The picture of a job, where it is one of the versions. */
export const pictureIn = (versions: readonly Version[], jobId: string, picture: number): VersionPicture | undefined =>
  versions.flatMap((version) => {
    const stored = version.job.id === jobId ? version.job.result?.pictures[picture] : undefined;
    return stored ? [{ ...version, picture, stored }] : [];
  })[0];

/** As people name it: with its number where there are several. */
export const nameOf = ({ label, job, picture }: VersionPicture): string =>
  (job.result?.pictures.length ?? 1) > 1 ? `${label} #${picture + 1}` : label;
