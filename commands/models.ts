import { MODES } from '#src/domain/mode.ts';
import { abilityOf, type ModelEntry, modesOf } from '#src/domain/model.ts';
import { text } from '#src/domain/text.ts';
import type { Command } from '#src/ports/command.ts';

/** What can be picked here, filtered by provider and by mode, from the same catalogue that plans every request. */
export const models: Command = {
  name: 'models',
  description: 'List the models and what each can do',
  who: 'everyone',
  visibility: 'private',
  options: {
    provider: { kind: 'text', about: 'Only this provider' },
    mode: { kind: 'choice', about: 'Only models that can do this', of: MODES },
  },

  async run(context, options) {
    const { models: all, forbidden, defaultModel } = await context.models();
    const provider = options.text('provider')?.toLowerCase();
    const mode = MODES.find((known) => known === options.text('mode'));
    const shown = all.filter(
      (model) => (!provider || model.provider === provider) && (!mode || modesOf(model).includes(mode)),
    );
    await context.answer({
      kind: 'table',
      title: shown.length === 0 ? 'No model fits' : 'Models',
      columns: ['Model', 'Makes', 'References', 'Quality', 'Note'],
      rows: shown.map((model) => [
        text({ code: model.id }, model.id === defaultModel?.id ? ' (usual)' : ''),
        text(
          modesOf(model)
            .map((mode) => (abilityOf(mode, model) === 'easel' ? `${mode}*` : mode))
            .join(', '),
        ),
        text(model.operations.maxReferences === 0 ? 'none' : `up to ${model.operations.maxReferences}`),
        text(model.quality?.values.join(', ') ?? '–'),
        text(lifecycleNote(model)),
      ]),
      note: text('* is done by Easel around the model.', forbidden > 0 ? ` ${notHere(forbidden)}` : ''),
    });
  },
};

const notHere = (forbidden: number): string =>
  forbidden === 1 ? 'One more is not allowed here.' : `${forbidden} more are not allowed here.`;

function lifecycleNote({ lifecycle: { shutdownAt, successor } }: ModelEntry): string {
  if (!shutdownAt) return '';
  return `vendor's end ${shutdownAt}${successor ? `, then ${successor}` : ''}`;
}
