import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The client's proxy serves this from a path that is not known beforehand.
  base: './',
  build: {
    target: 'es2022',
    assetsInlineLimit: 0, // the content security policy has no data: for scripts and fonts
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: { include: ['test/**/*.test.ts'] },
});
