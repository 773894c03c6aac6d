import type { z } from 'zod';
import type { S3Config } from './config.ts';
import type { Environment } from './environment.ts';
import type { ENVIRONMENT_SCHEMA } from './environment-schema.ts';
import { are, listed } from './wording.ts';

const NEEDED = ['S3_ENDPOINT', 'S3_ACCESS_KEY', 'S3_SECRET_KEY', 'S3_BUCKET_NAME'] as const;

/** What servers that have no regions expect to be called. */
const USUAL_REGION = 'us-east-1';

/** Where pictures are kept, if in S3. */
export function s3Of(variables: z.infer<typeof ENVIRONMENT_SCHEMA>): S3Config | undefined {
  const { S3_ENDPOINT: endpoint, S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey } = variables;
  const { S3_BUCKET_NAME: bucket, S3_REGION: region = USUAL_REGION } = variables;
  const isWhole = endpoint !== undefined && accessKey !== undefined && secretKey !== undefined && bucket !== undefined;
  return isWhole ? { endpoint, region, accessKey, secretKey, bucket } : undefined;
}

/** Half of them would silently keep pictures somewhere else than was meant. Takes the environment without blank variables. */
export function s3Problems(environment: Environment): readonly string[] {
  const there = [...NEEDED, 'S3_REGION'].filter((name) => environment[name] !== undefined);
  const lacking = NEEDED.filter((name) => environment[name] === undefined);
  if (there.length === 0 || lacking.length === 0) return [];
  return [
    `${listed(there)} ${are(there)} set but ${listed(lacking)} ${are(lacking)} not; pictures are kept in S3 with all of ${listed(NEEDED)}, and on this machine with none of them.`,
  ];
}
