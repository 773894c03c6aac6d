/**
 * What an OpenAI-compatible server does differently from OpenAI. What a single model can do (masks, sizes, formats, previews)
 * stands in its catalogue entry; this is about the wire.
 */
export interface CompatibleFlags {
  /** `none`: it has no edits; `openai`: `/images/edits`; `localai`: LocalAI's own ways, files in JSON and `/images/inpainting`. */
  readonly edits: 'none' | 'openai' | 'localai';
  /** What the form field for several references is called; a single one is always `image`, as OpenAI has it. */
  readonly arrayField: 'image[]' | 'image';
  /** What to say about the form of results; `omit` says nothing. */
  readonly responseFormat: 'omit' | 'b64_json' | 'url';
  /** Which of OpenAI's optional fields the server understands; the others are not sent. */
  readonly fields: readonly CompatibleField[];
  /** How a seed is told: a field of that name, a block inside the prompt as stable-diffusion.cpp has it, or not at all. */
  readonly seed: 'none' | 'field' | 'sd-extra-args';
  /** How a negative prompt is told: a field `negative_prompt`, LocalAI's `|` in the prompt, a block, or not at all. */
  readonly negative: 'none' | 'field' | 'pipe' | 'sd-extra-args';
  /**
   * What in a person's words would be read as an order: it is taken out, or made harmless, before they are sent. What `seed` and
   * `negative` use themselves is always on this list, whether it says so or not.
   */
  readonly sanitize: readonly ('pipe' | 'sd-extra-args')[];
  /** Sent with every request, in place of what is called the same. */
  readonly extraBody: Readonly<Record<string, string | number | boolean>>;
}

export type CompatibleField =
  | 'quality'
  | 'style'
  | 'background'
  | 'output_format'
  | 'output_compression'
  | 'moderation'
  | 'user';

/** One server the operator connected. */
export interface CompatibleConnection {
  /** Ours: what its models' ids begin with. */
  readonly name: string;
  /** As people know it. */
  readonly label: string;
  /** Without a slash at its end. */
  readonly baseUrl: string;
  /** Absent where the server wants none. */
  readonly apiKey?: string;
  readonly flags: CompatibleFlags;
  /** Hosts beside its own that its results may come from. */
  readonly resultHosts: readonly string[];
  /**
   * What differs from the preset's usual model, one item a model, as the operator wrote them: `name` is the server's name for it,
   * and anything of a catalogue entry may stand beside it. The catalogue checks them.
   */
  readonly models: readonly Readonly<Record<string, unknown>>[];
  /** The kind of server, whose usual model completes `models`. */
  readonly preset: 'openai' | 'airefinery' | 'localai' | 'sd-cpp';
}
