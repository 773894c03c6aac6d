/** What the simulator knows of one model that makes pictures: enough to refuse what the real one refuses. */
export interface PictureModel {
  readonly id: string;
  readonly label: string;
  readonly ratios: readonly string[];
  /** Sizes and the output tokens one picture of each takes. The first is used where none is asked for. */
  readonly sizes: Readonly<Record<string, number>>;
  readonly maxReferences: number;
}

const TEN_RATIOS = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'];
const FOURTEEN_RATIOS = [...TEN_RATIOS, '1:4', '4:1', '1:8', '8:1'];

/** Tokens follow from the prices: 0.0336, 0.0504 and 0.0756 US dollars at 30 dollars a million. */
const NANO_BANANA = {
  label: 'Nano Banana 2.1',
  ratios: FOURTEEN_RATIOS,
  sizes: { '1K': 1120, '2K': 1680, '4K': 2520 },
  maxReferences: 14,
};

/** The models the vendor offers today, and the simulator's own. */
const PICTURE_MODELS: readonly PictureModel[] = [
  { ...NANO_BANANA, id: 'banana', label: 'Simulator banana' },
  { ...NANO_BANANA, id: 'gemini-nano-banana-2.1' },
  {
    id: 'gemini-3-pro-image',
    label: 'Nano Banana Pro',
    ratios: TEN_RATIOS,
    sizes: { '1K': 1120, '2K': 1120, '4K': 2000 },
    maxReferences: 14,
  },
  {
    id: 'gemini-3.1-flash-lite-image',
    label: 'Nano Banana 2 Lite',
    ratios: TEN_RATIOS,
    sizes: { '1K': 1120 },
    maxReferences: 14,
  },
];

const WRITER = 'gemini-3-flash';

export const findPictureModel = (id: string): PictureModel | undefined =>
  PICTURE_MODELS.find((model) => model.id === id);

/** Every Gemini that is not named after pictures writes. */
export const isWriter = (id: string): boolean => /^gemini-[\w.-]+$/.test(id) && !/image|banana|embedding/.test(id);

/** A model as `GET /models` tells it. */
export const listed = (id: string): object => ({
  name: `models/${id}`,
  version: '001',
  displayName: findPictureModel(id)?.label ?? id,
  inputTokenLimit: 65_536,
  outputTokenLimit: 32_768,
  supportedGenerationMethods: ['generateContent', 'countTokens'],
});

export const LISTED: readonly string[] = [...PICTURE_MODELS.map(({ id }) => id), WRITER];
