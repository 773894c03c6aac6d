import { describe, expect, it } from 'vitest';
import { createPageUrl } from '#src/http/page-url.ts';

const OWN = 'http://127.0.0.1:8787';
const ownUrl = () => OWN;

describe('the address of a page', () => {
  it.each(['https://easel.test', 'https://easel.test/'])(
    'is below the public one, for people of every platform: %s',
    (publicBaseUrl) => {
      const pageUrl = createPageUrl({ publicBaseUrl, host: '0.0.0.0', ownUrl });
      for (const platform of ['discord', 'slack', 'playground'])
        expect(pageUrl('/gallery', platform)).toBe('https://easel.test/gallery');
    },
  );

  it.each(['127.0.0.1', '127.0.0.2', '::1', 'localhost'])(
    'is the own one for the playground alone, where only this machine reaches it: %s',
    (host) => {
      const pageUrl = createPageUrl({ host, ownUrl });
      expect(pageUrl('/gallery', 'playground')).toBe(`${OWN}/gallery`);
      expect(pageUrl('/gallery', 'discord')).toBeUndefined();
    },
  );

  it.each(['0.0.0.0', '::', '192.168.0.7', 'easel.local', '128.0.0.1'])(
    'is none where others reach it too, by a name that nobody told: %s',
    (host) => {
      expect(createPageUrl({ host, ownUrl })('/gallery', 'playground')).toBeUndefined();
    },
  );

  it('is none before anything listens', () => {
    expect(createPageUrl({ host: '127.0.0.1', ownUrl: () => undefined })('/gallery', 'playground')).toBeUndefined();
  });
});
