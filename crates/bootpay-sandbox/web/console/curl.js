// A request from the journal as a line for a shell. Secrets become variables: a line that is pasted somewhere gives
// nothing away, and works again tomorrow.

const TOKEN = '$TOKEN'
const KEY = '$BOOTPAY_PRIVATE_KEY'
// curl writes these itself.
const LEFT_OUT = new Set(['host', 'content-length', 'connection', 'accept-encoding', 'transfer-encoding', 'expect', 'user-agent'])

// What a terminal obeys before the shell sees the line: a pasted ^C or ESC reaches it through any quotes. Lines and tabs
// are only text between quotes.
const CONTROL = /(?![\n\t])\p{Cc}/u

const hex = (character) => [...new TextEncoder().encode(character)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')

/** Between quotes nothing is expanded; `$'…'` (bash, zsh) writes down what must not stand in a line. */
function literal(piece) {
  if (piece === '') return ''
  if (!CONTROL.test(piece)) return `'${piece.replaceAll("'", "'\\''")}'`
  return `$'${piece.replaceAll(/(?![\n\t])\p{Cc}|[\\'!]/gu, hex)}'`
}

/** One shell word. Only the variables that we put in are expanded. */
function quoted(text, variable) {
  const pieces = text.split(variable ?? /(?!)/)
  return pieces.map(literal).join(`"${variable}"`) || "''"
}

const hasKey = (form) => new URLSearchParams(form).has('private_key')

/** The sandbox reads a form in whatever type it comes. */
const isForm = (headers, body) => /^application\/x-www-form-urlencoded/i.test(headers['content-type'] ?? '') || (!body.trimStart().startsWith('{') && hasKey(body))

/** A form or query in two parts: what may stand as it is, and whether the key was in it. */
function withoutKey(text) {
  const pairs = text.split('&')
  const rest = pairs.filter((pair) => !hasKey(pair))
  return { rest: rest.join('&'), hadKey: rest.length < pairs.length }
}

/** `entry` as GET /sandbox/requests/{number} gives it. A body that is missing is missed by a comment. */
export function curl(entry, baseUrl, privateKey) {
  const words = ['curl']
  const add = (option, text, variable) => words.push(`${option} ${quoted(text, variable)}`)
  const [path, query = ''] = entry.path.split(/\?(.*)/s)
  const { rest, hadKey } = withoutKey(query)
  if (entry.method !== 'GET' || entry.body !== '') words.push(`-X ${/^[A-Z]+$/.test(entry.method) ? entry.method : quoted(entry.method)}`)
  // curl would make many calls of one.
  if (/[[\]{}]/.test(path + rest)) words.push('--globoff')
  words.push(quoted(`${baseUrl}${path}${rest === '' ? '' : `?${rest}`}`))
  if (hadKey) words.push(`--url-query "private_key=${KEY}"`)
  for (const [name, value] of Object.entries(entry.headers)) {
    if (LEFT_OUT.has(name) || (name === 'accept' && value === '*/*')) continue
    if (value === '') add('-H', `${name};`)
    else if (name === 'authorization') add('-H', `authorization: ${TOKEN}`, TOKEN)
    else add('-H', `${name}: ${value.replaceAll(privateKey, KEY)}`, KEY)
  }
  const why = missing(entry)
  if (why === null && entry.body !== '') words.push(...bodyOf(entry, privateKey))
  return (why === null ? '' : `# without its body, ${why}\n`) + words.join(' \\\n  ')
}

/** Why the line has no body; null if it has. */
function missing({ body, body_kept: isKept }) {
  if (!isKept) return `which was not kept: ${body.replaceAll(/[\s\p{Cc}]+/gu, ' ')}`
  return body.includes('\0') ? 'which has NULs that no argument can have' : null
}

function bodyOf(entry, privateKey) {
  // curl would call it a form.
  const untyped = entry.headers['content-type'] === undefined ? ["-H 'content-type:'"] : []
  if (isForm(entry.headers, entry.body)) {
    const { rest, hadKey } = withoutKey(entry.body)
    const words = rest === '' ? untyped : [...untyped, `--data-raw ${quoted(rest)}`]
    return hadKey ? [...words, `--data-urlencode "private_key=${KEY}"`] : words
  }
  const escaped = privateKey.replaceAll('/', '\\/')
  const body = entry.body
    .replace(/("private_key"\s*:\s*")(?:[^"\\]|\\.)*(")/g, (_, before, after) => `${before}${KEY}${after}`)
    .replaceAll(privateKey, KEY)
    .replaceAll(escaped, KEY)
  return [...untyped, `--data-raw ${quoted(body, KEY)}`]
}

/** The text of a request without its secrets, for the screen. */
export const withoutSecrets = (text, privateKey) =>
  [privateKey, encodeURIComponent(privateKey), privateKey.replaceAll('/', '\\/')].reduce((rest, key) => rest.replaceAll(key, KEY), text)
