// Elements, made without a line of HTML: whatever a text contains, it stays a text.
import { addressed } from './address.js'
import { t } from './texts.js'

/** `el('p', { class: 'a', onclick }, 'text', child)`; null and false children are left out. */
export function el(name, properties = {}, ...children) {
  const node = document.createElement(name)
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value)
    else if (key === 'value' || key === 'checked') node[key] = value
    else node.setAttribute(key, value === true ? '' : value)
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false))
  return node
}

export const button = (label, onclick, kind = 'plain', more = {}) => el('button', { type: 'button', class: kind, onclick, ...more }, label)

export const byId = (id) => document.getElementById(id)

/** Text from a merchant or a customer: it has a direction of its own. */
export const foreign = (text, properties = {}) => el('bdi', properties, text)

let fading

export function toast(text) {
  byId('toast').textContent = text
  byId('toast').classList.add('shown')
  clearTimeout(fading)
  fading = setTimeout(() => byId('toast').classList.remove('shown'), 2500)
}

export async function copy(text) {
  try {
    // Browsers give the clipboard to pages of https and of loopback names only.
    if (navigator.clipboard) await navigator.clipboard.writeText(text)
    else copySelected(text)
    toast(t('copied'))
  } catch {
    toast(t('copyFailed'))
  }
}

/** Through the page's selection, as before there was a clipboard for scripts. */
function copySelected(text) {
  const field = el('textarea', { value: text, class: 'unseen', readonly: true })
  const focused = document.activeElement
  const place = byId('dialog')?.open ? byId('dialog') : document.body
  place.append(field)
  field.select()
  const isDone = document.execCommand('copy')
  field.remove()
  focused?.focus()
  if (!isDone) throw new Error('the browser copied nothing')
}

/** A command line with its copy button. */
export const snippet = (text, shown = text) =>
  el('div', { class: 'snippet' }, el('code', { tabindex: '0', role: 'group', 'aria-label': t('command') }, shown), button(t('copy'), () => copy(text), 'small'))

/** What is kept in the browser; a browser that keeps nothing is as good. */
export const kept = {
  get(name) {
    try {
      return localStorage.getItem(`bootpay-${name}`)
    } catch {
      return null
    }
  },
  set(name, value) {
    try {
      localStorage.setItem(`bootpay-${name}`, value)
    } catch {
      // a private window
    }
  },
}

/** A control call; an error has the text that the sandbox gave. */
export async function call(method, path, body) {
  const init = { method, headers: { 'Content-Type': 'application/json' } }
  if (body !== undefined) init.body = JSON.stringify(body)
  const answer = await fetch(addressed(path), init)
  const value = await answer.json()
  if (!answer.ok) throw new Error(value.error ?? `HTTP ${answer.status}`)
  return value
}
