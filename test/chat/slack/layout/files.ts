import type { LaidImage } from '#src/chat/slack/layout/laid.ts';

export const file = (fileId: string, alt = 'a fox'): LaidImage => ({ fileId, alt });

export const filesFor = (count: number, alt?: string): LaidImage[] =>
  Array.from({ length: count }, (_, index) => file(`F0${index + 1}`, alt));
