/** An answer that is not the thing asked for, as Google's services give it (`google.rpc.Status`). */
export interface Refusal {
  readonly status: number;
  readonly error: {
    readonly code: number;
    readonly message: string;
    readonly status: string;
    readonly details?: readonly object[];
  };
}

export const isRefusal = <T extends object>(value: T | Refusal): value is Refusal =>
  'error' in value && 'status' in value;

const refusal = (code: number, status: string, message: string, details?: readonly object[]): Refusal => ({
  status: code,
  error: { code, message, status, ...(details && { details }) },
});

export const invalid = (message: string): Refusal => refusal(400, 'INVALID_ARGUMENT', message);

export const wrongKey = (): Refusal =>
  refusal(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
    {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason: 'API_KEY_INVALID',
      domain: 'googleapis.com',
      metadata: { service: 'generativelanguage.googleapis.com' },
    },
  ]);

export const missingKey = (): Refusal =>
  refusal(
    403,
    'PERMISSION_DENIED',
    "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
  );

export const unknownModel = (id: string): Refusal =>
  refusal(
    404,
    'NOT_FOUND',
    `models/${id} is not found for API version v1, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.`,
  );

export const unknownPath = (): Refusal => refusal(404, 'NOT_FOUND', 'Requested entity was not found.');

export const tooLarge = (maxBytes: number): Refusal =>
  invalid(`Request payload size exceeds the limit: ${maxBytes} bytes.`);

const usedUp = (quotaId: string, quotaValue: string, more: readonly object[]): Refusal =>
  refusal(
    429,
    'RESOURCE_EXHAUSTED',
    'You exceeded your current quota, please check your plan and billing details. For more information on this error, head over to: https://ai.google.dev/gemini-api/docs/rate-limits.',
    [
      {
        '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
        violations: [
          { quotaMetric: 'generativelanguage.googleapis.com/generate_requests_per_model', quotaId, quotaValue },
        ],
      },
      ...more,
    ],
  );

export const rateLimited = (retryAfterSeconds: number): Refusal =>
  usedUp('GenerateRequestsPerMinutePerProjectPerModel', '10', [
    { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${retryAfterSeconds}s` },
  ]);

export const quotaExhausted = (): Refusal => usedUp('GenerateRequestsPerDayPerProjectPerModel', '250', []);

export const serverFailed = (): Refusal =>
  refusal(500, 'INTERNAL', 'An internal error has occurred. Please retry or report it to the developers.');

export const overloaded = (): Refusal =>
  refusal(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.');
