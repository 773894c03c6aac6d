import { describe, expect, it } from 'vitest';
import { configOf, problemsOf } from './open-config.ts';

const S3 = {
  S3_ENDPOINT: 'http://127.0.0.1:9000/',
  S3_ACCESS_KEY: 'access',
  S3_SECRET_KEY: 'sec-ret',
  S3_BUCKET_NAME: 'easel-pictures',
};

describe('S3', () => {
  it('is off while nothing of it is set', () => {
    expect(configOf()).not.toHaveProperty('s3');
    expect(configOf({ S3_ENDPOINT: ' ' })).not.toHaveProperty('s3');
  });

  it('is on with all it needs, in the region servers without regions expect', () => {
    const { s3 } = configOf(S3);
    expect(s3).toEqual({
      endpoint: 'http://127.0.0.1:9000',
      region: 'us-east-1',
      accessKey: 'access',
      secretKey: 'sec-ret',
      bucket: 'easel-pictures',
    });
    expect(Object.isFrozen(s3)).toBe(true);
    expect(configOf({ ...S3, S3_REGION: 'auto' }).s3?.region).toBe('auto');
  });

  it.each<[Record<string, string>, string]>([
    [
      { S3_REGION: 'auto' },
      'S3_REGION is set but S3_ENDPOINT, S3_ACCESS_KEY, S3_SECRET_KEY and S3_BUCKET_NAME are not;',
    ],
    [{ ...S3, S3_SECRET_KEY: '' }, 'S3_ENDPOINT, S3_ACCESS_KEY and S3_BUCKET_NAME are set but S3_SECRET_KEY is not;'],
  ])('is never half on: %o', (env, problem) => {
    const problems = problemsOf(() => configOf(env));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
    expect(problems[0]).not.toContain('sec-ret');
  });

  it('tells everything that is wrong at once, beside what is wrong elsewhere, and no key', () => {
    const env = {
      S3_ENDPOINT: 'minio:9000',
      S3_REGION: 'a b',
      S3_SECRET_KEY: 'sec ret',
      S3_BUCKET_NAME: 'a/b',
      PORT: 'x',
    };
    const problems = problemsOf(() => configOf(env));
    expect(problems.map((problem) => problem.split(' ')[0]).sort()).toEqual(
      ['PORT', 'S3_BUCKET_NAME', 'S3_ENDPOINT', 'S3_ENDPOINT,', 'S3_REGION', 'S3_SECRET_KEY'].sort(),
    );
    expect(problems.join()).not.toContain('sec ret');
  });
});
