/** Model names are AIR identifiers. `sketch:1@1` is the simulator's own and can do everything pictures can be drawn for. */
export interface SimulatedModel {
  readonly id: string;
  readonly taskType: 'imageInference' | 'upscale' | 'removeBackground';
  /** What it can start from. */
  readonly inputs: readonly ('seedImage' | 'maskImage' | 'referenceImages' | 'image')[];
  /** US dollars for one picture. */
  readonly cost: number;
}

const MODELS: readonly SimulatedModel[] = [
  drawing('sketch:1@1', 0, ['seedImage', 'maskImage', 'referenceImages']),
  drawing('runware:100@1', 0.0013, []),
  drawing('runware:101@1', 0.0038, ['seedImage', 'maskImage']),
  drawing('runware:102@1', 0.0038, ['seedImage', 'maskImage']),
  drawing('runware:106@1', 0.0105, ['referenceImages']),
  { id: 'runware:504@1', taskType: 'upscale', inputs: ['image'], cost: 0.0006 },
  { id: 'runware:112@5', taskType: 'removeBackground', inputs: ['image'], cost: 0.0006 },
];

export const findModel = (id: string, taskType: string): SimulatedModel | undefined =>
  MODELS.find((model) => model.id === id && model.taskType === taskType);

function drawing(id: string, cost: number, inputs: SimulatedModel['inputs']): SimulatedModel {
  return { id, taskType: 'imageInference', inputs, cost };
}
