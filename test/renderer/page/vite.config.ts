/** Builds the page that shows the window alone: `npx vite build test/renderer/page --config test/renderer/page/vite.config.ts`. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({ plugins: [react()], base: './', build: { outDir: '../../../.cache/page', emptyOutDir: true, assetsInlineLimit: 0, minify: false } });
