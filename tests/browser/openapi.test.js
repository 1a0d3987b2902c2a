// GET /openapi.json for those who make something of it: a client, a mock, a page. The document is valid, and every call of
// GET /sandbox/scenarios and its answer is what the document says.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { startSandbox, TOKEN } from './sandbox.js'

const sandbox = await startSandbox()
after(sandbox.stop)
const document = await (await fetch(`${sandbox.url}/openapi.json`)).json()
const scenarios = await sandbox.control('GET', '/sandbox/scenarios')

/** They lack what the documentation always has: a client has to live with that. */
const LACKING = ['identity-without-order-id', 'identity-without', 'persona-ci_absent']

const options = { strict: false, validateFormats: false, allErrors: true, schemas: [{ $id: 'openapi', ...document }] }
const answers = new Ajv2020(options)
/** Official clients send numbers as text too. */
const bodies = new Ajv2020({ ...options, coerceTypes: true })
const pointer = (...names) => `openapi#/${names.map((name) => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`
/** Why a value is not what stands at a place of the document; nothing if it is. */
const problem = (ajv, place, value) => (ajv.validate(place, value) ? undefined : ajv.errorsText())

/** The path of the document to which a request goes. A name that is written out is before a wildcard. */
function pathOf(path) {
  const asked = path.split('?')[0].replace(/\.json$/, '').split('/')
  const fits = (known) => known.length === asked.length && known.every((part, at) => part === asked[at] || /^\{.+\}$/.test(part))
  const wildcards = (known) => (known.match(/\{/g) ?? []).length
  const found = Object.keys(document.paths).filter((known) => fits(known.split('/')))
  return found.sort((one, other) => wildcards(one) - wildcards(other))[0]
}

test('the document is OpenAPI 3.1', async () => {
  const validator = new Validator()
  const { valid, errors } = await validator.validate(document)
  assert.ok(valid, JSON.stringify(errors))
  assert.equal(validator.version, '3.1')
})

test('nothing in it may be anything', () => {
  const empty = []
  const look = (value, path) => {
    if (typeof value !== 'object' || value === null) return
    if (!Array.isArray(value) && Object.keys(value).length === 0) empty.push(path)
    for (const [name, inner] of Object.entries(value)) look(inner, `${path}/${name}`)
  }
  look(document, '')
  assert.deepEqual(empty, [])
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, { tags, requestBody, responses }] of Object.entries(operations)) {
      const isOurs = ['API', 'sandbox'].includes(tags[0])
      const has = (part) => Object.values(part.content).every(({ schema }) => Object.keys(schema).length > 0)
      if (requestBody) assert.ok(has(requestBody), `${method} ${path}`)
      if (isOurs) assert.ok(has(responses[200]) && has(responses.default), `${method} ${path}`)
    }
  }
})

test('every call of the scenarios, and its answer, is what the document says', async () => {
  const seen = new Set()
  const lacking = new Set()
  for (const { name, recipe = [] } of scenarios) {
    await sandbox.control('POST', '/sandbox/reset')
    const kept = {}
    const filled = (text) => Object.entries(kept).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), text)
    for (const { request, keep = {} } of recipe) {
      const { method, text, json, authorization = TOKEN } = request
      const path = filled(request.path)
      const body = text ?? (json === undefined ? undefined : filled(JSON.stringify(json)))
      const headers = { 'Content-Type': 'application/json', ...(authorization === null ? {} : { Authorization: filled(authorization) }) }
      const answer = await fetch(sandbox.url + path, { method, headers, body, redirect: 'manual' })
      const says = await answer.text()
      const known = pathOf(path)
      const operation = document.paths[known]?.[method.toLowerCase()]
      const isJson = answer.headers.get('content-type')?.startsWith('application/json')
      if (operation !== undefined && isJson) {
        const where = ['paths', known, method.toLowerCase()]
        const status = answer.status === 200 ? '200' : 'default'
        const value = JSON.parse(says)
        const why = problem(answers, pointer(...where, 'responses', status, 'content', 'application/json', 'schema'), value)
        if (why !== undefined) {
          assert.ok(LACKING.includes(name), `${name}: ${method} ${path} answers ${says}\n${why}`)
          lacking.add(name)
        }
        if (answer.status === 200) {
          seen.add(`${method} ${known}`)
          // An envelope has what the document tells of, and no data where it tells of none.
          if (operation.tags[0] === 'API') {
            const tellsOfData = JSON.stringify(operation.responses[200]).includes('"data"')
            assert.equal('data' in value, tellsOfData, `${method} ${path} answers ${says}`)
          }
          if (operation.requestBody !== undefined) {
            const place = pointer(...where, 'requestBody', 'content', 'application/json', 'schema')
            assert.equal(problem(bodies, place, JSON.parse(body ?? '{}')), undefined, `${name}: ${method} ${path} takes ${body}`)
          }
        }
      }
      for (const [name, at] of Object.entries(keep)) {
        kept[name] = at.slice(1).split('/').reduce((value, part) => value[part], JSON.parse(says))
      }
    }
  }
  assert.deepEqual([...lacking], LACKING)
  const unseen = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { tags }]) => tags[0] === 'API')
      .map(([method]) => `${method.toUpperCase()} ${path}`)
      .filter((call) => !seen.has(call)),
  )
  // The other message is the same but for a subject.
  assert.deepEqual(unseen, ['POST /push/lms'])
})
