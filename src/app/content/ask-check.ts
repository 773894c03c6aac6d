import type { Turns } from '#src/app/keep-images.ts';
import type { OperatorNotices } from '#src/app/rules/operator-notices.ts';
import { asEaselError, EaselError } from '#src/domain/errors.ts';
import type { StoredPicture } from '#src/domain/picture.ts';
import { type Finding, type FitPlace, fitOfFinding } from '#src/domain/rules/content-match.ts';
import type { Fit, ProviderCheck } from '#src/domain/rules/content-rules.ts';
import { type Text, text } from '#src/domain/text.ts';
import { shrinkPreview } from '#src/images/shrink-preview.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { ContentCheck } from '#src/ports/content-check.ts';
import type { Log } from '#src/ports/log.ts';

export interface CheckParts {
  readonly contentCheck?: () => Promise<ContentCheck>;
  readonly blobs: BlobStore;
  readonly turns: Turns;
  /** What only whoever runs Easel can mend. */
  readonly operatorNotices: Pick<OperatorNotices, 'trouble'>;
  readonly log: Log;
}

/** What a provider's check says of something: what fits, and what a person has to know where it could not be asked. */
export interface Checked {
  readonly fits: readonly Fit[];
  readonly warnings: readonly Text[];
}

/** A moderation model sees no more than this of a picture; more only takes longer. */
const EDGE = 1024;
const NOTHING: Checked = { fits: [], warnings: [] };
const WITHOUT = 'The check of content, without which nothing is shown here,';
const UNCHECKED = text('The check of content could not be asked, so nobody has looked at this.');

/** Asks a provider's moderation model, as the tenant wants it. It is paid for by nobody here. */
export function createAskCheck({ contentCheck, blobs, turns, operatorNotices, log }: CheckParts) {
  return {
    /** @throws {EaselError} `unavailable` where it cannot be asked and the tenant refuses then; `canceled`. */
    words: (said: string, check: ProviderCheck, place: FitPlace, signal: AbortSignal): Promise<Checked> =>
      patiently(check, signal, async (model) => fitsOf([await model.words(said, signal)], check, place)),

    /** @throws {EaselError} as `words`. */
    pictures: (
      stored: readonly StoredPicture[],
      check: ProviderCheck,
      place: FitPlace,
      signal: AbortSignal,
    ): Promise<Checked> =>
      patiently(check, signal, async (model) => {
        const found = await Promise.all(stored.map((picture) => look(model, picture, signal)));
        return fitsOf(found, check, place);
      }),
  };

  async function patiently(
    check: ProviderCheck,
    signal: AbortSignal,
    ask: (model: ContentCheck) => Promise<readonly Fit[]>,
  ): Promise<Checked> {
    try {
      if (!contentCheck) throw new EaselError('no-models', {});
      return { ...NOTHING, fits: await ask(await contentCheck()) };
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      const error = asEaselError(thrown);
      const { code, blame, cause } = error;
      await operatorNotices.trouble(error);
      log[blame === 'operator' || blame === 'easel' ? 'error' : 'warn'](
        { code, err: cause ?? thrown },
        'Content check failed',
      );
      if (check.onFailure === 'allow') return { ...NOTHING, warnings: [UNCHECKED] };
      throw new EaselError('unavailable', { provider: WITHOUT }, { cause: thrown });
    }
  }

  async function look(model: ContentCheck, { key, type }: StoredPicture, signal: AbortSignal): Promise<Finding> {
    const small = await turns.read(async () => {
      const bytes = await blobs.get(key);
      if (!bytes) throw new Error('A picture that was just kept is gone.');
      return shrinkPreview({ bytes, type }, EDGE);
    });
    return model.picture(small, signal);
  }
}

function fitsOf(findings: readonly Finding[], check: ProviderCheck, place: FitPlace): readonly Fit[] {
  return findings.flatMap((finding, index) => {
    const fit = fitOfFinding(check, finding, place);
    if (!fit) return [];
    return findings.length === 1 ? [fit] : [{ ...fit, what: `${fit.what} in picture ${index + 1}` }];
  });
}
