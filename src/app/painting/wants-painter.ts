import { isPaintRequest } from '#src/domain/region.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';

/** Whether a command's options ask for the painter: its link is for who asked alone. */
export const wantsPainter = ({ region }: IncomingRequest['options']): boolean =>
  typeof region === 'string' && isPaintRequest(region);
