import type { IncomingRequest } from '#src/ports/chat-platform.ts';

/** What a person said, apart from who, where and how to answer. */
export type Said = Pick<IncomingRequest, 'trigger' | 'name' | 'options' | 'called' | 'images' | 'state' | 'repliedTo'>;
