import { z } from 'zod';
import type { Kind } from './servers.ts';

/** What a server makes of the words it was sent. */
export interface Heard {
  readonly prompt: string;
  readonly negative: string;
  /** What an order within the prompt says; it goes before the request's own fields. */
  readonly orders: Orders;
}

const ordersSchema = z.object({
  prompt: z.string().optional().catch(undefined),
  negative_prompt: z.string().optional().catch(undefined),
  seed: z.number().optional().catch(undefined),
  width: z.int().optional().catch(undefined),
  height: z.int().optional().catch(undefined),
  batch_count: z.int().optional().catch(undefined),
});

type Orders = z.infer<typeof ordersSchema>;

/** As stable-diffusion.cpp has it: exact, within one line, and the first one counts. */
const BLOCK = /<sd_cpp_extra_args>(.*?)<\/sd_cpp_extra_args>/;
const NO_ORDERS: Orders = {};

/**
 * Obeys the orders in a prompt as the real servers do, also those that a person smuggled in.
 * @returns `undefined` where there is a block that nobody can read.
 */
export function heard(kind: Kind, words: string): Heard | undefined {
  if (kind === 'localai') {
    const [prompt = '', negative = ''] = words.split('|');
    return { prompt, negative, orders: NO_ORDERS };
  }
  const json = kind === 'sd-cpp' ? BLOCK.exec(words)?.[1] : undefined;
  if (!json) return { prompt: words, negative: '', orders: NO_ORDERS };
  const orders = read(json);
  const prompt = words.replaceAll(new RegExp(BLOCK, 'g'), '');
  return orders && { prompt: orders.prompt ?? prompt, negative: orders.negative_prompt ?? '', orders };
}

function read(json: string): Orders | undefined {
  try {
    return ordersSchema.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
