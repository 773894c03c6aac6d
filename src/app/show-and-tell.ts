import type { AcceptedRequest } from '#src/domain/job.ts';
import type { Whereabouts } from '#src/domain/rules/standing.ts';
import { text } from '#src/domain/text.ts';
import type { Answer } from '#src/ports/cards.ts';
import { type createDryRun, dryRunAnswer } from './dry-run.ts';
import type { Route } from './route.ts';
import type { createShowGrid } from './show-grid.ts';
import type { KeepShown } from './shown-pictures.ts';

export interface Asks {
  readonly request: AcceptedRequest;
  readonly where: Whereabouts;
  readonly route: Route;
}

const PATIENCE_MS = 60_000;

/** Answers that show something about a request without making anything of it. */
export function createShowAndTell({
  dryRun,
  showGrid,
  keepShown,
}: {
  readonly dryRun: ReturnType<typeof createDryRun>;
  readonly showGrid: ReturnType<typeof createShowGrid>;
  readonly keepShown: KeepShown;
}) {
  return {
    /** What would be done for how much, and which part would change. @throws {EaselError} what would be refused. */
    async plan({ request, where, route }: Asks): Promise<Answer> {
      const planned = await dryRun(request, where, route, AbortSignal.timeout(PATIENCE_MS));
      if (!planned.mask) return dryRunAnswer(planned);
      const { overlay, words } = planned.mask;
      return dryRunAnswer(planned, await keepShown(overlay, `The part that would change, tinted: ${words}`, where));
    },

    /** The first picture under the lettered grid. @throws {EaselError} why it cannot be shown. */
    async grid({ request, where, route }: Asks): Promise<Answer> {
      const grid = await showGrid(request, route, AbortSignal.timeout(PATIENCE_MS));
      const alt = 'Your picture under a grid of cells, from A1 at the top left to H8 at the bottom right';
      const words = 'Send the same again with the cells that may change as the region, for example ';
      return {
        kind: 'text',
        text: text(words, { code: 'C2-F5, H8' }, '. Nothing was spent.'),
        picture: await keepShown(grid, alt, where),
      };
    },
  };
}
