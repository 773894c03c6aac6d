import type { CompatibleConnection, CompatibleFlags } from './connection.ts';

/**
 * Base64 is asked for by name: a server that does not know the word refuses for nothing, while one that is not told may be paid
 * for a picture and then name it by an address on a host nobody allowed.
 *
 * The block of stable-diffusion.cpp is taken out of people's words everywhere: its server often stands behind another's name.
 */
const AS_OPENAI: CompatibleFlags = {
  edits: 'openai',
  arrayField: 'image[]',
  responseFormat: 'b64_json',
  fields: [],
  seed: 'none',
  negative: 'none',
  sanitize: ['sd-extra-args'],
  extraBody: {},
};

/** How each kind of server differs from OpenAI, before the operator's own flags. */
export const PRESET_FLAGS: Readonly<Record<CompatibleConnection['preset'], CompatibleFlags>> = {
  openai: AS_OPENAI,
  // Source: Accenture/airefinery-sdk 1.32: no edits, and `user` among what it passes on.
  airefinery: { ...AS_OPENAI, edits: 'none', fields: ['user'] },
  // Source: mudler/LocalAI, core/http/endpoints/openai/image.go and inpainting.go, 2026-08.
  localai: { ...AS_OPENAI, edits: 'localai', seed: 'field', negative: 'pipe', sanitize: ['pipe', 'sd-extra-args'] },
  // Source: leejet/stable-diffusion.cpp, examples/server/routes_openai.cpp, 2026-08: it reads no `response_format`.
  'sd-cpp': {
    ...AS_OPENAI,
    responseFormat: 'omit',
    fields: ['output_format', 'output_compression'],
    seed: 'sd-extra-args',
    negative: 'sd-extra-args',
  },
};
