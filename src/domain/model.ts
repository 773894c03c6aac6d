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
  /** Whose wire format its server speaks, where that is not its provider's own: the name of one in the registry. */
  readonly protocol?: string;
  /** Which way of asking the model understands, where its provider has several; absent is the provider's current one. */
  readonly dialect?: string;
  /** How its provider's free-form input names what ours is; only for protocols without fixed names. */
  readonly inputs?: InputNames;
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
    /** It changes nothing without a mask. */
    readonly maskRequired?: true;
    /** Draws four pictures on one sheet, two by two, when the prompt says so. */
    readonly sheet?: true;
    /** Makes a picture larger; `shape` says how many times. */
    readonly upscale?: true;
    /** Cuts the subject of a picture out. */
    readonly removeBackground?: true;
  };
  readonly input: {
    readonly maxBytesEach: number;
    /** All references of one request together. */
    readonly maxBytesTogether?: number;
    readonly maskMaxBytes: number;
    /** In characters. */
    readonly maxPromptLength: number;
  };
  readonly shape: SizeShape | AspectShape | SourceShape;
  readonly quality?: {
    /** From plain to best; the order is what "nearest" means. Where the vendor sells by size, these are its sizes: `1K`, `2K`. */
    readonly values: readonly string[];
    readonly default: string;
    /** Credits are multiplied by this. */
    readonly weights: Readonly<Record<string, number>>;
    /** The rule by which a place leaves out better ones; never in the catalogue. */
    readonly boundBy?: string;
  };
  readonly styles: readonly string[];
  /** Whether the provider's own content filter can be set (`auto`, `low`). */
  readonly moderation: boolean;
  readonly output: {
    readonly formats: readonly PictureFormat[];
    /** The provider decides on the format, whatever is asked; Easel converts where it matters. */
    readonly chosenBy?: 'provider';
    readonly compression: boolean;
    readonly transparent: boolean;
    /** Of one call; Easel makes several calls for more. */
    readonly maxCount: number;
  };
  readonly seed: 'exact' | 'best-effort' | 'none';
  /** Whether it can be told what must not be in the picture. */
  readonly negativePrompt?: true;
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
    /** US dollars for one picture, where the vendor sells by the picture; by quality where it makes a difference. */
    readonly usdPerPicture?: { readonly usual: number; readonly byQuality?: Readonly<Record<string, number>> };
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

/** Shapes given as one of a few ratios, at a number of pixels that the model, or the quality asked for, decides. */
export interface AspectShape {
  readonly kind: 'aspect';
  /** `WIDTH:HEIGHT`, in the vendor's own words. */
  readonly ratios: readonly string[];
  readonly default: string;
  /** About how many pixels a picture has; what comes is measured, not believed. */
  readonly pixels: number;
  /** Where the quality is the size. */
  readonly pixelsByQuality?: Readonly<Record<string, number>>;
}

/** The shape of the picture that was given, so many times as large. */
export interface SourceShape {
  readonly kind: 'source';
  readonly factors: readonly number[];
  readonly default: number;
}

/**
 * What a free-form input calls the parts of a request: the name of the field for each. What has no name cannot be said to the
 * model, and the rest of its entry must not promise it.
 */
export interface InputNames {
  readonly prompt?: string;
  /** `many`: a list, else only one picture fits. */
  readonly references?: { readonly name: string; readonly many: boolean };
  /** Grey, white = change. */
  readonly mask?: string;
  readonly aspect?: string;
  readonly quality?: string;
  /** What the field for the quality is told, where it is not our word for it. */
  readonly qualityValues?: Readonly<Record<string, string>>;
  readonly count?: string;
  readonly seed?: string;
  readonly negative?: string;
  readonly format?: string;
  /** What the field for the format is told, where it is not our word for it. */
  readonly formatValues?: Readonly<Record<string, string>>;
  readonly compression?: string;
  readonly scale?: string;
  /** Sent with every request. */
  readonly always?: Readonly<Record<string, string | number | boolean>>;
  /** Sent with every request that asks for more than one picture. */
  readonly several?: Readonly<Record<string, string | number | boolean>>;
}

/** Whether the vendor has switched the model off at that time. */
export function isRetired({ lifecycle }: ModelEntry, now: number): boolean {
  return (
    lifecycle.state === 'shutdown' || (lifecycle.shutdownAt !== undefined && now >= Date.parse(lifecycle.shutdownAt))
  );
}

/** Everything a model can do, in the order people are shown it. */
export const modesOf = (model: ModelEntry): readonly Mode[] =>
  MODES.filter((mode) => abilityOf(mode, model) !== 'none');

/** `native`: the model does it; `easel`: Easel does it around the model, or helps it along; `none`: not at all. */
export type Ability = 'native' | 'easel' | 'none';

/** How a mode comes about on a model. */
export const abilityOf = (mode: Mode, model: ModelEntry): Ability => ABILITIES[mode](model);

/** How every mode comes about on a model, by mode. */
export const abilitiesOf = (model: ModelEntry): Readonly<Record<string, Ability>> =>
  Object.fromEntries(MODES.map((mode) => [mode, abilityOf(mode, model)]));

/** Whether it edits a whole picture, without being told which part. */
export const editsFreely = ({ operations }: ModelEntry): boolean => operations.edit && !operations.maskRequired;

const nativeIf = (able: boolean): Ability => (able ? 'native' : 'none');

const ABILITIES: Readonly<Record<Mode, (model: ModelEntry) => Ability>> = {
  generate: ({ operations }) => nativeIf(operations.generate),
  edit: (model) => nativeIf(editsFreely(model)),
  'multi-reference': ({ operations }) => nativeIf(operations.edit && operations.maxReferences > 1),
  // Without a mask of its own the model is shown the marked part, and everything else is put back afterwards.
  inpaint: ({ operations }) => (operations.mask !== 'none' ? 'native' : operations.edit ? 'easel' : 'none'),
  'high-fidelity': (model) => nativeIf(editsFreely(model) && model.operations.fidelity !== 'none'),
  transparent: ({ operations, output }) => nativeIf(output.transparent && (operations.generate || operations.edit)),
  // One sheet that is split, or single pictures: either way the model only draws.
  grid: (model) => (model.operations.generate || editsFreely(model) ? 'easel' : 'none'),
  upscale: ({ operations }) => nativeIf(operations.upscale === true),
  'remove-background': (model) => {
    if (model.operations.removeBackground) return 'native';
    return editsFreely(model) && model.output.transparent ? 'easel' : 'none';
  },
};
