import type { OpenProvider } from '#src/ports/provider.ts';

export const openRunware: OpenProvider = (_connection, _parts) => {
  throw new Error('Not there yet.');
};
