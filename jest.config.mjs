import { availableParallelism } from 'node:os';

const compile = (parser) => ({
  jsc: { parser, target: 'es2023', transform: { react: { runtime: 'automatic' } } },
  module: { type: 'commonjs' },
});

/** Unit and contract tests of every package, straight from the TypeScript sources. */
export const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: [],
  moduleNameMapper: {
    '^@signal-hooks/catalogue/browser$': '<rootDir>/packages/catalogue/src/browser.ts',
    '^@signal-hooks/((?!console$)[a-z-]+)$': '<rootDir>/packages/$1/src/index.ts',
  },
  transform: {
    '^.+\\.[cm]?[jt]s$': ['@swc/jest', compile({ syntax: 'typescript' })],
    '^.+\\.tsx$': ['@swc/jest', compile({ syntax: 'typescript', tsx: true })],
  },
  modulePathIgnorePatterns: ['<rootDir>/packages/[^/]+/dist/'],
  // These ship ES modules only; jest runs CommonJS.
  transformIgnorePatterns: [
    'node_modules/(?!(jose|nock|@mswjs|rettime|until-async|outvariant|strict-event-emitter|is-node-process|@open-draft)/)',
  ],
};

export default {
  ...base,
  testMatch: ['<rootDir>/{packages/*,scripts}/test/**/*.test.ts'],
  // Real servers and processes on a busy machine; no test waits for a time to pass.
  testTimeout: 300_000,
  // jest leaves one core free, which on two is half of them.
  maxWorkers: Math.max(2, availableParallelism() - 1),
};
