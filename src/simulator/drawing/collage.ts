import type { Size } from '#src/domain/picture.ts';
import { type Canvas, px } from './canvas.ts';
import { drawCaption, type Label } from './caption.ts';
import { drawPlace } from './scene.ts';
import { thumbnail } from './sources.ts';

/** All references as framed prints on one place; none is left out, none is cut. */
export async function drawCollage(
  canvas: Canvas,
  label: Label,
  { references, transparent }: { readonly references: readonly Uint8Array[]; readonly transparent: boolean },
  caption: 'bottom' | 'middle' = 'bottom',
): Promise<string> {
  const cells = cellsFor(references.length, canvas);
  const prints = await Promise.all(
    references.map(async (bytes, order) => {
      const cell = cells[order] ?? { x: 0, y: 0, width: canvas.width, height: canvas.height };
      return print(
        canvas,
        cell,
        await thumbnail(bytes, { width: cell.width * 0.86, height: cell.height * 0.82 }),
        order,
      );
    }),
  );
  return (transparent ? '' : drawPlace(canvas)) + prints.join('') + drawCaption(canvas, label, caption);
}

interface Cell extends Size {
  readonly x: number;
  readonly y: number;
}

/** A grid above the caption; a last row that is not full stands in the middle. */
function cellsFor(count: number, { width, height, unit }: Canvas): readonly Cell[] {
  const [left, top] = [unit * 30, unit * 30];
  const [wide, tall] = [width - 2 * left, height - top - unit * 130];
  const columns = columnsFor(count, wide, tall);
  const rows = Math.ceil(count / columns);
  const cell = { width: wide / columns, height: tall / rows };
  return Array.from({ length: count }, (_, order) => {
    const row = Math.floor(order / columns);
    const inRow = row === rows - 1 ? count - columns * row : columns;
    const indent = (wide - inRow * cell.width) / 2;
    return { ...cell, x: left + indent + (order % columns) * cell.width, y: top + row * cell.height };
  });
}

/** The number of columns that leaves each print the most room. */
function columnsFor(count: number, width: number, height: number): number {
  const room = (columns: number): number => Math.min(width / columns, height / Math.ceil(count / columns));
  const choices = Array.from({ length: count }, (_, order) => order + 1);
  return choices.reduce((best, columns) => (room(columns) > room(best) ? columns : best), 1);
}

function print(
  { dice }: Canvas,
  { x, y, width, height }: Cell,
  picture: Size & { readonly png: Buffer },
  order: number,
): string {
  const frame = Math.min(width, height) * 0.035;
  const [left, top] = [-picture.width / 2, -picture.height / 2];
  const paper = { width: picture.width + 2 * frame, height: picture.height + 3.2 * frame };
  const turn = dice.between(-5, 5) * (order % 2 === 0 ? 1 : -1);
  const sheet = (offset: number, color: string, opacity: number): string =>
    `<rect x="${px(left - frame + offset)}" y="${px(top - frame + offset)}" width="${px(paper.width)}" height="${px(paper.height)}" rx="${px(frame * 0.3)}" fill="${color}" opacity="${opacity}"/>`;
  const image = `<image x="${px(left)}" y="${px(top)}" width="${picture.width}" height="${picture.height}" href="data:image/png;base64,${picture.png.toString('base64')}"/>`;
  return `<g transform="translate(${px(x + width / 2)} ${px(y + height / 2)}) rotate(${px(turn)})">${sheet(frame * 0.35, '#000000', 0.3)}${sheet(0, '#fdfcf8', 1)}${image}</g>`;
}
