import { base } from './jest.config.mjs';

/** End to end, across packages: real processes, real HTTP, kill -9. */
export default {
  ...base,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testTimeout: 300_000,
  maxWorkers: 1,
};
