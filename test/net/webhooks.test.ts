import { describe, expect, it } from 'vitest';
import { createWebhooks } from '#src/net/webhooks.ts';

const CALL = { headers: {}, body: '{}' };

describe("providers' calls", () => {
  it('are to be sent below the public address', () => {
    expect(createWebhooks('https://studio.example.com/').urlFor('replicate')).toBe(
      'https://studio.example.com/webhooks/replicate',
    );
  });

  it('reach whoever takes those of the provider, the latest taker', async () => {
    const hub = createWebhooks('https://studio.example.com');
    hub.take('replicate', async () => 'refused');
    hub.take('replicate', async () => 'taken');
    expect(await hub.receive('replicate', CALL)).toBe('taken');
  });

  it('reach nobody where nobody takes them', async () => {
    expect(await createWebhooks('https://studio.example.com').receive('replicate', CALL)).toBeUndefined();
  });
});
