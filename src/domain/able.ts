import { EaselError } from './errors.ts';
import { chooseMode, type Mode, worksOnOne } from './mode.ts';
import { abilityOf, editsFreely, type ModelEntry } from './model.ts';
import { isWord } from './request.ts';

/** What a request needs of a model, known before any picture is fetched. */
export interface Needs {
  readonly references: number;
  readonly masked: boolean;
  readonly background?: string | undefined;
  readonly fidelity?: string | undefined;
  /** The mode asked for by name. */
  readonly asked?: string | undefined;
  /** A picture from words, and others from that picture. */
  readonly avatar?: boolean;
}

/** The mode of a request with such needs. */
export const modeOf = (needs: Needs): Mode => (needs.avatar ? 'grid' : chooseMode(needs).mode);

/** Whether a model can take such a request at all; for picking a model where the person named none, and for naming others in a refusal. */
export const canTake = (model: ModelEntry, needs: Needs): boolean => whatItCannot(model, needs) === undefined;

/**
 * Refuses what the model cannot do and no correction would mend.
 * @throws {EaselError} `needs-image`, `mask-without-image`, `too-many-references`, or `model-cannot` with the models that can.
 */
export function checkNeeds(needs: Needs, { model, others, off }: CheckContext): void {
  checkSense(needs);
  const what = whatItCannot(model, needs);
  if (what === undefined) return;
  const instead = namesOf(others, model, needs);
  if (what === 'too many pictures')
    throw new EaselError('too-many-references', {
      count: needs.references,
      limit: limitOf(model, modeOf(needs)),
      model: model.id,
      instead,
    });
  const withKey = instead.length > 0 ? [] : namesOf(off, model, needs);
  throw new EaselError('model-cannot', { model: model.id, what, instead, withKey });
}

export interface CheckContext {
  readonly model: ModelEntry;
  /** Configured models, for the refusal that names one that can. */
  readonly others: readonly ModelEntry[];
  /** Models of providers without a key. */
  readonly off: readonly ModelEntry[];
}

/** What makes no sense on any model. */
function checkSense(needs: Needs): void {
  const mode = modeOf(needs);
  if (worksOnOne(mode) && needs.references === 0) throw new EaselError('needs-image', {});
  if (needs.masked && needs.references === 0) throw new EaselError('mask-without-image', {});
  if (needs.masked && mode !== 'inpaint') throw new EaselError('mode-without-mask', { mode });
}

/** Those that do it themselves before those that Easel has to help; a stand-in is no answer to a real model's limits. */
function namesOf(models: readonly ModelEntry[], model: ModelEntry, needs: Needs): readonly string[] {
  const mode = modeOf(needs);
  const isDrawn = ({ provider }: ModelEntry) => provider === 'simulator';
  const able = models.filter(
    (other) => other.id !== model.id && isDrawn(other) === isDrawn(model) && canTake(other, needs),
  );
  const native = able.filter((other) => abilityOf(mode, other) === 'native');
  return [...new Set([...native, ...able])].slice(0, 3).map(({ id }) => id);
}

/** The end of a sentence "… cannot", or `undefined` where it can. */
function whatItCannot(model: ModelEntry, needs: Needs): string | undefined {
  const { references, masked, background, avatar } = needs;
  const { operations, output } = model;
  const mode = modeOf(needs);
  if (mode === 'upscale' && abilityOf(mode, model) === 'none') return 'make a picture larger';
  if (mode === 'remove-background' && abilityOf(mode, model) === 'none') return 'remove a background';
  if (references > limitOf(model, mode) && limitOf(model, mode) > 0) return 'too many pictures';
  if (worksOnOne(mode)) return undefined;
  if (references === 0 && !operations.generate) return 'make a picture from words alone';
  if ((references > 0 || avatar) && !operations.edit)
    return operations.maxReferences > 0 ? 'change a picture by words' : 'start from pictures';
  if ((references > 0 || avatar) && !masked && !editsFreely(model))
    return 'change a picture without being told which part';
  if (operations.maskRequired && !masked) return 'change a picture without a mask';
  if (masked && abilityOf('inpaint', model) === 'none') return 'change a part of a picture';
  if (isWord(background, 'transparent') && !output.transparent) return 'make a transparent background';
  return undefined;
}

/** How many pictures it takes for a mode. */
const limitOf = ({ operations }: ModelEntry, mode: Mode): number => (worksOnOne(mode) ? 1 : operations.maxReferences);
