// @ts-check
// window.BootPay for pages that are developed against the sandbox: the calls, callbacks and payloads of Bootpay's v1
// browser script. Beside that it is stricter: it listens to its own window only, and builds no HTML from values.
'use strict'

;(() => {
  /** @typedef {Record<string, any>} Data */
  /** @typedef {(data: any) => void} Handler */
  /** @typedef {'error' | 'cancel' | 'ready' | 'confirm' | 'close' | 'done'} Event */
  /**
   * What is on the screen while a window is open.
   * @typedef {object} Overlay
   * @property {HTMLElement} root
   * @property {HTMLElement} background
   * @property {HTMLIFrameElement} frame
   * @property {HTMLFormElement} start
   * @property {HTMLFormElement} top
   * @property {HTMLFormElement} confirm
   * @property {HTMLElement} progress
   * @property {HTMLElement} progressText
   * @property {HTMLElement} progressClose
   * @property {HTMLElement} popupBox
   * @property {HTMLElement} popupStart
   * @property {string} origin Where the window comes from; nobody else is listened to.
   * @property {boolean} isEasy
   * @property {boolean} hasAnswered
   * @property {boolean} isShown The frame shows the window, which says itself what it waits for.
   * @property {Set<string>} heard What is told once: a window that is read again, as after the back button, says it again.
   * @property {Element | null} focused What had the focus before.
   * @property {Element[]} behind What the keyboard and screen readers do not reach while the window is open.
   * @property {string} overflow
   */

  const WINDOW_ID = 'bootpay-payment-window'
  const FRAME_ID = 'bootpay-payment-iframe'
  const BACKGROUND_ID = 'bootpay-background-window'
  const POPUP_BOX_ID = 'bootpay-progress-button-window'
  const FRAME_NAME = 'bootpay_inner_iframe'
  const POPUP_NAME = 'bootpayPopup'
  const SESSION_MS = 30 * 60 * 1000
  const VISIT_MS = 24 * 60 * 60 * 1000
  const POPUP_POLL_MS = 300
  /** How long a window that has loaded may say nothing. Ours speaks before it has loaded. */
  const SILENCE_MS = 5000
  /** The provinces and the big cities, by the names that begin an address. */
  const AREAS = [
    ...['강원', '경기', '경남', '경상남도', '경북', '경상북도', '전남', '전라남도', '전북', '전라북도'],
    ...['충남', '충청남도', '충북', '충청북도', '제주'],
    ...['서울', '부산', '대구', '인천', '광주', '대전', '울산', '세종'],
  ]

  const source = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : ''
  const address = new URL(source || location.href)
  const home = address.origin
  const version = /\/bootpay-(.+?)(?:\.min)?\.js$/.exec(address.pathname)?.[1] ?? '3.3.3'

  /** @type {Overlay | undefined} */
  let overlay
  /** @type {Window | null} */
  let popup = null
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let popupPoll
  /** The next request goes into the popup that is open already. */
  let usesOpenPopup = false
  /** @type {Data | undefined} */
  let popupRequest
  let logLevel = 1

  // ---- storage and session ----

  /** @type {Map<string, string>} In place of a localStorage that the browser refuses. */
  const memory = new Map()

  /** @param {string} key */
  function getData(key) {
    try {
      return localStorage.getItem(key)
    } catch {
      return memory.get(key) ?? null
    }
  }

  /**
   * @param {string} key
   * @param {unknown} value
   */
  function setData(key, value) {
    try {
      localStorage.setItem(key, String(value))
    } catch {
      memory.set(key, String(value))
    }
  }

  function generateUUID() {
    const bytes = crypto.getRandomValues(new Uint8Array(16))
    bytes[6] = (bytes[6] & 0x0f) | 0x40
    bytes[8] = (bytes[8] & 0x3f) | 0x80
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  }

  function renewSession() {
    const now = Date.now()
    const last = Number(getData('last_time'))
    if (!getData('uuid')) setData('uuid', generateUUID())
    if (!getData('sk') || !last || last + SESSION_MS < now) {
      setData('sk', `${getData('uuid')}-${now}`)
      setData('sk_time', now)
      setData('time', last ? now - last : 0)
    }
    setData('last_time', now)
  }

  /** @returns {Data | undefined} The member who logged in within the last day. */
  function member() {
    try {
      const user = JSON.parse(getData('user') ?? 'null')
      return user && user.time + VISIT_MS >= Date.now() ? user : undefined
    } catch {
      return undefined
    }
  }

  // ---- small things ----

  /**
   * @param {number} level 1 errors only … 4 everything
   * @param {...unknown} texts
   */
  function log(level, ...texts) {
    if (level <= logLevel) (level === 1 ? console.error : console.log)('BootPay:', ...texts)
  }

  /**
   * @param {string} tag
   * @param {Record<string, string>} [attributes]
   * @param {Record<string, string>} [style]
   */
  function element(tag, attributes = {}, style = {}) {
    const made = document.createElement(tag)
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
    dress(made, style)
    return made
  }

  /**
   * Styles one by one: a page may forbid style texts.
   * @param {HTMLElement} made
   * @param {Record<string, string>} style
   */
  function dress(made, style) {
    for (const [name, value] of Object.entries(style)) made.style.setProperty(name, value)
  }

  /**
   * @param {HTMLFormElement} form
   * @param {Record<string, string>} fields
   */
  function fill(form, fields) {
    const inputs = Object.entries(fields).map(([name, value]) => element('input', { type: 'hidden', name, value }))
    form.replaceChildren(...inputs)
  }

  /** @param {unknown} value */
  const isBlank = (value) => value === undefined || value === null || value === ''

  // ---- the window on the merchant's page ----

  /**
   * @param {string} url
   * @param {'get' | 'post'} method
   * @param {Record<string, string>} fields
   * @returns {Overlay}
   */
  function show(url, method, fields) {
    const root = element('div', { id: WINDOW_ID })
    const form = (/** @type {string} */ name, /** @type {string} */ action, /** @type {string} */ how) =>
      /** @type {HTMLFormElement} */ (element('form', { name, id: name, action, method: how }, { display: 'none' }))
    const start = form('bootpay_form', url, method)
    const top = form('__BOOTPAY_TOP_FORM__', `${BootPay.restUrl()}/continue`, 'post')
    const confirm = form('bootpay_confirm_form', `${BootPay.restUrl()}/confirm`, 'post')
    fill(start, fields)

    const background = element(
      'div',
      { id: BACKGROUND_ID, class: 'bootpay-window', role: 'dialog', 'aria-modal': 'true', 'aria-label': '부트페이' },
      {
        position: 'fixed',
        inset: '0',
        'z-index': '2147483000',
        background: 'rgba(0, 0, 0, .4)',
        'color-scheme': 'light',
      },
    )
    const frame = /** @type {HTMLIFrameElement} */ (
      element(
        'iframe',
        { id: FRAME_ID, name: FRAME_NAME, title: '부트페이', allowtransparency: 'true', scrolling: 'no' },
        { display: 'block', width: '100%', height: '0', border: '0', background: 'transparent' },
      )
    )
    const { progress, progressText, progressClose } = progressParts()
    const { popupBox, popupStart } = popupParts()
    background.append(frame, progress, popupBox)
    root.append(start, top, confirm, background)
    const { activeElement, body } = document
    const made = {
      ...{ root, background, frame, start, top, confirm, progress, progressText, progressClose, popupBox, popupStart },
      origin: new URL(url, location.href).origin,
      isEasy: false,
      hasAnswered: false,
      isShown: false,
      heard: new Set(),
      focused: activeElement,
      behind: [...body.children].filter((child) => !child.hasAttribute('inert')),
      overflow: body.style.overflow,
    }
    for (const child of made.behind) child.setAttribute('inert', '')
    body.append(root)
    body.classList.add('bootpay-open')
    body.style.setProperty('overflow', 'hidden')
    overlay = made
    return made
  }

  function progressParts() {
    const progress = element(
      'div',
      { id: 'bootpay-progress-message', class: 'progress-message-window' },
      {
        ...{ position: 'fixed', inset: '0', background: 'rgba(0, 0, 0, .6)' },
        ...{ display: 'grid', 'place-content': 'center', 'justify-items': 'center', gap: '12px' },
      },
    )
    const wheel = element('div', {}, {
      width: '40px',
      height: '40px',
      border: '4px solid rgba(255, 255, 255, .35)',
      'border-top-color': '#fff',
      'border-radius': '50%',
    })
    wheel.animate?.([{ transform: 'rotate(0)' }, { transform: 'rotate(1turn)' }], { duration: 900, iterations: Infinity })
    const progressText = element('div', { id: 'progress-message-text', role: 'status' }, {
      color: '#fff',
      font: '15px/1.5 system-ui, sans-serif',
    })
    const progressClose = element('button', { id: '__bootpay-popup-close-button__', type: 'button' }, {
      ...BUTTON,
      display: 'none',
    })
    progressClose.textContent = '닫기'
    progressClose.addEventListener('click', () => BootPay.closePopupWithPaymentWindow())
    progress.append(wheel, progressText, progressClose)
    return { progress, progressText, progressClose }
  }

  const BUTTON = {
    padding: '12px 20px',
    border: '0',
    'border-radius': '10px',
    background: '#fff',
    color: '#111',
    font: '600 15px/1.4 system-ui, sans-serif',
    cursor: 'pointer',
  }

  function popupParts() {
    const popupBox = element('div', { id: POPUP_BOX_ID, class: 'progress-message-window over' }, {
      position: 'fixed',
      inset: '0',
      display: 'none',
      'place-content': 'center',
    })
    const box = element('div', {}, {
      display: 'grid',
      gap: '16px',
      width: 'min(320px, 90vw)',
      padding: '24px',
      'box-sizing': 'border-box',
      'border-radius': '16px',
      background: '#fff',
      color: '#111',
      font: '15px/1.5 system-ui, sans-serif',
    })
    const title = element('p', { id: '__bootpay_close_button_title' }, { margin: '0' })
    title.textContent = '새 창에서 계속합니다.'
    const popupStart = element('button', { id: '__bootpay-close-button', type: 'button' }, {
      ...BUTTON,
      background: '#1d4ed8',
      color: '#fff',
    })
    popupStart.textContent = '결제하기'
    popupStart.addEventListener('click', () => BootPay.startPopup())
    const close = element('button', { type: 'button' }, { ...BUTTON, background: '#e5e7eb' })
    close.textContent = '닫기'
    close.addEventListener('click', () => BootPay.removePaymentWindow())
    box.append(title, popupStart, close)
    popupBox.append(box)
    return { popupBox, popupStart }
  }

  /**
   * @param {string} text
   * @param {boolean} [canClose]
   */
  function showProgress(text, canClose = false) {
    if (!overlay) return
    dress(overlay.progress, { display: 'grid' })
    dress(overlay.progressClose, { display: canClose ? 'block' : 'none' })
    overlay.progressText.textContent = text
  }

  function hideProgress() {
    if (overlay) dress(overlay.progress, { display: 'none' })
  }

  /** @param {Overlay} shown */
  function startInFrame(shown) {
    const isSilent = () => overlay === shown && !shown.hasAnswered
    shown.start.target = FRAME_NAME
    shown.frame.addEventListener('load', () => {
      hideProgress()
      setTimeout(() => {
        if (isSilent()) act({ action: 'BootpayError', message: `결제창에 연결할 수 없습니다. (${shown.origin})` })
      }, SILENCE_MS)
    })
    setTimeout(() => {
      if (isSilent()) dress(shown.progressClose, { display: 'block' })
    }, SILENCE_MS)
    shown.start.submit()
  }

  function clear() {
    stopWatchingPopup()
    usesOpenPopup = false
    popupRequest = undefined
    if (!overlay) return
    const { root, focused, behind, overflow } = overlay
    overlay = undefined
    root.remove()
    for (const child of behind) child.removeAttribute('inert')
    document.body.classList.remove('bootpay-open')
    document.body.style.setProperty('overflow', overflow)
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true })
  }

  // ---- popups ----

  /**
   * @param {string} url
   * @param {{ width?: number, height?: number }} [size]
   */
  function openPopup(url, { width = 430, height = 760 } = {}) {
    const left = Math.max(0, (screen.width - width) / 2)
    const top = Math.max(0, (screen.height - height) / 2)
    const features = isMobile() ? '' : `width=${width},height=${height},left=${left},top=${top},scrollbars=yes`
    popup = window.open(url, POPUP_NAME, features)
    return popup
  }

  function watchPopup() {
    showProgress('새 창에서 진행 중입니다. 창을 닫으면 취소됩니다.', true)
    clearInterval(popupPoll)
    popupPoll = setInterval(() => {
      if (!popup?.closed) return
      // a virtual account that was issued is not cancelled any more
      const isReady = overlay?.heard.has('BootpayBankReady')
      stopWatchingPopup()
      act(isReady ? { action: 'BootpayClose' } : { action: 'BootpayCancel', message: '팝업창을 닫았습니다.' })
    }, POPUP_POLL_MS)
  }

  function stopWatchingPopup() {
    clearInterval(popupPoll)
    popup?.close()
    popup = null
  }

  /** The callbacks come later, so that those that are chained to the request hear of it. */
  function popupWasBlocked() {
    act({
      action: 'BootpayError',
      message: '브라우저가 팝업을 차단하여 결제창을 열 수 없습니다. 팝업을 허용한 뒤 다시 시도해 주세요.',
    })
  }

  window.addEventListener('pagehide', () => popup?.close())

  // ---- what the window says ----

  window.addEventListener('message', (event) => {
    if (!overlay || event.origin !== overlay.origin) return
    const isOurs = event.source === overlay.frame.contentWindow || (popup !== null && event.source === popup)
    if (!isOurs || typeof event.data !== 'string' || !event.data.includes('Bootpay')) return
    /** @type {any} */
    let data
    try {
      data = JSON.parse(event.data)
    } catch (error) {
      return log(1, 'a message of the window is not JSON', error)
    }
    if (typeof data?.action !== 'string') return
    overlay.hasAnswered = true
    data.action = data.action.replaceAll('Child', '')
    try {
      act(data)
    } catch (error) {
      BootPay.sendPaymentStepData({ step: data.action, status: -1, e: error })
      throw error
    }
  })

  /**
   * @param {Overlay} shown
   * @param {string} action
   */
  function isHeard(shown, action) {
    const isHeardBefore = shown.heard.has(action)
    shown.heard.add(action)
    return isHeardBefore
  }

  /** @param {Data} data */
  function act(data) {
    const shown = overlay
    if (!shown) return
    switch (data.action) {
      case 'BootpayShowPaymentWindow':
        shown.isShown = true
        dress(shown.frame, { display: 'block', height: '100%' })
        shown.frame.focus()
        break
      case 'BootpayResize':
        resize(shown, data)
        break
      case 'BootpayPopup':
        popupRequest = data
        hideProgress()
        dress(shown.popupBox, { display: 'grid' })
        shown.popupStart.focus()
        break
      case 'BootpayFormSubmit':
        leave(shown, data)
        break
      case 'BootpayConfirm':
        if (isHeard(shown, data.action)) break
        stopWatchingPopup()
        if (!shown.isShown) showProgress('승인하고 있습니다.')
        if (BootPay.methods.confirm) later('confirm', data)
        else BootPay.transactionConfirm(data)
        BootPay.sendPaymentStepData({ step: 'confirm', status: 1 })
        break
      case 'BootpayBankReady':
        if (isHeard(shown, data.action)) break
        hideProgress()
        later('ready', data)
        BootPay.sendPaymentStepData({ step: 'ready', status: 1 })
        break
      case 'BootpayDone':
        end('done', data, data.is_done_close ?? true)
        break
      case 'BootpayError':
        end('error', data)
        break
      case 'BootpayCancel':
        end('cancel', data)
        break
      case 'BootpayClose':
        BootPay.removePaymentWindow()
        break
      case 'BootpayEasySuccess':
        endEasy('easySuccess', data)
        break
      case 'BootpayEasyError':
        endEasy('easyError', data)
        break
      case 'BootpayEasyCancel':
        endEasy('easyCancel', data)
        break
    }
  }

  /**
   * @param {Event} event
   * @param {Data} data
   * @param {boolean} [closes]
   */
  function end(event, data, closes = true) {
    later(event, data)
    BootPay.sendPaymentStepData({ step: event, status: 1 })
    if (closes) BootPay.removePaymentWindow()
    else hideProgress()
  }

  /**
   * Calls the merchant's function a moment later, with the functions that belong to this payment: another request
   * may have begun by then.
   * @param {Event} event
   * @param {Data} data
   */
  function later(event, data) {
    const { methods } = BootPay
    setTimeout(() => methods[event]?.call(BootPay, data), isMobile() ? 300 : 0)
  }

  /**
   * @param {'easySuccess' | 'easyError' | 'easyCancel'} event
   * @param {Data} data
   */
  function endEasy(event, data) {
    if (!overlay?.isEasy) return
    BootPay.PAYMENT_LOCK = false
    clear()
    BootPay.methods[event]?.call(BootPay, data)
  }

  /**
   * @param {Overlay} shown
   * @param {Data} data
   */
  function resize(shown, data) {
    if (data.reset) return dress(shown.frame, { width: '100%', height: '100%', 'max-width': '', 'max-height': '' })
    const style = /** @type {Record<string, string>} */ ({ width: '100%' })
    if (data.width) style['max-width'] = data.width
    if (data.height) style.height = data.height
    if (data.maxHeight) style['max-height'] = data.maxHeight
    if (data.backgroundColor) style['background-color'] = data.backgroundColor
    if (data.overflow) style.overflow = data.overflow
    dress(shown.frame, style)
    if (data.scrolling) shown.frame.setAttribute('scrolling', data.scrolling)
    if (data.transparentMode === 'true') dress(shown.background, { background: 'transparent' })
    if (data.showCloseWindow === 'true') dress(shown.popupBox, { display: 'grid' })
  }

  /**
   * The whole page goes elsewhere; never to an address that would run code here.
   * @param {Overlay} shown
   * @param {Data} data
   */
  function leave(shown, data) {
    const target = new URL(String(data.url), shown.origin)
    if (!['http:', 'https:'].includes(target.protocol)) throw new Error('BootpayFormSubmit: not a web address')
    const fields = Object.entries(data.params ?? {}).map(([name, value]) => [name, String(value)])
    fill(shown.top, Object.fromEntries(fields))
    shown.top.action = target.href
    if (data.charset) shown.top.acceptCharset = String(data.charset)
    shown.top.submit()
  }

  // ---- what a page asks for ----

  /** @param {Data} data */
  function paramsOf(data) {
    /** @type {Data} */
    const params = {
      application_id: BootPay.applicationId,
      show_agree_window: data.show_agree_window ?? 0,
      device_type: BootPay.deviceType,
      method: data.method ?? undefined,
      methods: data.methods ?? undefined,
      user_token: data.user_token ?? undefined,
      pg: data.pg ?? undefined,
      name: data.name,
      items: data.items?.length ? data.items : undefined,
      redirect_url: data.redirect_url ?? '',
      return_url: data.return_url ?? '',
      phone: data.phone ? String(data.phone).replaceAll('-', '') : '',
      uuid: data.uuid || getData('uuid'),
      order_id: isBlank(data.order_id) ? '' : String(data.order_id),
      use_order_id: data.use_order_id ?? 0,
      user_info: data.user_info ?? undefined,
      order_info: data.order_info ?? {},
      sk: getData('sk'),
      time: getData('time'),
      price: data.price,
      tax_free: data.tax_free ?? 0,
      format: data.format ?? 'json',
      params: data.params ?? undefined,
      user_id: member()?.id,
      path_url: document.URL,
      extra: data.extra ? { ...data.extra } : undefined,
      account_expire_at: data.account_expire_at ?? undefined,
      tk: BootPay.tk,
    }
    if (usesOpenPopup) params.extra = { ...params.extra, popup: 1, quick_popup: 1 }
    usesOpenPopup = false
    return params
  }

  /** @param {Data} params true and false become 1 and 0, at the top and in `extra`. */
  function numberTruths(params) {
    for (const values of [params, params.extra ?? {}]) {
      for (const [name, value] of Object.entries(values)) {
        if (typeof value === 'boolean') values[name] = Number(value)
      }
    }
  }

  /**
   * @param {Data} params
   * @returns {string | undefined} what is wrong
   */
  function problemOf(params) {
    const price = Number.parseFloat(params.price)
    const mayBeFree = BootPay.zeroPaymentMethod.includes(params.method) && !isBlank(params.pg)
    if (!(price >= 100) && !mayBeFree) {
      return 'price: 100원 이상이어야 합니다. 본인인증과 정기결제는 pg와 method를 함께 보내고 0원으로 합니다.'
    }
    if (isBlank(params.name)) return 'name: 상품명이 필요합니다.'
    if (isBlank(params.order_id)) return 'order_id: 주문마다 고유한 값이 필요합니다.'
    if (params.phone && !BootPay.phoneRegex.test(params.phone)) return 'phone: 전화번호 형식이 아닙니다.'
    const expiry = params.account_expire_at
    if (expiry && params.method === 'vbank' && !BootPay.dateFormat.test(expiry)) {
      return 'account_expire_at: yyyy-mm-dd 형식이어야 합니다.'
    }
    if (params.methods !== undefined && !Array.isArray(params.methods)) return 'methods: 배열이어야 합니다.'
    if (params.items !== undefined) return problemOfItems(params.items)
    return undefined
  }

  /** @param {unknown} items */
  function problemOfItems(items) {
    if (!Array.isArray(items)) return 'items: 배열이어야 합니다.'
    for (const [index, item] of items.entries()) {
      const at = `items[${index}]`
      if (isBlank(item?.item_name)) return `${at}.item_name: 상품 이름이 필요합니다.`
      if (Number.isNaN(Number.parseInt(item.qty, 10))) return `${at}.qty: 수량을 숫자로 보내주세요.`
      if (isBlank(item.unique)) return `${at}.unique: 상품의 고유값이 필요합니다.`
      if (Number.isNaN(Number.parseInt(item.price, 10))) return `${at}.price: 금액을 숫자로 보내주세요.`
    }
    return undefined
  }

  /** @param {string} problem */
  function refuse(problem) {
    log(1, problem)
    alert(problem)
    throw problem
  }

  /**
   * @param {string} url
   * @param {Data} data
   * @param {RequestInit} [options]
   */
  async function send(url, data, options) {
    const body = new URLSearchParams(BootPay.encryptParams(data))
    const answer = await fetch(url, { ...options, method: 'POST', body, credentials: 'omit' })
    return answer.json()
  }

  function isMobile() {
    return /android|iphone|ipad|ipod|mobile/i.test(navigator.userAgent)
  }

  /** @param {string} host */
  const urlsOf = (host) => ({ development: host, test: host, stage: host, production: host })

  /** What a request returns while another window is open: it takes handlers and attaches them to nothing. */
  const detached = Object.fromEntries(
    [
      ...['error', 'cancel', 'ready', 'confirm', 'close', 'done'],
      ...['easySuccess', 'easyError', 'easyCancel'],
    ].map((name) => [name, () => detached]),
  )

  function notNow() {
    console.warn('BootPay: a window is open; this request, and the handlers chained to it, do nothing.')
    return /** @type {typeof BootPay} */ (/** @type {unknown} */ (detached))
  }

  const BootPay = {
    version,
    mode: 'production',
    windowId: WINDOW_ID,
    iframeId: FRAME_ID,
    backgroundId: BACKGROUND_ID,
    closeId: POPUP_BOX_ID,
    VISIT_TIMEOUT: VISIT_MS,
    SK_TIMEOUT: SESSION_MS,
    PAYMENT_LOCK: false,
    CONFIRM_LOCK: false,
    ieMinVersion: 9,
    deviceType: 1,
    ableDeviceTypes: /** @type {Record<string, number>} */ ({ JS: 1, ANDROID: 2, IOS: 3 }),
    zeroPaymentMethod: ['bankalarm', 'auth', 'card_rebill', 'digital_card_rebill', 'easy_rebill'],
    phoneRegex: /^\d{2,3}\d{3,4}\d{4}$/,
    dateFormat: /^\d{4}-\d{2}-\d{2}$/,
    urls: /** @type {Record<string, Record<string, string>>} */ ({
      restUrl: urlsOf(home),
      clientUrl: urlsOf(home),
      analyticsUrl: urlsOf(home),
    }),
    methods: /** @type {Record<string, Handler | undefined>} */ ({}),
    params: /** @type {Data} */ ({}),
    option: /** @type {Data} */ ({}),
    tk: /** @type {string | undefined} */ (undefined),
    applicationId: /** @type {string | undefined} */ (undefined),

    /** An unknown mode means the sandbox, too. */
    restUrl: () => BootPay.urls.restUrl[BootPay.mode] ?? home,
    clientUrl: () => BootPay.urls.clientUrl[BootPay.mode] ?? home,
    analyticsUrl: () => BootPay.urls.analyticsUrl[BootPay.mode] ?? home,

    /**
     * Opens the window. Handlers are chained to what it returns.
     * @param {Data} data
     * @param {boolean} [lazy] Handlers are attached already.
     */
    request(data, lazy = false) {
      if (BootPay.PAYMENT_LOCK) return notNow()
      BootPay.PAYMENT_LOCK = true
      BootPay.CONFIRM_LOCK = false
      try {
        renewSession()
        if (!isBlank(data.application_id)) BootPay.applicationId = data.application_id
        if (isBlank(BootPay.applicationId)) BootPay.applicationId = metaApplicationId()
        BootPay.tk = `${generateUUID()}-${Date.now()}`
        BootPay.params = paramsOf(data)
        if (!lazy) BootPay.methods = {}
        const problem = problemOf(BootPay.params)
        if (problem) refuse(problem)
        numberTruths(BootPay.params)
        open()
      } catch (error) {
        BootPay.sendPaymentStepData({ step: 'start', status: -1, e: error })
        BootPay.PAYMENT_LOCK = false
        clear()
        throw error
      }
      BootPay.sendPaymentStepData({ step: 'start', status: 1 })
      return BootPay
    },

    /**
     * Opens a popup at once, and the window in it when the merchant's promise has a payload.
     * @param {boolean} condition
     * @param {() => Promise<Data>} prepare
     */
    popupAsyncRequest(condition, prepare) {
      if (typeof prepare !== 'function') refuse('popupAsyncRequest: 함수가 필요합니다.')
      if (BootPay.PAYMENT_LOCK) return notNow()
      if (condition) BootPay.startQuickPopup()
      BootPay.methods = {}
      const prepared = new Promise((resolve) => resolve(prepare()))
      prepared.then(
        (data) => BootPay.request(data, true),
        (error) => BootPay.forceClose(error?.message),
      )
      return BootPay
    },

    /**
     * Opens a payment link in the window.
     * @param {string} url
     * @param {string} [tk]
     */
    startPaymentByUrl(url, tk) {
      if (BootPay.PAYMENT_LOCK) return notNow()
      const target = new URL(url, location.href)
      if (!['http:', 'https:'].includes(target.protocol)) refuse('startPaymentByUrl: 웹 주소가 아닙니다.')
      BootPay.PAYMENT_LOCK = true
      BootPay.CONFIRM_LOCK = false
      BootPay.methods = {}
      BootPay.tk = tk || `${generateUUID()}-${Date.now()}`
      const shown = show(target.href, 'get', { tk: BootPay.tk })
      showProgress('')
      startInFrame(shown)
      BootPay.sendPaymentStepData({ step: 'start', status: 1 })
      return BootPay
    },

    /**
     * The merchant agrees: the money is taken. Once for each payment.
     * @param {Data} data what the confirm handler got
     */
    transactionConfirm(data) {
      if (isBlank(data?.receipt_id)) {
        log(1, 'transactionConfirm(data) needs the data of the confirm handler, with its receipt_id.')
        alert('transactionConfirm: receipt_id가 필요합니다.')
        return undefined
      }
      if (BootPay.CONFIRM_LOCK || !overlay) {
        console.log('BootPay: transactionConfirm: nothing waits for a confirmation.')
        return BootPay
      }
      BootPay.CONFIRM_LOCK = true
      const application_id = String(BootPay.applicationId ?? '')
      fill(overlay.confirm, { receipt_id: String(data.receipt_id), application_id })
      overlay.confirm.action = `${BootPay.restUrl()}/confirm?${generateUUID()}`
      overlay.confirm.target = FRAME_NAME
      overlay.confirm.submit()
      return BootPay
    },

    /** @param {Handler} handler */
    error: (handler) => attach('error', handler),
    /** @param {Handler} handler */
    cancel: (handler) => attach('cancel', handler),
    /** @param {Handler} handler */
    ready: (handler) => attach('ready', handler),
    /** @param {Handler} handler */
    confirm: (handler) => attach('confirm', handler),
    /** @param {Handler} handler */
    close: (handler) => attach('close', handler),
    /** @param {Handler} handler */
    done: (handler) => attach('done', handler),
    /** @param {Handler} handler */
    easyCancel: (handler) => attach('easyCancel', handler),
    /** @param {Handler} handler */
    easySuccess: (handler) => attach('easySuccess', handler),
    /** @param {Handler} handler */
    easyError: (handler) => attach('easyError', handler),

    /** @param {boolean} [callClose] */
    removePaymentWindow(callClose = true) {
      BootPay.PAYMENT_LOCK = false
      clear()
      if (callClose) later('close', {})
      BootPay.sendPaymentStepData({ step: 'close', status: 1 })
      BootPay.tk = undefined
    },

    /** @param {string} [message] */
    forceClose(message) {
      later('cancel', { action: 'BootpayCancel', message: message ?? '사용자에 의한 취소' })
      BootPay.removePaymentWindow()
    },

    closePopupWithPaymentWindow() {
      if (window.confirm('창을 닫으면 진행 중인 결제가 취소됩니다. 닫을까요?')) BootPay.removePaymentWindow()
    },

    /** Opens the popup that the window asked for: a click of the user's, so that the browser allows it. */
    startPopup() {
      if (!overlay || !popupRequest) return
      const { submit_url, params = {} } = popupRequest
      const url = new URL(String(submit_url))
      if (url.origin !== overlay.origin) throw new Error('BootpayPopup: an address of another origin')
      for (const name of ['su', 'pa_id']) url.searchParams.set(name, String(params[name] ?? ''))
      dress(overlay.popupBox, { display: 'none' })
      dress(overlay.frame, { display: 'none' })
      overlay.isShown = false
      stopWatchingPopup()
      if (openPopup(url.href, params.pe?.[isMobile() ? 'android' : 'pc'])) watchPopup()
      else popupWasBlocked()
    },

    /** The popup is empty, so that no page of ours is still on its way when the window is sent into it. */
    startQuickPopup() {
      usesOpenPopup = true
      const opened = openPopup('about:blank')
      if (opened) opened.document.body.textContent = '결제를 준비하고 있습니다.'
    },

    /** @param {string} mode */
    setMode(mode) {
      BootPay.mode = mode
      return mode
    },

    /** @param {string} device */
    setDevice(device) {
      const type = BootPay.ableDeviceTypes[device]
      if (type) BootPay.deviceType = type
      return type !== undefined
    },

    /** @param {string} [id] */
    setApplicationId(id) {
      BootPay.applicationId = id ?? metaApplicationId()
      if (!BootPay.applicationId) alert('<meta name="bootpay-application-id" content="…">가 없습니다.')
      return BootPay.applicationId
    },

    /** @param {number} [level] 1 errors only … 4 everything */
    setLogLevel(level = 1) {
      logLevel = level
    },

    /** @param {Data} [data] */
    startTrace(data) {
      if (isBlank(BootPay.applicationId)) BootPay.setApplicationId()
      renewSession()
      const { cat1, cat2, cat3, item_img, item_name, unique, price } = data ?? {}
      const { referrer } = document
      const trace = {
        application_id: BootPay.applicationId,
        uuid: getData('uuid'),
        time: getData('time'),
        url: data?.url ?? document.URL,
        referer: referrer && new URL(referrer).hostname !== location.hostname ? referrer : '',
        sk: getData('sk'),
        user_id: member()?.id,
        page_type: data?.type,
        items: data?.items?.length ? data.items : [{ cat1, cat2, cat3, item_img, item_name, unique, price }],
      }
      return send(`${BootPay.analyticsUrl()}/call?ver=${version}`, trace).catch((error) => log(2, error))
    },

    /** @param {Data} data */
    startLoginSession(data) {
      if (isBlank(data?.id)) refuse('startLoginSession: id가 필요합니다.')
      const { id, username, birth, phone, email, gender, area } = data
      const login = {
        application_id: data.application_id ?? BootPay.applicationId,
        ...{ id, username, birth, phone, email, gender },
        area: AREAS.find((name) => String(area ?? '').includes(name)),
      }
      return send(`${BootPay.analyticsUrl()}/login?ver=${version}`, login).then(
        (answer) => {
          if (answer.status === 200) setData('user', JSON.stringify({ id: answer.data.user_id, time: Date.now() }))
        },
        (error) => log(2, error),
      )
    },

    /**
     * Tells Bootpay of an order that is paid elsewhere.
     * @param {Data} data
     * @param {(data: any) => void} [success]
     * @param {(message: string, answer?: any) => void} [error]
     * @param {number} [timeout] in milliseconds
     */
    notify(data, success, error, timeout = 3000) {
      BootPay.removePaymentWindow(false)
      renewSession()
      if (!isBlank(data.application_id)) BootPay.applicationId = data.application_id
      const { bank_account, bank_name, delivery_price, order_unique = 0 } = data
      BootPay.params = { ...paramsOf(data), ...{ bank_account, bank_name, delivery_price, order_unique } }
      const problem = problemOf(BootPay.params)
      if (problem) refuse(problem)
      const url = `${BootPay.restUrl()}/notify?ver=${version}&format=json`
      return send(url, BootPay.params, { signal: AbortSignal.timeout(timeout) }).then(
        (answer) => {
          if (answer.status === 200) success?.call(BootPay, answer.data)
          else error?.call(BootPay, answer.message, answer)
        },
        (problem) => error?.call(BootPay, `서버에 연결할 수 없습니다. ${problem.message}`),
      )
    },

    /** @param {Data} [data] userToken, deviceId, message */
    verifyPassword: (data) => openEasy('password/verify', data),
    /** @param {Data} [data] */
    registerCard: (data) => openEasy('card/register', data),
    /** @param {Data} [data] */
    changePassword: (data) => openEasy('password/change', data),

    /** @param {Data} data */
    setAnalyticsData(data) {
      for (const key of ['uuid', 'sk', 'sk_time', 'time']) {
        if (!isBlank(data?.[key])) setData(key, data[key])
      }
    },

    isMobile,
    isMobileSafari: () => /iPad|iPhone/i.test(navigator.userAgent) && !/CriOS/i.test(navigator.userAgent),
    isSafari: () => /safari/i.test(navigator.userAgent) && !/chrome/i.test(navigator.userAgent),
    isIE: () => false,
    generateUUID,
    getData,
    setData,

    /**
     * The form fields of a payload. Nothing is hidden: the sandbox listens on this machine only.
     * @param {Data} data
     * @returns {Record<string, string>}
     */
    encryptParams: (data) => ({ payload: JSON.stringify(data) }),

    /** @param {Data} data step, status, and the error if there was one */
    sendPaymentStepData(data) {
      if (isBlank(BootPay.tk) || isBlank(BootPay.applicationId)) return
      const { e: error, ...step } = data
      const { tk, applicationId: application_id } = BootPay
      const more = error ? { msg: error.message ?? String(error), trace: error.stack } : {}
      const event = { ...step, ...more, version, tk, application_id }
      send(`${BootPay.analyticsUrl()}/event`, event, { keepalive: true }).catch((problem) => log(4, problem))
    },
  }

  function metaApplicationId() {
    const meta = document.querySelector('meta[name="bootpay-application-id"]')
    return meta?.getAttribute('content') ?? undefined
  }

  /**
   * @param {string} event
   * @param {Handler} handler
   */
  function attach(event, handler) {
    BootPay.methods[event] = handler
    return BootPay
  }

  function open() {
    const { extra } = BootPay.params
    const url = `${BootPay.restUrl()}/start/js/?ver=${version}`
    const fields = BootPay.encryptParams(BootPay.params)
    if (!(extra?.popup && extra?.quick_popup)) {
      const shown = show(url, 'post', fields)
      showProgress('')
      startInFrame(shown)
      return
    }
    const isOpen = popup !== null && !popup.closed
    const hasPopup = isOpen || openPopup('about:blank') !== null
    const shown = show(url, 'post', fields)
    if (!hasPopup) return popupWasBlocked()
    shown.start.target = POPUP_NAME
    watchPopup()
    shown.start.submit()
  }

  /**
   * @param {string} tool
   * @param {Data} [data]
   */
  function openEasy(tool, { userToken, deviceId, message } = {}) {
    if (BootPay.PAYMENT_LOCK) return notNow()
    BootPay.PAYMENT_LOCK = true
    const payload = { user_token: userToken, device_id: deviceId, message }
    const shown = show(`${BootPay.clientUrl()}/easy/${tool}`, 'get', BootPay.encryptParams(payload))
    shown.isEasy = true
    startInFrame(shown)
    return BootPay
  }

  renewSession()
  window.BootPay = BootPay
})()
