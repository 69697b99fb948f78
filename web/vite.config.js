// Everything into dist/, with relative addresses, so that the hub serves it from wherever it is mounted,
// and a .gz beside each asset, so that no request compresses it again.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { defineConfig } from 'vite';

const compressed = {
  name: 'compressed',
  writeBundle({ dir }) {
    const assets = join(dir, 'assets');
    for (const name of readdirSync(assets)) {
      writeFileSync(join(assets, `${name}.gz`), gzipSync(readFileSync(join(assets, name)), { level: 9 }));
    }
  },
};

export default defineConfig({
  base: './',
  plugins: [compressed],
  worker: { format: 'es' },
  build: {
    chunkSizeWarningLimit: 5000,
    target: 'es2022',
    rolldownOptions: {
      onwarn: (warning, warn) => warning.code === 'MODULE_LEVEL_DIRECTIVE' || warn(warning), // "use client", of no use here
    },
  },
});
