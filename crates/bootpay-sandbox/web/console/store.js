// What the sandbox has told this page, and who wants to know when it changes.

export const KINDS = ['identities', 'payments', 'billing_keys', 'requests', 'webhooks']

/** The rows of one kind, oldest first. */
class Table {
  #rows = new Map()
  ids = []

  get(id) {
    return this.#rows.get(id)
  }

  put(row) {
    if (!this.#rows.has(row.id)) this.ids.push(row.id)
    // What the filter looks at; of hostile rows it is as long as the server lets a row be.
    row.text = Object.values(row).join('\n').toLowerCase()
    this.#rows.set(row.id, row)
  }

  forgetBefore(id) {
    const gone = id === null ? this.ids.length : this.ids.findIndex((known) => known >= id)
    for (const old of this.ids.splice(0, gone < 0 ? this.ids.length : gone)) this.#rows.delete(old)
  }

  forget(id) {
    if (this.#rows.delete(id)) this.ids.splice(this.ids.indexOf(id), 1)
  }

  /** The ids of the rows in which every word of the filter stands, as of now. */
  matching(filter) {
    const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
    if (words.length === 0) return [...this.ids]
    return this.ids.filter((id) => words.every((word) => this.#rows.get(id).text.includes(word)))
  }
}

export class Store {
  tables = {}
  faults = []
  settings = null
  /** The sandbox's time minus this machine's, in seconds. */
  offset = 0
  aheadSeconds = 0
  #listeners = []

  constructor() {
    this.#clear()
  }

  #clear() {
    for (const kind of KINDS) this.tables[kind] = new Table()
  }

  /** `listener(kinds)` is called with what changed. */
  listen(listener) {
    this.#listeners.push(listener)
  }

  now() {
    return Math.floor(Date.now() / 1000) + this.offset
  }

  apply(batch) {
    if (batch.fresh) this.#clear()
    const changed = KINDS.filter((kind) => batch.fresh || batch[kind].length > 0 || (kind === 'payments' && batch.gone.length > 0))
    for (const kind of KINDS) for (const row of batch[kind]) this.tables[kind].put(row)
    for (const id of batch.gone) this.tables.payments.forget(id)
    if (!batch.more) {
      this.tables.requests.forgetBefore(batch.first_request)
      this.tables.webhooks.forgetBefore(batch.first_webhook)
    }
    this.faults = batch.faults
    this.settings = batch.settings
    this.offset = batch.now - Math.floor(Date.now() / 1000)
    this.aheadSeconds = batch.ahead_s
    for (const listener of this.#listeners) listener(changed, batch.fresh)
  }
}

/** Reads the sandbox's events for ever; `say(state)` hears live and lost. */
export function follow(store, say) {
  const source = new EventSource('/sandbox/events')
  source.onopen = () => say('live')
  source.onerror = () => say('lost')
  source.onmessage = (event) => store.apply(JSON.parse(event.data))
}
