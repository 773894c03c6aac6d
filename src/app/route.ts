import type { ChatPlatform } from '#src/ports/chat-platform.ts';

/** A way to reach people; the command line is one without being a place where people talk. */
export type Route = Pick<
  ChatPlatform,
  'id' | 'hidesPictures' | 'openImage' | 'delivery' | 'deleteResult' | 'openThread' | 'reach'
>;
