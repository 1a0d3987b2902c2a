// What the sandbox has told this page, and who wants to know when it changes.
import { addressed } from './address.js'

export const KINDS = ['identities', 'payments', 'billing_keys', 'requests', 'webhooks']
/** They share one space of ids. */
const RECORDS = ['identities', 'payments']

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
    row.text = Object.values(row).filter((value) => typeof value !== 'object').join('\n').toLowerCase()
    this.#rows.set(row.id, row)
  }

  forgetBefore(id) {
    const gone = id === null ? this.ids.length : this.ids.findIndex((known) => known >= id)
    for (const old of this.ids.splice(0, gone < 0 ? this.ids.length : gone)) this.#rows.delete(old)
  }

  forget(id) {
    if (this.#rows.delete(id)) this.ids.splice(this.ids.indexOf(id), 1)
  }

  /** The ids of the rows that `accepts` takes and in which every word of the filter stands, as of now. */
  matching(filter, accepts) {
    const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
    const isWanted = (row) => accepts(row) && words.every((word) => row.text.includes(word))
    return this.ids.filter((id) => isWanted(this.#rows.get(id)))
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

  /** `listener(kinds, isFresh, ids)` is called with the kinds and the ids of what changed; of what is fresh, all did. */
  listen(listener) {
    this.#listeners.push(listener)
  }

  now() {
    return Math.floor(Date.now() / 1000) + this.offset
  }

  apply(batch) {
    if (batch.fresh) this.#clear()
    const { identities, payments } = this.tables
    const hasRecords = batch.identities.length + batch.payments.length + batch.gone.length > 0
    const isChanged = (kind) => (RECORDS.includes(kind) ? hasRecords : batch[kind].length > 0)
    const changed = KINDS.filter((kind) => batch.fresh || isChanged(kind))
    for (const kind of KINDS) for (const row of batch[kind]) this.tables[kind].put(row)
    // A receipt may have been one of the other kind before.
    for (const { id } of batch.identities) payments.forget(id)
    for (const { id } of batch.payments) identities.forget(id)
    for (const id of batch.gone) for (const table of [identities, payments]) table.forget(id)
    if (!batch.more) {
      this.tables.requests.forgetBefore(batch.first_request)
      this.tables.webhooks.forgetBefore(batch.first_webhook)
    }
    this.faults = batch.faults
    this.settings = batch.settings
    this.offset = batch.now - Math.floor(Date.now() / 1000)
    this.aheadSeconds = batch.ahead_s
    const ids = new Set(KINDS.flatMap((kind) => batch[kind].map(({ id }) => id)))
    for (const listener of this.#listeners) listener(changed, batch.fresh, ids)
  }
}

/** Reads the sandbox's events for ever; `say(state)` hears live and lost. */
export function follow(store, say) {
  const source = new EventSource(addressed('/sandbox/events'))
  source.onopen = () => say('live')
  source.onerror = () => say('lost')
  source.onmessage = (event) => store.apply(JSON.parse(event.data))
}
