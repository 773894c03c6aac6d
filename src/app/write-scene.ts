import { type AvatarBrief, profileOf, SCENE_INSTRUCTIONS, sceneIn, templateScene } from '#src/domain/avatar.ts';
import { asEaselError } from '#src/domain/errors.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import type { TextModel } from '#src/ports/text-model.ts';
import type { OperatorNotices } from './rules/operator-notices.ts';
import { withoutWords } from './without-words.ts';

/** What an avatar shows, written by a model where there is one, else by a template. */
export type WriteScene = (
  brief: AvatarBrief,
  run: { readonly signal: AbortSignal; readonly paid: boolean },
) => Promise<{ readonly words: string; readonly warnings: readonly Text[] }>;

const PATIENCE_MS = 30_000;

/** @param textModel absent where none is configured. */
export function createWriteScene({
  textModel,
  clock,
  log,
  operatorNotices,
}: {
  readonly textModel?: () => Promise<TextModel>;
  readonly clock: Clock;
  readonly log: Log;
  /** Told of what the person hears nothing of, because a template does it too. */
  readonly operatorNotices?: Pick<OperatorNotices, 'trouble'>;
}): WriteScene {
  return async (brief, { signal, paid }) => {
    const template = templateScene(brief);
    if (!textModel || !paid) return { words: template, warnings: [] };
    const patience = new AbortController();
    const timer = clock.after(PATIENCE_MS, () => patience.abort(new Error('The model that writes took too long.')));
    try {
      const model = await textModel();
      const ask = { instructions: SCENE_INSTRUCTIONS, words: profileOf(brief) };
      const written = await model.write(ask, AbortSignal.any([signal, patience.signal]));
      const scene = sceneIn(written);
      if (scene !== undefined) return { words: scene, warnings: [] };
      log.warn({ model: model.id }, 'The model that writes wrote nothing of use');
    } catch (thrown) {
      signal.throwIfAborted();
      const error = asEaselError(thrown);
      withoutWords([profileOf(brief), template], log).warn({ err: error }, 'The model that writes failed');
      await operatorNotices?.trouble(error);
    } finally {
      timer.stop();
    }
    return {
      words: template,
      warnings: [text('The model that writes prompts did not answer, so a template was used.')],
    };
  };
}
