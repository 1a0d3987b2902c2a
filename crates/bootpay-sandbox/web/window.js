// @ts-check
// What the pages of the window do beside showing themselves: tell the page that opened them, count down, keep the
// focus where it belongs, send a form once, and notice what a test decides.

const { message = '', listener = '', statePath = '' } = document.body.dataset

if (window.parent === window) document.documentElement.classList.add('top')

/** The page that shows this window, in a frame or as its popup. */
const page = window.parent !== window ? window.parent : window.opener

/** Nobody said who the page is: the browser may know who frames us. */
const target = listener || (window.parent !== window && location.ancestorOrigins?.[0]) || ''

/** @param {string} text */
function tell(text) {
  if (page && target) page.postMessage(text, target)
}

/** @param {string} selector */
const all = (selector) => /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)])

/** Another language is the same news. */
const isTold = new URLSearchParams(location.search).has('told')
const news = message && !isTold ? JSON.parse(message) : undefined
if (news?.action === 'BootpayPopup') news.submit_url = new URL(news.submit_url, location.href).href
else tell(JSON.stringify({ action: 'BootpayShowPaymentWindow' }))
if (news) tell(JSON.stringify(news))

for (const button of all('[data-close]')) {
  button.addEventListener('click', () => tell(JSON.stringify({ action: 'BootpayClose' })))
}

const sayings = /** @type {Record<string, string>} */ ({
  BootpayEasySuccess: '완료되었습니다.',
  BootpayEasyCancel: '사용자가 취소하였습니다.',
  BootpayEasyError: '실패하였습니다. (sandbox)',
})
for (const button of all('[data-say]')) {
  const action = button.dataset.say ?? ''
  button.addEventListener('click', () => tell(JSON.stringify({ action, message: sayings[action] })))
}

const everything = /** @type {HTMLInputElement | null} */ (document.querySelector('#agree-all'))
const terms = /** @type {HTMLInputElement[]} */ (all('[data-term]'))
const notice = document.querySelector('#notice')

/** The field that was wrong has changed: the message goes. */
function mended() {
  notice?.remove()
  for (const field of all('[aria-invalid]')) {
    field.removeAttribute('aria-invalid')
    field.removeAttribute('aria-describedby')
  }
}

everything?.addEventListener('change', () => {
  for (const term of terms) term.checked = everything.checked
})
for (const term of terms) {
  term.addEventListener('change', () => {
    if (everything) everything.checked = terms.every((other) => other.checked)
  })
}
if (notice instanceof HTMLElement) {
  const { field } = notice.dataset
  document.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLElement && target.getAttribute('name') === field) mended()
  })
  // After the listeners above, which keep the box for all of them true.
  document.addEventListener('change', () => {
    if (field === 'consent' && everything?.checked) mended()
  })
}

const clock = document.querySelector('[data-seconds]')
if (clock instanceof HTMLElement) {
  const end = performance.now() + Number(clock.dataset.seconds) * 1000
  const show = () => {
    const left = Math.max(0, Math.round((end - performance.now()) / 1000))
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`
  }
  show()
  setInterval(show, 1000)
}

/** The last one: a wrong field stands after the heading. */
const first = all('[data-focus]').at(-1)
const focusFirst = () => first?.focus({ preventScroll: !document.querySelector('[aria-invalid]') })
focusFirst()
// A frame that was not shown yet loses the focus again when it gets it.
window.addEventListener('focus', () => {
  if (document.activeElement === document.body) focusFirst()
})

const form = /** @type {HTMLElement | null} */ (document.querySelector('#window'))
form?.addEventListener('submit', (event) => {
  if (form.dataset.sent) event.preventDefault()
  form.dataset.sent = 'yes'
})

/** How often a window asks whether a test has decided in its user's place. */
const ASKING_MS = 500

/** Until the window has been decided, or its own form is on its way. */
async function watch() {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, ASKING_MS))
    if (form?.dataset.sent) return
    const answer = await fetch(statePath)
    if (!answer.ok) return
    const { state } = await answer.json()
    if (form?.dataset.sent) return
    if (state !== 'waiting') return location.reload()
  }
}
// A server that has stopped decides nothing any more.
if (statePath) watch().catch(() => {})

// The browser's back button brings the page back as it was left; what became of it, the server knows.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload()
})
