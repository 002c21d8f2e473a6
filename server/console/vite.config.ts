import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { precompress } from './build/precompress'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  plugins: [vue(), precompress()],
  resolve: {
    alias: { '@': here('./src') },
  },
  define: {
    __VUE_OPTIONS_API__: true, // Element Plus still has components in that style
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: {
    target: 'chrome109',
    cssTarget: 'chrome109',
    // A data: URI would need an exception in the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: {
    // The tests live with the project's other tests.
    fs: { allow: [here('.'), here('../../tests/console')] },
    proxy: { '/api': process.env['SHOUSHI_SERVER'] ?? 'http://127.0.0.1:8080' },
  },
  test: {
    globals: true,
    environment: 'node',
    dir: here('../../tests/console/unit'),
  },
})
