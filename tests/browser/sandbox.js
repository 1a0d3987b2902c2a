// A sandbox of its own for a test: the program itself, driven over HTTP.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const program = process.env.BOOTPAY_PROGRAM ?? join(here, '../../target/debug/bootpay')

/** The documentation's own; it never expires in the sandbox. */
export const TOKEN = 'd6941c650061e3eaddd3f4718ab63e0983c1f6a0a0a01370c1b1ffa90ddd0b51'

/** The program itself, on a free port if none is given. */
export async function startSandbox(port = 0, more = []) {
  const child = spawn(program, ['sandbox', '--listen', `127.0.0.1:${port}`, '--json', ...more], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  const ready = JSON.parse(line)
  const call = async (method, path, body, headers = {}) => {
    const init = { method, headers: { 'Content-Type': 'application/json', ...headers } }
    if (body !== undefined) init.body = JSON.stringify(body)
    const answer = await fetch(ready.url + path, init)
    return { status: answer.status, body: await answer.json() }
  }
  const control = async (method, path, body) => {
    const answer = await call(method, path, body)
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const api = (method, path, body) => call(method, path, body, { Authorization: TOKEN })
  const data = async (path) => (await api('GET', path)).body.data
  const stop = async () => {
    child.kill()
    await once(child, 'exit')
  }
  return { ...ready, control, api, data, stop }
}
