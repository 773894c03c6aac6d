import { type Canvas, px } from './canvas.ts';

/** What is written into every picture, so that nobody takes it for a real one. */
export interface Label {
  readonly prompt: string;
  /** Second line: `simulator`, the mode, the model and which of how many. */
  readonly facts: string;
}

/**
 * A dark plate with the prompt and the facts. It stands at the bottom, or in the middle where the edges may be cut away.
 * Shapes that fit at 1024 pixels fit at every size, because all lengths are units of the canvas.
 */
export function drawCaption(
  { width, height, unit }: Canvas,
  { prompt, facts }: Label,
  place: 'bottom' | 'middle',
): string {
  const scale = place === 'bottom' ? 1 : 1.6;
  const [margin, pad, size] = [unit * 28, unit * 22 * scale, unit * 27 * scale];
  const room = width - 2 * margin - 2 * pad;
  const first = fitted(readable(prompt), room, size);
  const second = fitted(facts, room, size * 0.72);
  const wide = Math.max(advance(first, size), advance(second, size * 0.72)) + 2 * pad;
  const tall = pad * 1.5 + size * (first ? 2.05 : 0.9);
  const left = place === 'bottom' ? margin : (width - wide) / 2;
  const top = place === 'bottom' ? height - margin - tall : height * 0.62 - tall / 2;
  const baseline = top + pad * 0.75 + size * 0.86;
  return [
    `<rect x="${px(left)}" y="${px(top)}" width="${px(wide)}" height="${px(tall)}" rx="${px(unit * 14)}" fill="#0d0f1a" opacity="0.84"/>`,
    line(first, left + pad, baseline, size, '#ffffff'),
    line(second, left + pad, first ? baseline + size * 1.12 : baseline, size * 0.72, '#d8dcea'),
  ].join('');
}

function line(words: string, x: number, y: number, size: number, color: string): string {
  if (!words) return '';
  return `<text x="${px(x)}" y="${px(y)}" font-family="DejaVu Sans" font-size="${px(size)}" fill="${color}">${escaped(words)}</text>`;
}

/** DejaVu Sans: the widest common letters measure about an em, the middle is 0.6; wide capitals are rare in a prompt. */
const advance = (words: string, size: number): number => [...words].length * size * 0.615;

function fitted(words: string, room: number, size: number): string {
  const fits = Math.max(4, Math.floor(room / (size * 0.615)));
  const letters = [...words];
  return letters.length <= fits
    ? words
    : `${letters
        .slice(0, fits - 1)
        .join('')
        .trimEnd()}…`;
}

/** What the font has letters for. Other scripts and emoji would come out as boxes and are left out. */
function readable(words: string): string {
  return words
    .replace(
      /[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Nd}\p{Po}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}+=<>$€£%&\s]/gu,
      '',
    )
    .replace(/\s+/g, ' ')
    .trim();
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (words: string): string => words.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? '');
