import type { OpenProvider } from '#src/ports/provider.ts';

export const openCompatible: OpenProvider = (_connection, _parts) => {
  throw new Error('Not there yet.');
};
