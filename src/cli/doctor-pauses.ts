import { EVERYWHERE, type StoredSwitch } from '#src/app/rules/switches.ts';
import type { Easel } from '#src/main.ts';
import type { Finding } from './doctor-finding.ts';

/** Who has stopped new work where: it looks like a fault to everybody who does not know. A store that fails says so elsewhere. */
export async function notePauses({ documents }: Pick<Easel, 'documents'>): Promise<readonly Finding[]> {
  const notes: Finding[] = [];
  try {
    for await (const [where, { paused }] of documents<StoredSwitch>('switches').list())
      if (paused) notes.push({ part: 'pause', state: 'note', says: saying(where, paused) });
  } catch {
    return [];
  }
  return notes;
}

function saying(where: string, { by, at, reason }: NonNullable<StoredSwitch['paused']>): string {
  const since = new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  const [place, flag] = where === EVERYWHERE ? ['everywhere', ''] : [`in ${where}`, ` --tenant ${where}`];
  const why = reason.trim() === '' ? '' : ` (${reason})`;
  return `${by} paused Easel ${place} at ${since} UTC${why}; easel resume${flag} ends it`;
}
