/** A complaint in Runware's form: `{errors: [{code, message, parameter, taskType, taskUUID}]}`. */
export interface Complaint {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly parameter?: string;
  /** Seconds. */
  readonly retryAfter?: number;
}

/** A field as people name it within a code: `inputs.seedImage` becomes `SeedImage`. */
const named = (parameter: string): string => {
  const last = parameter.split('.').at(-1) ?? '';
  return last.charAt(0).toUpperCase() + last.slice(1);
};

export const invalid = (parameter: string, message: string): Complaint => ({
  status: 400,
  code: `invalid${named(parameter)}`,
  message: `Invalid value for '${parameter}' parameter. ${message}`,
  parameter,
});

export const missing = (parameter: string): Complaint => ({
  status: 400,
  code: `missing${named(parameter)}`,
  message: `Missing required parameter '${parameter}'.`,
  parameter,
});

export const unknownParameter = (parameter: string): Complaint => ({
  status: 400,
  code: 'unknownParameter',
  message: `Unsupported use of '${parameter}' parameter.`,
  parameter,
});

export const unreadable = (): Complaint => ({
  status: 400,
  code: 'invalidRequest',
  message: 'The body must be a JSON array of task objects.',
});

export const tooLarge = (): Complaint => ({
  status: 413,
  code: 'maxRequestSize',
  message: 'The request is too large.',
});

export const duplicateTask = (): Complaint => ({
  status: 400,
  code: 'duplicateTaskUUID',
  message: "The value of 'taskUUID' was used before. It must be unique for each task.",
  parameter: 'taskUUID',
});

export const unknownTask = (): Complaint => ({
  status: 400,
  code: 'taskFailedOrNotFound',
  message: 'The task failed or was not found.',
  parameter: 'taskUUID',
});

export const unknownModel = (model: string): Complaint => ({
  status: 400,
  code: 'invalidModel',
  message: `Invalid value for 'model' parameter. The model ${model} does not exist, or cannot do this task.`,
  parameter: 'model',
});

export const keyRefused = (how: 'missing' | 'invalid'): Complaint => ({
  status: 401,
  code: how === 'missing' ? 'missingApiKey' : 'invalidApiKey',
  message: 'Invalid API key. Get one at https://runware.ai/signup',
  parameter: 'apiKey',
});

export const promptBlocked = (categories: readonly string[]): Complaint => ({
  status: 400,
  code: 'promptBlocked',
  message: `Invalid content detected. The prompt was rejected by the content moderation (${categories.join(', ')}).`,
  parameter: 'positivePrompt',
});

export const creditsGone = (): Complaint => ({
  status: 402,
  code: 'insufficientCredits',
  message: 'Insufficient credits. Please top up your account at https://my.runware.ai/wallet',
});

export const busy = (retryAfter: number): Complaint => ({
  status: 429,
  code: 'rateLimitExceeded',
  message: 'The queue is full. Try again later.',
  retryAfter,
});

export const overloaded = (): Complaint => ({
  status: 503,
  code: 'serviceUnavailable',
  message: 'No capacity at the moment. Try again later.',
});

export const serverFailed = (): Complaint => ({
  status: 500,
  code: 'internalServerError',
  message: 'The server had an error while processing your request.',
});

/** How a task may come to nothing. */
export const taskFailed = (message = 'The picture could not be made.'): Complaint => ({
  status: 200,
  code: 'inferenceError',
  message,
});

export const isComplaint = (value: object): value is Complaint => 'code' in value && 'status' in value;
