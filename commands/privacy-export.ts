import { count } from '#src/domain/error-texts.ts';
import { text } from '#src/domain/text.ts';
import type { Command } from '#src/ports/command.ts';

/** Everything Easel keeps of oneself in this place. */
export const privacyExport: Command = {
  name: 'privacy export',
  description: 'Get everything Easel keeps of you here, as a file',
  who: 'everyone',
  visibility: 'private',
  options: {},

  async run({ privacy, answer }) {
    const { file, jobs, pictures, originals } = await privacy.exported();
    const rest = pictures - originals.length;
    const where =
      pictures === 0
        ? ''
        : originals.length === 0
          ? ' Their addresses are in the file.'
          : rest > 0
            ? ` The newest ${originals.length} are here; /history with the id of a request shows the others.`
            : ' They are here.';
    await answer({
      kind: 'text',
      text: text(
        jobs === 0
          ? 'Easel keeps no request of yours here; what else it keeps of you is in the file.'
          : `This is all that Easel keeps of you here: ${count(jobs)} ${jobs === 1 ? 'request' : 'requests'} with ${count(pictures)} ${pictures === 1 ? 'picture' : 'pictures'}.${where}`,
      ),
      files: [file],
      ...(originals.length > 0 && { originals }),
    });
  },
};
