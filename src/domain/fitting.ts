import type { Text } from './text.ts';

/** A wish as the model can take it, and what has to be said about the difference. */
export interface Fit<T> {
  readonly value: T;
  readonly warning?: Text;
}
