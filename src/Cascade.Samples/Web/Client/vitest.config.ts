import { defineConfig } from 'vitest/config';

export default defineConfig({
  // A busy machine is given time: what hangs is found all the same.
  test: { include: ['tests/**/*.test.ts'], testTimeout: 120_000 },
});
