import { FORMATS } from '#src/domain/request.ts';
import { text } from '#src/domain/text.ts';
import type { Command, Options, PersonSettings } from '#src/ports/command.ts';

const NAMES = ['model', 'aspect', 'quality', 'format'] as const;
/** What a person types to go back to the usual. */
const RESET = 'reset';

/** What a person wants for all their requests; a request's own options win. */
export const settings: Command = {
  name: 'settings',
  description: 'Set your usual model, shape, quality and format',
  who: 'everyone',
  visibility: 'private',
  options: {
    model: { kind: 'text', about: `Your usual model, or ${RESET}`, complete: 'models' },
    aspect: { kind: 'text', about: `Your usual shape, or ${RESET}`, complete: 'aspects' },
    quality: { kind: 'text', about: `Your usual quality, or ${RESET}`, complete: 'qualities' },
    format: { kind: 'choice', about: `Your usual file format, or ${RESET}`, of: [...FORMATS, RESET] },
  },

  async run(context, options) {
    const change = changeOf(options);
    const now = Object.keys(change).length > 0 ? await context.changeSettings(change) : await context.settings();
    await context.answer({
      kind: 'table',
      title: 'Your settings',
      columns: ['Setting', 'Value'],
      rows: NAMES.map((name) => [text(name), text(now[name] ?? 'automatic')]),
      note: text(`Change one with /settings, such as its aspect to 16:9; ${RESET} makes it automatic again.`),
    });
  },
};

/** What was given; `undefined` takes a setting away. */
function changeOf(options: Options): { [K in keyof PersonSettings]: PersonSettings[K] | undefined } {
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = options.text(name);
      return value === undefined ? [] : [[name, value.toLowerCase() === RESET ? undefined : value]];
    }),
  );
}
