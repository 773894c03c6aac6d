import { EaselError } from '#src/domain/errors.ts';
import type { Job } from '#src/domain/job.ts';
import { text } from '#src/domain/text.ts';
import { ORIGINAL } from '#src/domain/version-compare.ts';
import type { VersionRef } from '#src/domain/version-ref.ts';
import { markedAsAi } from '#src/images/ai-marker.ts';
import { type Labelled, sideBySide } from '#src/images/side-by-side.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Answer } from '#src/ports/cards.ts';
import type { Turns } from './keep-images.ts';
import type { KeepShown } from './shown-pictures.ts';
import type { Version } from './thread-pictures.ts';
import { pictureOf, type VersionPicture, versionBefore } from './version-picture.ts';

export interface CompareParts {
  readonly blobs: Pick<BlobStore, 'get'>;
  readonly turns: Pick<Turns, 'read'>;
  readonly keepShown: KeepShown;
}

/** One of those that are compared; what people brought was made from no words. */
type Compared = Pick<VersionPicture, 'label' | 'stored'> & { readonly job?: Job };

/** Shows versions beside each other in one picture. Nothing is made by a model, so nothing is paid. */
export function createCompareVersions({ blobs, turns, keepShown }: CompareParts) {
  /**
   * @param named none or one is completed by the newest and by what that was made of.
   * @returns `undefined` where there is nothing to compare with.
   * @throws {EaselError} `unknown-version`, `option-invalid`, or `not-found` where a picture was deleted meanwhile.
   */
  return async function compareVersions(
    named: readonly VersionRef[],
    newest: VersionPicture,
    versions: readonly Version[],
  ): Promise<Answer | undefined> {
    const compared = comparedBy(named, newest, versions);
    if (compared.length < 2) return undefined;
    const sheet = await turns.read(async () => sideBySide(await Promise.all(compared.map(opened))));
    const words = text(`${listed(compared)}, from left to right. Nothing was charged.`);
    const marked = { ...sheet, ...markedAsAi(sheet, 'composite') };
    return { kind: 'text', text: words, picture: await keepShown(marked, altOf(compared)) };
  };

  async function opened({ label, stored }: Compared): Promise<Labelled> {
    const bytes = await blobs.get(stored.key);
    if (!bytes) throw new EaselError('not-found', { what: `The picture of ${label}` });
    return { label, picture: { bytes, type: stored.type } };
  }
}

function comparedBy(
  named: readonly VersionRef[],
  newest: VersionPicture,
  versions: readonly Version[],
): readonly Compared[] {
  const found = named.map((ref) => (ref.label === ORIGINAL ? originalOf(versions) : pictureOf(versions, ref)));
  const distinct = [...new Map(found.map((one) => [one.stored.key, one])).values()];
  if (distinct.length > 1) return distinct;
  const [only] = distinct;
  if (only && only.stored.key !== newest.stored.key) return [only, newest];
  const before = madeOf(newest, versions);
  return before ? [before, newest] : [newest];
}

/** Another version, else the picture somebody brought for it, else what came before it. */
function madeOf(version: Version, versions: readonly Version[]): Compared | undefined {
  const isStep = versions.some(({ label }) => label === version.from);
  const before = versionBefore(versions, version);
  return (isStep ? undefined : broughtFor(version, 'before')) ?? (before && pictureOf(versions, before));
}

/** What the first version started from; that one itself where it started from nothing. */
function originalOf(versions: readonly Version[]): Compared {
  const [first] = versions;
  if (!first) throw new EaselError('not-found', { what: 'The original' });
  return broughtFor(first, ORIGINAL) ?? pictureOf(versions, first);
}

function broughtFor({ job }: Version, label: string): Compared | undefined {
  const [stored] = job.references ?? [];
  return stored && { label, stored };
}

function listed(compared: readonly Compared[]): string {
  const labels = compared.map(({ label }) => label);
  return `${labels.slice(0, -1).join(', ')} and ${labels.at(-1)}`;
}

const WORDS_TOLD = 100;

function altOf(compared: readonly Compared[]): string {
  const prompts = compared.flatMap(({ label, job }) => (job ? [`${label}: ${clip(job.request.prompt)}`] : []));
  return [`${listed(compared)} side by side`, ...prompts].join('. ');
}

const clip = (words: string): string => {
  const letters = [...words];
  return letters.length <= WORDS_TOLD ? words : `${letters.slice(0, WORDS_TOLD - 1).join('')}…`;
};
