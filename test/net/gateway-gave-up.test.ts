import { expect, it } from 'vitest';
import { gatewayGaveUp } from '#src/net/gateway-gave-up.ts';

it.each([408, 502, 504, 520, 521, 522, 523, 524])('means a gateway that gave up: %i', (status) => {
  expect(gatewayGaveUp(status)).toBe(true);
});

it.each([200, 400, 429, 500, 503, 525])('means no gateway that gave up: %i', (status) => {
  expect(gatewayGaveUp(status)).toBe(false);
});
