// The console: sections on the left, a list in the middle, one thing in detail on the right.
import { actions } from './actions.js'
import { shellAddress } from './address.js'
import { curl, withoutSecrets } from './curl.js'
import { button, byId, call, copy, el, foreign, kept, snippet, toast } from './dom.js'
import { kinds } from './kinds.js'
import { WindowedList } from './list.js'
import { KINDS, Store, follow } from './store.js'
import { duration, koreanTime, languageName, number, setLanguage, t, whatOf } from './texts.js'

const SECTIONS = [...KINDS, 'faults', 'setup']
const store = new Store()
let project = { url: location.origin, application_id: '', private_key: '', web_application_id: '', environment: [], tls: false }
/** Whether this sandbox has identity windows whose codes can be asked for. */
let hasCodes = false
let codes = []
// Drawn anew for nothing, the list would take the focus from its buttons.
let codesDrawn = ''
let connection = 'connecting'

let section = SECTIONS.includes(location.hash.slice(1)) ? location.hash.slice(1) : 'identities'
const filters = Object.fromEntries(KINDS.map((kind) => [kind, '']))
/** People are made up, so everything is shown until somebody wants it masked, as for a screen that others see. */
let isMasked = kept.get('mask') === 'on'
/** Of the requests, those of browsers too: pages, scripts and what the windows ask for. */
let withBrowsers = false
let faultKinds = []
let list = null
/** The id of the row in the detail pane. */
let open = null
/** The whole of that thing, as the row was when it was asked for. */
let whole = { row: null, value: null }

/** Runs what a click asks for, and tells when it went wrong. */
const act = (work) => async () => {
  try {
    await work()
  } catch (error) {
    toast(error.message)
  }
}

// --- frame

function drawFrame() {
  document.documentElement.lang = languageName()
  byId('language').textContent = t('otherLanguage')
  byId('language').lang = languageName() === 'ko' ? 'en' : 'ko'
  byId('nav').setAttribute('aria-label', t('sections'))
  byId('detail').setAttribute('aria-label', t('details'))
  drawMask()
  drawTheme()
  drawLive()
  drawClock()
  drawNav()
}

function drawMask() {
  byId('mask').setAttribute('aria-checked', String(isMasked))
  byId('mask').setAttribute('aria-label', t('maskLabel'))
  byId('mask').replaceChildren(el('span', { class: 'knob', 'aria-hidden': 'true' }), el('span', { class: 'wide' }, t('maskWide')), t('mask'))
}

function drawTheme() {
  const theme = kept.get('theme') ?? 'auto'
  if (theme === 'auto') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  const name = t({ auto: 'themeAuto', light: 'themeLight', dark: 'themeDark' }[theme])
  byId('theme').replaceChildren(el('span', { class: 'wide' }, t('theme')), name)
  byId('theme').setAttribute('aria-label', t('theme') + name)
}

function drawLive() {
  byId('live').textContent = t(connection)
  byId('live').dataset.state = connection
}

function drawClock() {
  const time = koreanTime(store.now())
  byId('clock').replaceChildren(
    el('span', { class: 'unseen' }, t('clockLabel')),
    el('span', { class: 'wide' }, `${time.slice(0, 10)} `),
    time.slice(11),
    ...(store.aheadSeconds > 0 ? [el('span', { class: 'ahead' }, t('ahead', duration(store.aheadSeconds)))] : []),
    el('span', { class: 'verb', 'aria-hidden': 'true' }, el('span', { class: 'wide' }, t('moveWhat')), t('move')),
  )
}

function drawNav() {
  const counts = Object.fromEntries(KINDS.map((kind) => [kind, shown(kind).length]))
  counts.faults = store.faults.length
  const nav = byId('nav')
  if (nav.childElementCount === 0) {
    nav.replaceChildren(
      ...SECTIONS.map((name) => el('button', { type: 'button', 'data-section': name, onclick: () => go(name) }, el('span'), el('span', { class: 'count' }))),
      el('a', { id: 'docs' }),
    )
  }
  byId('docs').textContent = t('docs')
  byId('docs').href = `/docs/${languageName()}`
  for (const item of nav.querySelectorAll('button')) {
    const name = item.dataset.section
    item.firstChild.textContent = t(name)
    item.lastChild.textContent = counts[name] ? number(counts[name]) : ''
    item.classList.toggle('alarm', name === 'faults' && counts.faults > 0)
    if (name === section) item.setAttribute('aria-current', 'page')
    else item.removeAttribute('aria-current')
  }
}

function go(name) {
  section = name
  history.replaceState(null, '', `#${name}`)
  closeDetail(false)
  drawNav()
  drawSection()
  document.querySelector('[aria-current]').scrollIntoView({ block: 'nearest', inline: 'nearest' })
}

function drawSection() {
  list?.close()
  list = null
  if (section === 'setup') drawSetup()
  else if (section === 'faults') drawFaults()
  else drawKind()
}

// --- lists

/** The ids of the rows of a kind that are shown, but for what the filter leaves out. */
const shown = (kind, filter = '') => store.tables[kind].matching(filter, (row) => withBrowsers || !row.from_browser)

function drawKind() {
  const kind = kinds[section]
  const filter = el('input', {
    type: 'search',
    id: 'filter',
    value: filters[section],
    placeholder: t('filter'),
    'aria-label': t('filter'),
    autocomplete: 'off',
    spellcheck: 'false',
    oninput: (event) => {
      filters[section] = event.target.value
      drawRows(() => false)
    },
  })
  list = new WindowedList(t(section), (id) => drawRow(id))
  const buttons = kind.actions.map((name) => button(t(name), act(actions[name]), 'primary'))
  byId('main').replaceChildren(
    el('div', { class: 'bar' }, el('h2', {}, t(section)), el('p', { class: 'sum', id: 'sum', role: 'status' }), section === 'requests' && browsersBox(), filter, ...buttons),
    heads(kind),
    list.element,
    el('div', { class: 'empty', id: 'empty', hidden: true }),
  )
  drawRows(() => false)
}

function browsersBox() {
  const box = el('input', {
    type: 'checkbox',
    id: 'browsers',
    checked: withBrowsers,
    onchange: () => {
      withBrowsers = box.checked
      drawNav()
      drawRows(() => false)
    },
  })
  return el('label', { class: 'check' }, box, t('withBrowsers'))
}

/** For eyes only: a row is one button, which is read as a whole. */
function heads({ heading, columns }) {
  const cells = columns.map(({ name, look }) => el('span', { class: look }, t(name)))
  return el('div', { class: `heads of-${section}`, id: 'heads', 'aria-hidden': 'true' }, el('span', { class: 'badge-head' }, t(heading)), ...cells, el('span', { class: 'time-head' }, t('time')))
}

function drawRows(changed) {
  const ids = shown(section, filters[section])
  const all = shown(section).length
  byId('sum').textContent = ids.length === all ? t('count', number(all)) : t('countOf', number(ids.length), number(all))
  list.element.hidden = ids.length === 0
  byId('heads').hidden = ids.length === 0
  list.show(ids, changed)
  drawEmpty(ids.length === 0, all === 0)
}

function drawEmpty(isEmpty, isReallyEmpty) {
  const empty = byId('empty')
  empty.hidden = !isEmpty
  if (!isEmpty) return
  const clear = button(t('clearFilter'), () => {
    filters[section] = ''
    byId('filter').value = ''
    drawRows(() => false)
    byId('filter').focus()
  })
  const kind = kinds[section]
  if (!isReallyEmpty) empty.replaceChildren(el('p', {}, t('nothingFits')), clear)
  else empty.replaceChildren(el('p', {}, t(kind.empty)), snippet(kind.command(at, project.url)))
}

/** A control path for the lines that are copied. */
const at = (path) => shellAddress(project.url, path)

const badge = ([text, tone]) => el('span', { class: `badge ${tone}` }, text)

function drawRow(id) {
  const row = store.tables[section].get(id)
  if (!row) return el('div')
  const kind = kinds[section]
  const cells = kind.columns.map(({ text, look, isCode }) => foreign(text(row, isMasked) ?? '', { class: isCode ? `${look} code` : look }))
  const time = el('time', {}, el('span', { class: 'wide' }, `${row.at.slice(0, 10)} `), row.at.slice(11))
  return el(
    'div',
    {},
    el('button', { type: 'button', class: `open of-${section}`, onclick: () => openDetail(id), 'aria-pressed': String(open === id) }, badge(kind.badge(row)), ...cells, time),
  )
}

// --- one thing

function openDetail(id) {
  const before = open
  open = id
  byId('detail').hidden = false
  document.body.classList.add('with-detail')
  markOpen(before)
  drawDetail()
  byId('detail').querySelector('h2').focus()
}

function closeDetail(withFocus = true) {
  if (open === null) return
  const id = open
  open = null
  byId('detail').hidden = true
  document.body.classList.remove('with-detail')
  markOpen(id)
  if (withFocus) list?.focus(id)
}

function markOpen(...ids) {
  for (const id of [...ids, open]) document.getElementById(`row-${id}`)?.querySelector('.open')?.setAttribute('aria-pressed', String(id === open))
}

function drawDetail() {
  const pane = byId('detail')
  const row = store.tables[section]?.get(open)
  const kind = kinds[section]
  const hadFocus = pane.contains(document.activeElement) ? document.activeElement.dataset.name : null
  const head = el('div', { class: 'head' }, el('h2', { tabindex: '-1' }, t(section)), button(t('close'), () => closeDetail(), 'small'))
  if (!row) {
    pane.replaceChildren(head, el('p', { class: 'hint' }, t('gone')))
    return
  }
  const fields = kind.fields(row, isMasked).filter(([, text]) => text !== null && text !== undefined && text !== '' && text !== false)
  const pairs = fields.flatMap(([label, text, isCode]) => [el('dt', {}, label), el('dd', {}, foreign(text, { class: isCode ? 'code' : null }))])
  pane.replaceChildren(head, badge(kind.badge(row)), el('div', { class: 'buttons start' }, detailButtons(row, kind)), el('dl', {}, pairs), el('div', { id: 'whole' }))
  drawWhole(row, kind)
  if (hadFocus) pane.querySelector(`[data-name="${hadFocus}"]`)?.focus()
}

function detailButtons(row, kind) {
  const named = (name, label, work, look) => button(label, act(work), look, { 'data-name': name })
  return [
    section === 'identities' && row.state === 'waiting' && el('a', { class: 'button', href: `/window/${row.id}`, target: '_blank', rel: 'noreferrer' }, t('openWindow')),
    row.waits_for_deposit && named('deposit', t('deposit'), () => actions.deposit(row), 'primary'),
    row.cancellable && named('cancel', t('cancelPayment'), () => actions.cancelPayment(row), 'danger'),
    section === 'webhooks' && row.state !== 'sending' && named('resend', t('resend'), () => actions.resend(row), 'primary'),
    section === 'requests' && named('curl', t('copyCurl'), async () => copy(curl(await call('GET', kind.path(row)), project.url, project.private_key)), 'primary'),
    kind.api && named('curl', t('copyCurl'), () => copy(`curl ${project.url}${kind.api(row)} \\\n  -H "authorization: $TOKEN"`)),
  ]
}

/** The rest of a thing, which may say whom it is about. */
function drawWhole(row, kind) {
  const place = byId('whole')
  if (section === 'webhooks') drawAttempts(row)
  if (!kind.path) return
  if (isMasked) place.append(el('p', { class: 'hint' }, t('hidden')))
  else if (whole.row === row) place.append(...wholeOf(whole.value))
  else void readWhole(row, kind, place)
}

/** Asks for the whole, and draws it unless the pane was drawn anew meanwhile. */
async function readWhole(row, kind, place) {
  try {
    const value = await call('GET', kind.path(row))
    if (!place.isConnected) return
    whole = { row, value }
    place.append(...wholeOf(value))
  } catch (error) {
    toast(error.message)
  }
}

function wholeOf(value) {
  const block = (title, text) => [el('h3', {}, title), el('pre', { tabindex: '0', role: 'group', 'aria-label': title }, withoutSecrets(text, project.private_key))]
  if (section === 'requests') {
    const headers = Object.entries(value.headers).map(([name, text]) => `${name}: ${name === 'authorization' && text !== '' ? '$TOKEN' : text}`)
    return [...block(t('path'), `${value.method} ${value.path}`), ...block(t('headers'), headers.join('\n')), ...block(t('body'), pretty(value.body) || '–')]
  }
  if (section === 'webhooks') return block(`${t('fields')} (${value.content_type})`, JSON.stringify(value.fields, null, 2))
  return block(t('everything'), JSON.stringify(value, null, 2))
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

async function drawAttempts(row) {
  const place = el('div', { class: 'attempts' })
  byId('whole').append(el('h3', {}, t('attempts')), place)
  try {
    const { attempts, note } = await call('GET', kinds.webhooks.path(row))
    const lines = attempts.map(({ at, retry_count: count, status, answer, error }) =>
      el(
        'li',
        {},
        el('p', {}, badge(status === null ? [t('broken'), 'bad'] : [String(status), error ? 'bad' : 'good']), ` ${t('retryCount', count)} `, el('time', {}, at)),
        answer !== null && answer !== '' && el('pre', {}, answer),
        error && el('p', { class: 'hint' }, error),
      ),
    )
    if (lines.length > 0) place.replaceChildren(el('ol', { reversed: true }, lines.reverse()))
    else place.replaceChildren(el('p', { class: 'hint' }, note ?? t('noAttempts')))
  } catch (error) {
    place.replaceChildren(el('p', { class: 'hint' }, error.message))
  }
}

// --- faults and connection

function drawFaults() {
  const lines = store.faults.map((fault) => {
    const times = fault.times === undefined ? t('forEver') : t('timesLeft', number(fault.times))
    const details = ['status', 'delay_ms', 'retry_after_s', 'probability'].filter((name) => fault[name] !== undefined).map((name) => `${name} ${fault[name]}`)
    const kind = faultKinds.find(({ name }) => name === fault.kind)
    return el(
      'li',
      { class: 'card line' },
      badge([fault.kind, 'bad']),
      foreign([fault.method, fault.path ?? t('anyPath')].filter(Boolean).join(' '), { class: 'code' }),
      el('span', { class: 'hint' }, [...details, times].join(' · ')),
      kind && el('p', { class: 'what' }, whatOf(kind)),
    )
  })
  const buttons = [button(t('addFault'), act(() => actions.addFault(faultKinds, project.tls)), 'primary')]
  if (lines.length > 0) buttons.unshift(button(t('clearFaults'), act(actions.clearFaults)))
  const command = `curl ${at('/sandbox/faults')} -d '{"kind": "status", "status": 503, "times": 1}'`
  byId('main').replaceChildren(
    el('div', { class: 'bar' }, el('h2', {}, t('faults')), el('p', { class: 'sum', role: 'status' }, t('faultsHint')), ...buttons),
    lines.length > 0 ? el('ul', { class: 'cards' }, lines) : el('div', { class: 'empty' }, el('p', {}, t('emptyFaults')), snippet(command)),
  )
}

function drawSetup() {
  const exports = project.environment.map(([name, value]) => `export ${name}=${value}`).join('\n')
  const card = (title, hint, ...content) => el('section', { class: 'card' }, el('h3', {}, title), hint && el('p', { class: 'hint' }, hint), ...content)
  byId('main').replaceChildren(
    el('div', { class: 'bar' }, el('h2', {}, t('setup')), el('p', { class: 'sum' }), button(t('reset'), actions.reset, 'danger')),
    el(
      'div',
      { class: 'cards' },
      card(t('setupTitle'), t('setupHint'), el('pre', { class: 'lines', tabindex: '0', role: 'group', 'aria-label': t('command') }, exports), button(t('copyAll'), () => copy(exports), 'primary')),
      card(t('restId'), null, snippet(project.application_id)),
      card(t('browserId'), null, snippet(project.web_application_id)),
      hasCodes && card(t('codesTitle'), t('codesHint'), el('div', { id: 'codes' })),
      card(t('feedbackTitle'), t('feedbackHint'), feedbackForm()),
      card(t('moreTitle'), null, el('p', { class: 'links' }, el('a', { href: '/sandbox/scenarios' }, t('scenarios')), el('a', { href: '/openapi.json' }, 'OpenAPI'))),
    ),
  )
  codesDrawn = ''
  drawCodes()
  void readCodes()
}

function feedbackForm() {
  const url = el('input', { id: 'feedback-url', type: 'url', value: store.settings?.feedback_url ?? '', placeholder: 'http://127.0.0.1:3000/webhook', 'aria-label': t('feedbackTitle') })
  const types = ['urlencoded', 'json'].map((name) => el('option', { value: name, selected: store.settings?.feedback_content_type === name }, name))
  const type = el('select', { id: 'feedback-type', 'aria-label': t('contentType') }, types)
  const save = async () => {
    await call('POST', '/sandbox/settings', { feedback_url: url.value || null, feedback_content_type: type.value })
    toast(t('saved'))
  }
  return el('form', {
    class: 'inline',
    onsubmit: (event) => {
      event.preventDefault()
      act(save)()
    },
  }, url, type, el('button', { type: 'submit', class: 'plain' }, t('save')))
}

function drawCodes() {
  const place = byId('codes')
  if (!place) return
  const waiting = codes.filter((code) => code.state === undefined || code.state === 'waiting')
  const wanted = JSON.stringify(waiting)
  if (codesDrawn === wanted) return
  codesDrawn = wanted
  if (waiting.length === 0) place.replaceChildren(el('p', { class: 'hint' }, t('noCodes')))
  else place.replaceChildren(el('ul', { class: 'codes' }, waiting.map((code) => el('li', {}, el('strong', {}, code.code), foreign(store.tables.identities.get(code.receipt_id)?.order_id ?? code.receipt_id, { class: 'hint' }), button(t('copy'), () => copy(code.code), 'small')))))
}

async function readCodes() {
  if (!hasCodes || section !== 'setup') return
  try {
    codes = await call('GET', '/sandbox/codes')
    drawCodes()
  } catch {
    // The next tick asks again.
  }
}

/** Whoever reads these lines reaches the sandbox where this page is. Over TLS a client would need its CA as well. */
function underThisName(told) {
  if (location.protocol !== 'http:') return told
  const address = ([name, value]) => [name, value === told.url ? location.origin : value]
  return { ...told, url: location.origin, environment: told.environment.map(address) }
}

// --- life

let settingsDrawn = ''
let faultsDrawn = ''

store.listen((changed, isFresh, ids) => {
  drawNav()
  drawClock()
  if (list && (changed.includes(section) || isFresh)) {
    drawRows((id) => isFresh || ids.has(id))
    if (open !== null) drawDetail()
  }
  const faults = JSON.stringify(store.faults)
  if (section === 'faults' && faults !== faultsDrawn) drawFaults()
  faultsDrawn = faults
  const settings = JSON.stringify(store.settings)
  if (section === 'setup' && settings !== settingsDrawn && !byId('main').contains(document.activeElement)) drawSetup()
  settingsDrawn = settings
})

byId('language').addEventListener('click', () => {
  const next = languageName() === 'ko' ? 'en' : 'ko'
  kept.set('language', next)
  setLanguage(next)
  drawFrame()
  drawSection()
  if (open !== null) drawDetail()
})
byId('mask').addEventListener('click', () => {
  isMasked = !isMasked
  kept.set('mask', isMasked ? 'on' : 'off')
  drawMask()
  if (list) drawRows(() => true)
  if (open !== null) drawDetail()
})
byId('theme').addEventListener('click', () => {
  const order = ['auto', 'light', 'dark']
  kept.set('theme', order[(order.indexOf(kept.get('theme') ?? 'auto') + 1) % order.length])
  drawTheme()
})
byId('clock').addEventListener('click', actions.moveClock)
document.addEventListener('keydown', (event) => {
  if (byId('dialog').open) return
  if (event.key === 'Escape' && open !== null) closeDetail()
  if (event.key === '/' && byId('filter') && !event.target.closest('input, textarea, select')) {
    event.preventDefault()
    byId('filter').focus()
  }
})
setInterval(drawClock, 1000)
setInterval(readCodes, 2000)

setLanguage(kept.get('language') ?? 'ko')
drawFrame()
// Before the first section is drawn: nobody should type into a form that is about to be drawn again.
try {
  project = underThisName(await call('GET', '/sandbox/project'))
  faultKinds = await call('GET', '/sandbox/faults/kinds')
  hasCodes = (await call('GET', '/openapi.json')).paths['/sandbox/codes'] !== undefined
} catch (error) {
  toast(error.message)
}
drawSection()
follow(store, (state) => {
  connection = state
  drawLive()
})
