import type { FittedOptions } from '#src/domain/fit.ts';
import type { Picture } from '#src/domain/picture.ts';
import type { Text } from '#src/domain/text.ts';
import type { Usage } from '#src/domain/usage.ts';

/** Something that makes pictures: one model of one provider. */
export interface ImageModel {
  /** Our stable name, `provider/short-name`. */
  readonly id: string;
  /**
   * Makes the pictures of one request with at most one paid call. `options.count` is at most the entry's `output.maxCount`:
   * the caller makes several calls for more.
   *
   * Presence decides the mode: no references is text-to-image, one is an edit, several a composite, a mask inpaints. A model that
   * enlarges or cuts out does that with the one reference.
   * The caller has already fitted the request to the model; what the model still ignores comes back as a warning.
   * The call is repeated inside only where it is proven that the provider did not take it.
   *
   * @throws {EaselError} translated once, here: `content-blocked`, `rate-limited`, `quota`, `auth`, `model-unavailable`,
   *   `invalid-request`, `unavailable`, `provider-failed`, `timed-out`, `no-image`, `image-corrupt` (pictures came, none of them
   *   readable), `canceled` (the signal aborted), or `outcome-unknown` when the request left and no answer came.
   */
  generate(request: FittedRequest, run: Run): Promise<Generated>;
  /** Continues a task started by an earlier process. Absent where the provider cannot. */
  resume?(taskId: string, run: Run): Promise<Generated>;
}

export interface FittedRequest {
  readonly prompt: string;
  readonly options: FittedOptions;
  /** Encoded pictures, metadata stripped, in the person's order. */
  readonly references: readonly Picture[];
  /**
   * Already in the wire form the model's catalogue entry names (`operations.mask`), in the first reference's dimensions. Only for
   * models that take one.
   */
  readonly mask?: Picture;
  /** A pseudonym of the person, at most 64 characters, for the provider's abuse reports. */
  readonly safetyId?: string;
}

/** What a running generation may use and report. Every wait inside ends when `signal` aborts. */
export interface Run {
  readonly signal: AbortSignal;
  /** As soon as the provider's name for the task is known, so that another process can resume it. Wait for it before going on. */
  onTask(taskId: string): Promise<void>;
  /** A status word of the provider, and 0 to 1 or null while it tells nothing. */
  onProgress(progress: { readonly share: number | null; readonly note?: Text }): void;
  /** An unfinished picture worth showing; never charged, never stored. `step` counts from 1. */
  onPartial(picture: Picture, step: number): void;
}

export interface Generated {
  /** As the provider made them, untouched and not yet looked at. Fewer than asked is not an error: only these are settled. */
  readonly pictures: readonly { readonly bytes: Uint8Array }[];
  readonly text?: string;
  readonly revisedPrompt?: string;
  readonly warnings: readonly Text[];
  readonly usage?: Usage;
  /** What it cost, in millionths of a US dollar, where the provider says it itself. */
  readonly costUsdMicros?: number;
  /** The provider's own id of the request, for its support. */
  readonly providerRequestId?: string;
  readonly seed?: number;
}
