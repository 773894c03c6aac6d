import { z } from 'zod';
import { parseJson } from '#src/net/parse-json.ts';

const word = z.string().optional().catch(undefined);

/** Ways servers say why they refuse beside OpenAI's own: stable-diffusion.cpp's, vLLM's, FastAPI's. */
const refusal = z.object({
  error: z.unknown().optional(),
  message: word,
  type: word,
  detail: z
    .union([
      z.string(),
      z.array(z.object({ msg: z.string() })).transform((all) => all.map(({ msg }) => msg).join('; ')),
    ])
    .optional()
    .catch(undefined),
});

/**
 * A fetch whose refusals have the shape of OpenAI's. The SDK keeps nothing of a refusal but its `error`, so that the words
 * beside it would be lost: `{"error":"server_error","message":"the words"}`.
 */
export function withWholeRefusals(send: typeof fetch): typeof fetch {
  const sendWhole: typeof fetch = async (url, init) => {
    const response = await send(url, init);
    if (response.status < 400) return response;
    const said = await response.text().catch(() => '');
    const { status, headers } = response;
    return new Response(inOneShape(said), { status, headers });
  };
  // The SDK looks for things beside the function itself, such as its `Response`.
  return Object.assign(sendWhole, send);
}

function inOneShape(said: string): string {
  const { data } = refusal.safeParse(parseJson(said));
  if (!data) return said;
  const message = data.message ?? data.detail;
  if (message === undefined) return said;
  if (typeof data.error === 'string') return JSON.stringify({ error: { message, type: data.error } });
  return data.error === undefined ? JSON.stringify({ error: { message, type: data.type } }) : said;
}
