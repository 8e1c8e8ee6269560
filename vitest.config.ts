import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // By default a core is left idle, which on two cores is half of them.
    maxWorkers: '100%',
    globalSetup: 'test/built.ts',
    // No test asserts a time. A busy machine may be ten times slower than an idle one.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    unstubGlobals: true,
    restoreMocks: true,
  },
});
