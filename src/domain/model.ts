import { MODES, type Mode } from './mode.ts';
import type { PictureFormat } from './picture.ts';

/** One entry of the catalogue: what a model can do, as data. Option menus, checks, prices and help are derived from it. */
export interface ModelEntry {
  /** Ours and stable: `provider/short-name`. */
  readonly id: string;
  readonly provider: string;
  /** Sent to the provider verbatim. */
  readonly vendorId: string;
  readonly label: string;
  readonly aliases: readonly string[];
  /** Which way of asking the model understands, where its provider has several; absent is the provider's current one. */
  readonly dialect?: string;
  readonly lifecycle: Lifecycle;
  readonly operations: {
    readonly generate: boolean;
    readonly edit: boolean;
    /** 0 = words only. */
    readonly maxReferences: number;
    /** How the provider wants the part to change marked: see-through (PNG alpha 0), white on black, or not at all. */
    readonly mask: 'alpha0-edit' | 'white-edit' | 'none';
    /** `option`: asked for by a parameter; `always`: built in; `none`: it cannot promise to keep fine detail. */
    readonly fidelity: 'option' | 'always' | 'none';
  };
  readonly input: {
    readonly maxBytesEach: number;
    readonly maskMaxBytes: number;
    /** In characters. */
    readonly maxPromptLength: number;
  };
  readonly shape: SizeShape;
  readonly quality?: {
    /** From plain to best; the order is what "nearest" means. */
    readonly values: readonly string[];
    readonly default: string;
    /** Credits are multiplied by this. */
    readonly weights: Readonly<Record<string, number>>;
  };
  readonly styles: readonly string[];
  /** Whether the provider's own content filter can be set (`auto`, `low`). */
  readonly moderation: boolean;
  readonly output: {
    readonly formats: readonly PictureFormat[];
    readonly compression: boolean;
    readonly transparent: boolean;
    readonly maxCount: number;
  };
  readonly seed: 'exact' | 'best-effort' | 'none';
  readonly delivery: {
    readonly partials: 0 | 1 | 2 | 3;
    /** The whole call. */
    readonly timeoutMs: number;
    /** Silence within a streamed answer. */
    readonly idleTimeoutMs: number;
    /** Longest pause between two questions after the state of a task. */
    readonly pollCeilingMs: number;
    /** What a picture usually takes; the first guess for progress and waiting times. */
    readonly typicalMs: number;
  };
  readonly pricing: {
    /** Credits are multiplied by this. */
    readonly weight: number;
    /** US dollars per million tokens. */
    readonly usdPerMillionTokens?: { readonly textIn: number; readonly imageIn: number; readonly imageOut: number };
    /** Base of OpenAI's output-token formula by quality; `domain/price.ts` has the formula. */
    readonly outputTokenBase?: Readonly<Record<string, number>>;
    readonly asOf: string;
    readonly source: string;
  };
  /** Where the entry's facts come from, and what is only assumed. */
  readonly evidence: string;
}

export interface Lifecycle {
  readonly state: 'current' | 'deprecated' | 'shutdown';
  /** `YYYY-MM-DD`, when the vendor switches it off. */
  readonly shutdownAt?: string;
  /** The id of ours that replaces it. */
  readonly successor?: string;
}

/** Shapes given as pixels. */
export interface SizeShape {
  readonly kind: 'size';
  /** `WIDTHxHEIGHT`. */
  readonly presets: readonly string[];
  readonly default: string;
  readonly auto: boolean;
  /** Any size within these bounds, or only the presets. Lengths in pixels. */
  readonly free?: {
    readonly multiple: number;
    readonly maxEdge: number;
    readonly maxRatio: number;
    readonly minPixels: number;
    readonly maxPixels: number;
  };
}

/** Whether the vendor has switched the model off at that time. */
export function isRetired({ lifecycle }: ModelEntry, now: number): boolean {
  return (
    lifecycle.state === 'shutdown' || (lifecycle.shutdownAt !== undefined && now >= Date.parse(lifecycle.shutdownAt))
  );
}

/** Everything a model can do, in the order people are shown it. */
export const modesOf = (model: ModelEntry): readonly Mode[] => MODES.filter((mode) => ABILITIES[mode](model));

const ABILITIES: Readonly<Record<Mode, (model: ModelEntry) => boolean>> = {
  generate: ({ operations }) => operations.generate,
  edit: ({ operations }) => operations.edit,
  'multi-reference': ({ operations }) => operations.edit && operations.maxReferences > 1,
  inpaint: ({ operations }) => operations.mask !== 'none',
  'high-fidelity': ({ operations }) => operations.edit && operations.fidelity !== 'none',
  transparent: ({ output }) => output.transparent,
};
