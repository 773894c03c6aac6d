import { createHash } from 'node:crypto';
import { z } from 'zod';
import { FORBIDDEN } from '../dialect.ts';
import type { Sent } from './read-sent.ts';
import { invalid, type Refusal } from './refusal.ts';

const asked = z.object({
  model: z.string().min(1),
  messages: z.array(z.object({ role: z.string(), content: z.string() })).min(1),
});

/** OpenAI's answer to `POST /chat/completions`: one sentence about what the last message says, always the same for the same. */
export function chatCompletion({ fields }: Sent, id: string, created: number): object | Refusal {
  const { success, data } = asked.safeParse(fields);
  if (!success) return invalid("Missing required parameter: 'messages'.", 'messages', 'missing_required_parameter');
  const words = data.messages.at(-1)?.content ?? '';
  const refused = FORBIDDEN.test(words);
  const content = refused ? null : sentenceAbout(words);
  const refusal = refused ? "I'm sorry, I can't help with that." : null;
  const [prompt_tokens, completion_tokens] = [Math.ceil(words.length / 4), Math.ceil((content ?? '').length / 4)];
  return {
    id: `chatcmpl-${id}`,
    object: 'chat.completion',
    created,
    model: data.model,
    choices: [{ index: 0, message: { role: 'assistant', content, refusal }, logprobs: null, finish_reason: 'stop' }],
    usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens },
  };
}

const LIGHTS = ['soft morning light', 'warm evening light', 'the light of a bright window', 'calm studio light'];
const GROUNDS = ['a plain pale background', 'a blurred garden', 'a deep blue wall', 'rolling hills far away'];
const MANNERS = ['a detailed digital painting', 'a friendly flat illustration', 'a sharp portrait photograph'];

function sentenceAbout(words: string): string {
  const said = words.replace(/\s+/g, ' ').trim().slice(0, 200);
  const [light = 0, ground = 0, manner = 0] = createHash('sha256').update(words).digest();
  return `${pick(MANNERS, manner)} of ${said}, in ${pick(LIGHTS, light)}, before ${pick(GROUNDS, ground)}.`;
}

const pick = (list: readonly string[], number: number): string => list[number % list.length] ?? '';
