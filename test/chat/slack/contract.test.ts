import { describe } from 'vitest';
import { chatPlatformContract } from '../../contracts/chat-platform.ts';
import { openBench } from './open-bench.ts';

describe.each(['http', 'socket'] as const)('Slack by %s', (transport) => {
  chatPlatformContract({
    open: (onRequest, onGone) => openBench({ transport, onRequest, onGone }),
    threads: true,
    removable: true,
  });
});
