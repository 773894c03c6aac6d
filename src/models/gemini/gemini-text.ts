import type { OpenTextModel } from '#src/ports/provider.ts';

export const openGeminiText: OpenTextModel = (_connection, _parts, _vendorId) => {
  throw new Error('Not there yet.');
};
