/** What a request says and what comes back, for the document and its page. */
export const EXAMPLE_GENERATION = { prompt: 'a lighthouse at dusk', n: 2, size: '1536x1024', quality: 'low' };

export const EXAMPLE_EDIT = {
  prompt: 'a red kite in the sky',
  images: [{ image_url: 'data:image/png;base64,iVBORw0KGgo…' }],
  region: 'top third',
};

const METADATA = {
  jobId: '2iuixbfj8lkquo6o',
  mode: 'generate',
  provider: 'openai',
  model: 'openai/gpt-image-2.6-flare',
  durationMs: 8412,
  credits: 2,
  warnings: [],
};

const FACTS = { background: 'opaque', output_format: 'png', quality: 'low', size: '1536x1024' };

const USAGE = {
  input_tokens: 6,
  input_tokens_details: { text_tokens: 6, image_tokens: 0 },
  output_tokens: 816,
  total_tokens: 822,
};

export const EXAMPLE_ANSWER = {
  created: 1795302106,
  data: [{ b64_json: 'iVBORw0KGgo…' }, { b64_json: 'iVBORw0KGgo…' }],
  ...FACTS,
  usage: USAGE,
  metadata: METADATA,
};

const EVENTS = [
  {
    ...{ type: 'image_generation.partial_image', b64_json: 'iVBORw0KGgo…', partial_image_index: 0 },
    ...{ created_at: 1795302109, size: 'auto', quality: 'low', background: 'auto', output_format: 'png' },
  },
  {
    ...{ type: 'image_generation.completed', b64_json: 'iVBORw0KGgo…', created_at: 1795302106 },
    ...FACTS,
    usage: USAGE,
    metadata: METADATA,
  },
];

export const EXAMPLE_STREAM = EVENTS.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(
  '',
);

const COUNTS = { total: 1000, broken: 1, made: 412, failed: 0, unknown: 0, waiting: 0, open: 587 };

export const EXAMPLE_BATCH = {
  id: 'batch-4dgbehto1f7m5gf7',
  object: 'image_batch',
  status: 'running',
  created_at: 1795302106,
  changed_at: 1795302409,
  lines: COUNTS,
  price: { credits: 1998, pictures: 999 },
  charged: { credits: 824, pictures: 412 },
  errors: [{ line: 5, message: 'Your prompt is empty. Write what the picture should show.', said: '' }],
  stopped: null,
  manifest_url: '/v1/image_batches/batch-4dgbehto1f7m5gf7/manifest',
  archive_url: 'http://127.0.0.1:8787/batches/WyJhcGki….q1Zk…',
};

export const EXAMPLE_LIST = 'prompt,size,n\na red fox,1024x1024,1\n"an owl, reading",,2\n';
