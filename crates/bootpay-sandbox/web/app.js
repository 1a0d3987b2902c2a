// @ts-check
// The page that an app's webview opens: GET /start/app?data=<base64url of the payload as JSON>&return_url=<address>.
// What happens goes to the webview's channel, if there is one, and at the end to the return address.
'use strict'

;(() => {
  const { BootPay } = window
  const query = new URLSearchParams(location.search)

  /** @param {string} text */
  function decoded(text) {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(binary, (letter) => letter.charCodeAt(0))))
  }

  /** @param {string} name */
  const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

  /**
   * `orderId` becomes `order_id`; `params` is the merchant's own and stays.
   * @param {any} value
   * @returns {any}
   */
  function inSnakeCase(value) {
    if (Array.isArray(value)) return value.map(inSnakeCase)
    if (value === null || typeof value !== 'object') return value
    const pairs = Object.entries(value).filter(([, inner]) => inner !== null)
    return Object.fromEntries(
      pairs.map(([name, inner]) => [snake(name), name === 'params' ? inner : inSnakeCase(inner)]),
    )
  }

  /**
   * The payload of the mobile packages in the script's words.
   * @param {any} data
   */
  function payloadOf(data) {
    const { user, android_application_id, ios_application_id, ...payload } = inSnakeCase(data)
    payload.user_info ??= user
    payload.application_id ??= android_application_id ?? ios_application_id
    // The packages keep amounts as floating-point numbers, and fill a phone that nobody gave with nothing.
    if (payload.user_info && !payload.user_info.phone) delete payload.user_info.phone
    return payload
  }

  const SHORT = /** @type {const} */ ({
    BootpayError: 'error',
    BootpayCancel: 'cancel',
    BootpayBankReady: 'ready',
    BootpayConfirm: 'confirm',
    BootpayDone: 'done',
    BootpayClose: 'close',
  })

  /**
   * The official packages' channels: Android's `window.Android.done(text)`, iOS's message handler with an object,
   * Flutter's `window.BootpayDone.postMessage(text)`.
   * @param {keyof typeof SHORT} action
   * @param {any} data
   * @returns {boolean} whether there was a channel
   */
  function post(action, data) {
    const web = /** @type {any} */ (window)
    const text = JSON.stringify(data)
    const ios = web.webkit?.messageHandlers
    const handler = ios?.BootpayiOS ?? ios?.Bootpay_iOS
    const channel = web[action === 'BootpayBankReady' ? 'BootpayReady' : action]
    if (web.Android?.[SHORT[action]]) web.Android[SHORT[action]](text)
    else if (handler) handler.postMessage({ ...data, action })
    else if (channel?.postMessage) channel.postMessage(text)
    else return false
    return true
  }

  /**
   * Where the app wants to be called back; never an address that runs code here.
   * @param {any} payload
   */
  function returnAddress(payload) {
    const scheme = payload.extra?.app_scheme
    const text = query.get('return_url') ?? payload.return_url ?? (scheme ? `${scheme}://bootpay` : '')
    if (!text) return undefined
    const address = new URL(text)
    if (/^(javascript|data|vbscript|blob|file):$/.test(address.protocol)) return undefined
    return address
  }

  /** @param {any} payload */
  function start(payload) {
    const back = returnAddress(payload)
    /** @type {any} */
    let last
    /** @param {keyof typeof SHORT} action */
    const tell = (action) => (/** @type {any} */ data) => {
      last = data
      post(action, data)
    }
    BootPay.request(payload)
      .error(tell('BootpayError'))
      .cancel(tell('BootpayCancel'))
      .ready(tell('BootpayBankReady'))
      .confirm((/** @type {any} */ data) => {
        if (!post('BootpayConfirm', data)) BootPay.transactionConfirm(data)
      })
      .done(tell('BootpayDone'))
      .close((/** @type {any} */ data) => {
        if (post('BootpayClose', data) || !back) return
        back.searchParams.set('data', JSON.stringify(last ?? { action: 'BootpayClose' }))
        location.replace(back)
      })
  }

  const data = query.get('data')
  // Without a payload this is only a page with the script, which the app drives itself.
  if (data) {
    try {
      start(payloadOf(decoded(data)))
    } catch (error) {
      const problem = document.querySelector('#problem')
      if (problem instanceof HTMLElement) {
        problem.hidden = false
        problem.textContent = `data: ${error instanceof Error ? error.message : error}`
      }
    }
  }
})()
