import type { ChatPlatform } from '#src/ports/chat-platform.ts';

/** A way to reach people; the command line is one without being a place where people talk. */
export type Route = Pick<
  ChatPlatform,
  | 'id'
  | 'reachedFromAnywhere'
  | 'hidesPictures'
  | 'takesLines'
  | 'openImage'
  | 'delivery'
  | 'deleteResult'
  | 'openThread'
  | 'reach'
  | 'goOn'
> & {
  /** Nobody sits and waits for its jobs. */
  readonly inBackground?: true;
};

/** Whose jobs this process can run, whichever process accepted them. */
export const homesOf = (routes: ReadonlyMap<string, Route>): readonly string[] =>
  [...routes.values()].filter(({ reachedFromAnywhere }) => reachedFromAnywhere).map(({ id }) => id);
