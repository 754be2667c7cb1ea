import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const host = 'http://localhost:5127';

export default defineConfig({
  plugins: [react(), tailwind()],
  build: {
    outDir: process.env.CASCADE_CLIENT_OUTPUT ?? 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // The content security policy allows no data: scripts, and a worklet is fetched by its address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
  server: { proxy: { '/api': host, '/ws': { target: host, ws: true } } },
});
