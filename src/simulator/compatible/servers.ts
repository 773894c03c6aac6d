/** The servers this dialect stands in for. Each is known by the name of its model, because they share one address here. */
export type Kind = 'sd-cpp' | 'localai' | 'airefinery' | 'sketch';

const KINDS: readonly { readonly kind: Kind; readonly begins: string; readonly example: string }[] = [
  { kind: 'sd-cpp', begins: 'sd-cpp-local', example: 'sd-cpp-local' },
  { kind: 'localai', begins: 'localai-', example: 'localai-sketch' },
  { kind: 'airefinery', begins: 'black-forest-labs/', example: 'black-forest-labs/FLUX.1-schnell' },
  { kind: 'sketch', begins: 'sketch-local', example: 'sketch-local' },
];

export const kindOf = (model: unknown): Kind | undefined =>
  typeof model === 'string' ? KINDS.find(({ begins }) => model.startsWith(begins))?.kind : undefined;

/** What `GET /models` tells. */
export const listedModels = (): readonly object[] =>
  KINDS.map(({ example, kind }) => ({ id: example, object: 'model', created: 1_777_000_000, owned_by: kind }));

/** Servers at home ask for no key; a company's does. */
export const needsKey = (kind: Kind | undefined): boolean => kind === 'airefinery';

/** An answer that is not the thing asked for. */
export interface Refused {
  readonly status: number;
  readonly refusal: object;
}

/**
 * A refusal in the server's own shape. stable-diffusion.cpp says its words bare, and beside a code where it failed; LocalAI counts
 * its codes; what AI Refinery says is not documented, so it is what its framework says.
 */
export function refused(kind: Kind, status: number, words: string): Refused {
  if (kind === 'localai') return { status, refusal: { error: { code: status, message: words, type: '' } } };
  if (kind === 'airefinery') return { status, refusal: { detail: words } };
  return { status, refusal: status < 500 ? { error: words } : { error: 'server_error', message: words } };
}

export const isRefused = <T extends object>(value: T | Refused): value is Refused => 'refusal' in value;
