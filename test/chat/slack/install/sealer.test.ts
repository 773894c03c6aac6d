import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSealer } from '#src/chat/slack/install/sealer.ts';

const sealer = createSealer('client-secret', 'tests');

it('gives back what was sealed, whatever it is, and shows nothing of it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, name) => {
      const clean = text.toWellFormed();
      const sealed = sealer.seal(clean, name);
      expect(sealer.open(sealed, name)).toBe(clean);
      if (clean.length > 8) expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain(clean);
    }),
  );
});

it('seals the same words differently each time', () => {
  expect(sealer.seal('xoxb-1', 'T1@-')).not.toBe(sealer.seal('xoxb-1', 'T1@-'));
});

it('opens nothing under another name, secret or purpose', () => {
  const sealed = sealer.seal('xoxb-1', 'T1@-');
  expect(sealer.open(sealed, 'T2@-')).toBeUndefined();
  expect(createSealer('other', 'tests').open(sealed, 'T1@-')).toBeUndefined();
  expect(createSealer('client-secret', 'others').open(sealed, 'T1@-')).toBeUndefined();
});

it('opens nothing that was changed or cut', () => {
  const sealed = Buffer.from(sealer.seal('xoxb-1-2-3', 'T1@-'), 'base64url');
  fc.assert(
    fc.property(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ flip;
      expect(sealer.open(changed.toString('base64url'), 'T1@-')).toBeUndefined();
    }),
  );
  for (const length of [0, 5, 12, 27, sealed.length - 1])
    expect(sealer.open(sealed.subarray(0, length).toString('base64url'), 'T1@-')).toBeUndefined();
});
