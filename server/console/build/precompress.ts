// Writes FILE.gz and FILE.br beside every built file that gets smaller by it, so that the server
// never compresses on the way out.
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const COMPRESSIBLE = /\.(html|js|css|svg|json|txt)$/
const MIN_BYTES = 512

const gzipAsync = promisify(gzip)
const brotliAsync = promisify(brotliCompress)

async function compressFile(path: string): Promise<void> {
  const body = await readFile(path)
  if (body.length < MIN_BYTES) return
  const [gz, br] = await Promise.all([
    gzipAsync(body, { level: 9 }),
    brotliAsync(body, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
      },
    }),
  ])
  if (gz.length < body.length) await writeFile(`${path}.gz`, gz)
  if (br.length < body.length) await writeFile(`${path}.br`, br)
}

export function precompress(): Plugin {
  let folder = ''
  return {
    name: 'precompress',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir)
    },
    async closeBundle() {
      const entries = await readdir(folder, { recursive: true })
      await Promise.all(
        entries.filter((name) => COMPRESSIBLE.test(name)).map((name) => compressFile(join(folder, name))),
      )
    },
  }
}
