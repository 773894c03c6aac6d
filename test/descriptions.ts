import { existsSync } from 'node:fs';

const FOLDER = new URL('../../shared/conform/', import.meta.url);

/** The vendors' own descriptions of their APIs lie beside a developer's checkout only; elsewhere what needs them is skipped. */
export const hasDescriptions: boolean = existsSync(FOLDER);

/** Says what of a request is not as its vendor describes it. */
export interface Conform {
  check(request: object): readonly string[];
}

/** One vendor's description. Each answers with what does not fit. */
export interface Description {
  request(asked: object): readonly Misfit[];
  response(answered: object): readonly Misfit[];
  schema(name: string, value: unknown): readonly Misfit[];
}

interface Misfit {
  readonly text: string;
}

export async function loadConform(): Promise<Conform | undefined> {
  return hasDescriptions ? import(new URL('check.mjs', FOLDER).href) : undefined;
}

/** @throws where there are no descriptions. */
export async function descriptionOf(vendor: string): Promise<Description> {
  const { providerSpec }: { providerSpec(name: string): Description } = await import(
    new URL('providers.mjs', FOLDER).href
  );
  return providerSpec(vendor);
}
