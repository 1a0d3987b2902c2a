// A list of which only the part in sight is in the page: ten thousand rows cost as much as twenty.

const OVERSCAN = 4

export class WindowedList {
  #scroller
  #list
  #make
  #ids = []
  #nodes = new Map()
  #rowHeight = 48
  #frame = 0
  #observer = new ResizeObserver(() => this.#measure())
  /** The row that the Tab key reaches. */
  #current = null

  /** `make(id)` gives the element of a row: its first button is the one that the keys move between. */
  constructor(label, make) {
    this.#make = make
    this.#list = document.createElement('div')
    this.#list.className = 'rows'
    this.#list.setAttribute('role', 'list')
    this.#list.setAttribute('aria-label', label)
    this.#scroller = document.createElement('div')
    this.#scroller.className = 'scroller'
    this.#scroller.append(this.#list)
    this.#scroller.addEventListener('scroll', () => this.#later(), { passive: true })
    this.#list.addEventListener('keydown', (event) => this.#key(event))
    this.#list.addEventListener('focusin', (event) => this.#focused(event))
    this.#observer.observe(this.#scroller)
  }

  /** A list that goes out of the page draws nothing any more: its rows may belong to nothing that is shown. */
  close() {
    this.#observer.disconnect()
    cancelAnimationFrame(this.#frame)
  }

  get element() {
    return this.#scroller
  }

  /** The ids of all rows, oldest first; they are shown newest first. `changed` says which must be drawn anew. */
  show(ids, changed = () => true) {
    const anchor = this.#anchor()
    this.#ids = ids
    for (const [id, node] of this.#nodes) {
      if (!changed(id)) continue
      const hadFocus = node.contains(document.activeElement)
      const fresh = this.#make(id)
      node.replaceChildren(...(fresh?.childNodes ?? []))
      if (hadFocus) node.querySelector('button')?.focus({ preventScroll: true })
    }
    this.#list.style.height = `${ids.length * this.#rowHeight}px`
    if (anchor) this.#restore(anchor)
    this.#draw()
  }

  focus(id) {
    const position = this.#position(id)
    if (position >= 0) this.#focusAt(position)
  }

  #idAt(position) {
    return this.#ids[this.#ids.length - 1 - position]
  }

  #position(id) {
    const index = this.#ids.lastIndexOf(id)
    return index < 0 ? -1 : this.#ids.length - 1 - index
  }

  /** Who has scrolled keeps seeing the same rows when new ones come in above. */
  #anchor() {
    const top = this.#scroller.scrollTop
    if (top === 0 || this.#ids.length === 0) return null
    const position = Math.floor(top / this.#rowHeight)
    return { id: this.#idAt(position), within: top - position * this.#rowHeight }
  }

  #restore({ id, within }) {
    const position = this.#position(id)
    if (position >= 0) this.#scroller.scrollTop = position * this.#rowHeight + within
  }

  #measure() {
    const height = Number.parseInt(getComputedStyle(this.#scroller).getPropertyValue('--row'), 10)
    if (height > 0) this.#rowHeight = height
    this.#list.style.height = `${this.#ids.length * this.#rowHeight}px`
    this.#draw()
  }

  #later() {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#draw())
  }

  #draw() {
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
    const { clientHeight } = this.#scroller
    // A list that has just become shorter is scrolled back a moment later.
    const scrollTop = Math.min(this.#scroller.scrollTop, Math.max(0, this.#ids.length * this.#rowHeight - clientHeight))
    const first = Math.max(0, Math.floor(scrollTop / this.#rowHeight) - OVERSCAN)
    const end = Math.min(this.#ids.length, Math.ceil((scrollTop + clientHeight) / this.#rowHeight) + OVERSCAN)
    const wanted = new Set()
    for (let position = first; position < end; position += 1) wanted.add(position)
    // The row with the focus stays in the page wherever it is, or the focus would be lost.
    const focused = this.#list.contains(document.activeElement) ? this.#position(this.#current) : -1
    if (focused >= 0) wanted.add(focused)
    const positions = [...wanted].sort((a, b) => a - b)
    const ids = new Set(positions.map((position) => this.#idAt(position)))
    for (const [id, node] of this.#nodes) {
      if (ids.has(id)) continue
      node.remove()
      this.#nodes.delete(id)
    }
    if (!ids.has(this.#current)) this.#current = this.#idAt(positions[0])
    let next = this.#list.firstElementChild
    for (const position of positions) {
      const node = this.#node(this.#idAt(position))
      node.style.transform = `translateY(${position * this.#rowHeight}px)`
      node.setAttribute('aria-setsize', this.#ids.length)
      node.setAttribute('aria-posinset', position + 1)
      if (node === next) next = next.nextElementSibling
      else this.#list.insertBefore(node, next)
    }
    this.#rove()
  }

  #node(id) {
    let node = this.#nodes.get(id)
    if (!node) {
      node = this.#make(id)
      node.className = 'row'
      node.setAttribute('role', 'listitem')
      node.dataset.id = id
      node.id = `row-${id}`
      this.#nodes.set(id, node)
    }
    return node
  }

  #rove() {
    for (const [id, node] of this.#nodes) {
      for (const button of node.querySelectorAll('button')) button.tabIndex = id === this.#current ? 0 : -1
    }
  }

  #focused(event) {
    const row = event.target.closest('.row')
    const found = row && [...this.#nodes].find(([, node]) => node === row)
    if (!found) return
    this.#current = found[0]
    this.#rove()
  }

  #key(event) {
    const page = Math.max(1, Math.floor(this.#scroller.clientHeight / this.#rowHeight) - 1)
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    const position = this.#position(this.#current) + step
    this.#focusAt(Math.min(this.#ids.length - 1, Math.max(0, position)))
  }

  #focusAt(position) {
    this.#current = this.#idAt(position)
    const top = position * this.#rowHeight
    const { scrollTop, clientHeight } = this.#scroller
    if (top < scrollTop) this.#scroller.scrollTop = top
    else if (top + this.#rowHeight > scrollTop + clientHeight) this.#scroller.scrollTop = top + this.#rowHeight - clientHeight
    this.#draw()
    this.#nodes.get(this.#current)?.querySelector('button')?.focus({ preventScroll: true })
  }
}
