import type { PictureFormat, StoredPicture } from './picture.ts';

export const BACKGROUNDS = ['auto', 'transparent', 'opaque'] as const;
export const FORMATS = ['png', 'jpeg', 'webp'] as const satisfies readonly PictureFormat[];
export const MODERATIONS = ['auto', 'low'] as const;
export const FIDELITIES = ['high', 'low'] as const;
export const MAX_COUNT = 10;

/** What a person may choose; absent means "as suits". Words are the person's own and not checked yet. */
export interface RequestOptions {
  readonly model?: string;
  /** `auto`, a preset or `WIDTHxHEIGHT` in pixels. */
  readonly size?: string;
  /** `WIDTH:HEIGHT`, such as `16:9`. */
  readonly aspect?: string;
  readonly quality?: string;
  readonly style?: string;
  readonly background?: string;
  readonly format?: string;
  /** 0 to 100, higher is better looking and larger. */
  readonly compression?: number;
  readonly moderation?: string;
  readonly n?: number;
  readonly seed?: number;
  /** What must not be in the picture. */
  readonly negative?: string;
  /** A mode that only a word can choose: see `ASKED_MODES`; `auto` is none. */
  readonly mode?: string;
  /** Which part may change, in words: see `parseRegion`. */
  readonly region?: string;
  /** Whether all that is outside the mask or region stays exactly as it is: yes, unless this is false. */
  readonly exact?: boolean;
  /** How many times as large, for `upscale`. */
  readonly scale?: number;
  readonly fidelity?: string;
  /** Unfinished pictures to show while it is drawn, 0 to 3. */
  readonly partials?: number;
  readonly timeoutSeconds?: number;
}

/** The choices that are words. */
export const WORD_OPTIONS = [
  'model',
  'size',
  'aspect',
  'quality',
  'style',
  'background',
  'format',
  'moderation',
  'negative',
  'mode',
  'region',
  'fidelity',
] as const satisfies readonly (keyof RequestOptions)[];

/** The choices that are whole numbers and belong to every way of asking. */
export const NUMBER_OPTIONS = [
  'n',
  'seed',
  'compression',
  'scale',
] as const satisfies readonly (keyof RequestOptions)[];

/** Whether a person's word is this one; capitals and blanks around it do not count. */
export const isWord = (asked: string | undefined, word: string): boolean => asked?.trim().toLowerCase() === word;

/** What a person asked for, before any decision. The first reference is the source; a mask belongs to it. */
export interface PictureRequest {
  readonly prompt: string;
  /** The words of a request that was taken before: they stand for nothing but themselves, braces and all. */
  readonly literal?: boolean;
  readonly options: RequestOptions;
  readonly references: readonly StoredPicture[];
  readonly mask?: StoredPicture;
  /** What the mask marks, in words for the card and for models that take no mask. */
  readonly maskWords?: string;
  /** Words put before the prompt, such as "make a variation"; they are ours, not the person's. */
  readonly instructions: readonly string[];
}
