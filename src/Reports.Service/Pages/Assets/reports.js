'use strict';
// The one script of all pages. It brings a page up to date in place, follows the ledger, and moves through its days.
// Everything that it does can be done without it: by links, forms, and loading a page again.
const reports = (() => {
  const live = document.querySelector('.live');
  let asked = 0;

  // ---- A page becomes another version of itself; what is the same stays the same node, with its focus and whether it is open.

  const isElement = node => node.nodeType === 1;
  const keyOf = node => isElement(node) ? node.id || node.dataset.key || '' : '';
  // What a script draws into, and what a reader is at work with.
  const isStill = node => isElement(node) && (node.classList.contains('canvas') || node.hasAttribute('data-still'));

  function become(from, to) {
    if (isStill(from)) return;
    if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName || keyOf(from) !== keyOf(to)) { from.replaceWith(to); return; }
    if (!isElement(from)) { if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue; return; }
    const kept = name => name === 'open' && from.nodeName === 'DETAILS';
    for (const { name } of [...from.attributes]) if (!to.hasAttribute(name) && !kept(name)) from.removeAttribute(name);
    for (const { name, value } of [...to.attributes]) if (from.getAttribute(name) !== value && !kept(name)) from.setAttribute(name, value);
    if (from.nodeName === 'INPUT' && from !== document.activeElement && from.type !== 'checkbox' && from.type !== 'radio') from.value = to.getAttribute('value') ?? '';
    becomeInside(from, to);
  }

  function becomeInside(from, to) {
    const keyed = new Map([...from.children].filter(keyOf).map(child => [keyOf(child), child]));
    let at = from.firstChild;
    for (const next of [...to.childNodes]) {
      const key = keyOf(next);
      const same = key ? keyed.get(key) : at && !keyOf(at) && at.nodeName === next.nodeName ? at : null;
      if (!same) { from.insertBefore(next, at); continue; }
      keyed.delete(key);
      if (same === at) at = at.nextSibling; else from.insertBefore(same, at);
      become(same, next);
    }
    while (at) { const gone = at; at = at.nextSibling; gone.remove(); }
  }

  function show(page) {
    const focused = document.activeElement;
    const keyed = () => [...document.querySelectorAll('main [data-key], main [id]')].filter(e => e.getClientRects().length).map(e => [keyOf(e), e.getBoundingClientRect().top]);
    const read = scrollY > 0 ? keyed().filter(([, top]) => top >= 0 && top < innerHeight) : [];
    document.title = page.title;
    for (const part of ['header.top', 'form.cut', 'main', 'footer.bottom']) {
      const [from, to] = [document.querySelector(part), page.querySelector(part)];
      if (from && to) become(from, to);
    }
    // Who reads on stays at what was being read.
    const now = new Map(keyed());
    const anchor = read.find(([key]) => now.has(key));
    if (anchor) scrollBy({ top: now.get(anchor[0]) - anchor[1], behavior: 'instant' });
    if (focused && focused !== document.activeElement && focused.isConnected) focused.focus({ preventScroll: true });
    document.dispatchEvent(new CustomEvent('reports:updated'));
  }

  // Shows what is at an address in place of what is shown; false where something newer was asked for meanwhile.
  async function load(address) {
    const mine = ++asked;
    const main = document.querySelector('main');
    // Who waits for long sees that something comes.
    const slow = setTimeout(() => main.setAttribute('aria-busy', 'true'), 400);
    try {
      const response = await fetch(address, { headers: { Accept: 'text/html' } });
      const text = await response.text();
      if (mine !== asked) return false;
      if (!response.ok) throw new Error(`status ${response.status}`);
      show(new DOMParser().parseFromString(text, 'text/html'));
      return true;
    } finally {
      clearTimeout(slow);
      if (mine === asked) main.removeAttribute('aria-busy');
    }
  }

  // ---- The ledger is followed: what concerns the page is shown at once, anything else when there is time.

  function follow() {
    const SOON = 250, LATER = 10000, SILENCE = 40000;
    const kinds = live.dataset.kinds.split(' ');
    let source, position = Number(live.dataset.position), shown = position, timer, due = Infinity, silence, retry, isLost = false;

    function say() {
      const behind = position - shown;
      live.hidden = false;
      live.classList.toggle('behind', isLost || behind > 0 && due === 0);
      const text = isLost
        ? `Connection lost. This page shows position ${shown} and may be behind.`
        : behind > 0 ? `Position ${shown}, ${behind} behind` : `Live at position ${shown}`;
      if (live.textContent !== text) live.textContent = text;
    }

    function plan(wait) {
      const at = Date.now() + wait;
      if (timer && due <= at) return;
      clearTimeout(timer);
      due = at;
      timer = setTimeout(refresh, wait);
    }

    async function refresh() {
      timer = null;
      due = Infinity;
      const to = position;
      try {
        if (await load(location.href)) shown = Math.max(to, Number(document.querySelector('[data-shown]')?.dataset.shown ?? to));
        else plan(SOON);
        say();
      } catch {
        lose();
      }
    }

    function hear(id, isOfPage) {
      if (isLost) { isLost = false; plan(SOON); }
      position = Math.max(position, Number(id.split('.')[0]) || 0);
      if (position > shown) plan(isOfPage ? SOON : LATER);
      say();
      clearTimeout(silence);
      silence = setTimeout(lose, SILENCE);
    }

    function lose() {
      isLost = true;
      say();
      // The browser tries again by itself, unless it was turned away.
      if (!source || source.readyState === EventSource.CLOSED) { clearTimeout(retry); retry = setTimeout(open, 5000); }
    }

    function open() {
      close();
      const query = new URLSearchParams(live.dataset.follows);
      query.set('after', Math.max(shown, position));
      source = new EventSource('/api/v1/changes?' + query);
      source.addEventListener('position', e => hear(e.lastEventId, false));
      for (const kind of kinds) source.addEventListener(kind, e => hear(e.lastEventId, true));
      source.onerror = lose;
    }

    function close() {
      source?.close();
      source = null;
      clearTimeout(silence);
    }

    // A browser has few connections to one host: pages that nobody looks at leave them to others.
    document.addEventListener('visibilitychange', () => document.hidden ? close() : open());
    addEventListener('pagehide', close);
    addEventListener('pageshow', e => { if (e.persisted) open(); });
    if (!document.hidden) open();
  }

  // ---- The days of the ledger, on a slider and played.

  function slide() {
    const [box, input, output, button] = ['slide', 'day', 'day-shown', 'play'].map(id => document.getElementById(id));
    const days = () => JSON.parse(document.getElementById('days').textContent);
    const textOf = day => new Date(day * 86400000).toISOString().slice(0, 10);
    const STEP = 700;
    let waiting, isPlaying = false;

    function say(day) {
      output.value = textOf(day);
      input.setAttribute('aria-valuetext', textOf(day));
    }

    async function go(day) {
      input.value = day;
      say(day);
      const address = new URL(location.href);
      address.searchParams.set('on', textOf(day));
      address.searchParams.delete('page');
      history.replaceState(null, '', address);
      await load(address.href);
    }

    function stop() {
      isPlaying = false;
      button.textContent = 'Play';
      button.setAttribute('aria-pressed', 'false');
    }

    async function play() {
      while (isPlaying) {
        const next = days().find(day => day > Number(input.value));
        if (next === undefined) return stop();
        try { await go(next); } catch { return stop(); }
        await new Promise(done => setTimeout(done, STEP));
      }
    }

    box.hidden = input.min === input.max;
    input.addEventListener('input', () => {
      stop();
      say(input.value);
      clearTimeout(waiting);
      waiting = setTimeout(() => go(Number(input.value)).catch(() => location.reload()), 100);
    });
    button.addEventListener('click', () => {
      if (isPlaying) return stop();
      isPlaying = true;
      button.textContent = 'Stop';
      button.setAttribute('aria-pressed', 'true');
      // Played from the end, it begins again.
      const all = days();
      if (Number(input.value) >= all[all.length - 1]) input.value = all[0] - 1;
      play();
    });
  }

  if (live) follow();
  if (document.getElementById('slide')) slide();
  return { load };
})();
