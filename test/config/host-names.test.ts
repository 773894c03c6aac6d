import { expect, it } from 'vitest';
import { configOf, problemsOf } from './open-config.ts';

it('takes hosts that results may come from in any case, and every host below one', () => {
  const resultHosts = ['CDN.Example.com', ' *.files.example.com ', 'a-b.c1.io'];
  expect(configOf({}, { resultHosts }).resultHosts).toEqual(['cdn.example.com', '*.files.example.com', 'a-b.c1.io']);
});

it.each([
  '*',
  '*.com',
  '*.*.example.com',
  '*a.example.com',
  'localhost',
  '10.0.0.1',
  '[::1]',
  'https://a.example.com',
  'a.example.com:8080',
  'a.example.com/x',
  'me@a.example.com',
  '-a.example.com',
  'a..example.com',
  '',
  7,
])('takes no %j for such a host', (host) => {
  const [problem, ...more] = problemsOf(() => configOf({}, { resultHosts: ['ok.example.com', host] }));
  expect(problem).toMatch(
    /^EASEL_CONFIG resultHosts\[1\] .*; it must be a host name alone, such as cdn\.example\.com, or /,
  );
  expect(more).toEqual([]);
});
