/** A colour as `#rrggbb`. */
export type Color = `#${string}`;

/** A colour between two others; 0 is the first, 1 the second. */
export function mix(from: Color, to: Color, share: number): Color {
  const [a, b] = [channels(from), channels(to)];
  const blended = a.map((value, at) => Math.round(value + ((b[at] ?? value) - value) * share));
  return `#${blended.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

export const lighter = (color: Color, share: number): Color => mix(color, '#ffffff', share);
export const darker = (color: Color, share: number): Color => mix(color, '#000000', share);

const channels = (color: Color): number[] => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
