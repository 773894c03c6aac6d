import type { Picture } from '#src/domain/picture.ts';
import type { Finding } from '#src/domain/rules/content-match.ts';
import type { ProviderConnection, ProviderParts } from './provider.ts';

/** A provider's moderation model: it looks at words and pictures, and never makes any. */
export interface ContentCheck {
  /** `provider/vendor id`, for the log. */
  readonly id: string;
  /** @throws {EaselError} translated as an image model's; `timed-out` where it hangs. */
  words(said: string, signal: AbortSignal): Promise<Finding>;
  /** One finished picture. @throws {EaselError} as `words`. */
  picture(picture: Picture, signal: AbortSignal): Promise<Finding>;
}

/** What a provider's folder exports where it has such a model. */
export type OpenContentCheck = (connection: ProviderConnection, parts: ProviderParts) => ContentCheck;
