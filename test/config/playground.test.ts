import { expect, it } from 'vitest';
import { configOf } from './open-config.ts';

it('is for this machine unless told otherwise', () => {
  expect(configOf().playground).toBe('here');
  expect(configOf({ EASEL_PLAYGROUND: ' ' }).playground).toBe('here');
});

it.each(['here', 'open', 'off'])('can be %s', (door) => {
  expect(configOf({ EASEL_PLAYGROUND: door.toUpperCase() }).playground).toBe(door);
});

it('is nothing else, so that a slip of the pen opens nothing', () => {
  expect(() => configOf({ EASEL_PLAYGROUND: 'closed' })).toThrow(
    'EASEL_PLAYGROUND is "closed"; it must be one of here, open, off.',
  );
});

it('warns where everybody may come, and only there', () => {
  expect(configOf({ EASEL_PLAYGROUND: 'open' }).notices).toEqual([expect.stringContaining('EASEL_PLAYGROUND is open')]);
  expect(configOf({ EASEL_PLAYGROUND: 'off' }).notices).toEqual([]);
});
