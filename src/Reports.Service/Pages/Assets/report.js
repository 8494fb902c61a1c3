'use strict';
// The form of reporters: what stands in its fields becomes a source file, names are looked up, and a draft survives a reload.
// Without it the file is written by hand.
const report = (() => {
  const DRAFT = 'reports.draft', VERSION = 1, SOON = 150;
  const [form, builder, source, parts, file, byHand, text, textFile] =
    ['report', 'builder', 'source', 'parts', 'file', 'by-hand', 'text', 'text-file'].map(id => document.getElementById(id));
  const said = document.getElementById('outcome');
  // Under which key the file was sent, and which file that was: a retry of the same one records nothing twice.
  let once = null, timer;

  // ---- Fields and the file.

  const fieldsOf = box => [...box.querySelectorAll('[data-field]')];
  const valuesOf = box => Object.fromEntries(fieldsOf(box).map(f => [f.dataset.field, f.value.trim()]).filter(([, value]) => value));
  const listOf = part => part.dataset.part === 'incident' ? 'incidents' : 'facts';
  const partsOf = list => [...parts.children].filter(part => listOf(part) === list);

  function treeOf(box) {
    const tree = {};
    for (const field of fieldsOf(box)) {
      const value = field.value.trim();
      if (!value) continue;
      const steps = field.dataset.field.split('.');
      const last = steps.pop();
      let at = tree;
      for (const step of steps) at = at[step] ??= {};
      at[last] = 'list' in field.dataset ? value.split(',').map(v => v.trim()).filter(v => v) : value;
    }
    return tree;
  }

  function write() {
    if (byHand.checked) return;
    const document = { source: treeOf(source) };
    for (const list of ['incidents', 'facts']) {
      const items = partsOf(list).map(treeOf);
      if (items.length) document[list] = items;
    }
    file.value = JSON.stringify(document, null, 2);
  }

  // What stands at each path of the file: its field, or the part that it is in.
  function places() {
    const found = new Map([['source', source]]);
    for (const field of fieldsOf(source)) found.set('source.' + field.dataset.field, field);
    for (const list of ['incidents', 'facts'])
      partsOf(list).forEach((part, i) => {
        found.set(`${list}[${i}]`, part);
        for (const field of fieldsOf(part)) found.set(`${list}[${i}].${field.dataset.field}`, field);
      });
    return found;
  }

  // ---- Parts.

  function add(kind, values = {}) {
    const part = form.querySelector(`template[data-part=${kind}]`).content.firstElementChild.cloneNode(true);
    for (const field of fieldsOf(part)) field.value = values[field.dataset.field] ?? '';
    parts.append(part);
    return part;
  }

  builder.addEventListener('click', e => {
    const { add: kind, remove } = e.target.dataset;
    if (kind) fieldsOf(add(kind))[0].focus();
    else if (remove !== undefined) {
      e.target.closest('.part').remove();
      builder.querySelector('[data-add]').focus();
    } else if (e.target.id === 'discard') clear();
    else return;
    changed();
  });

  // ---- The draft.

  function save() {
    const draft = { version: VERSION, source: valuesOf(source), parts: [...parts.children].map(part => ({ kind: part.dataset.part, values: valuesOf(part) })), file: byHand.checked ? file.value : null, once };
    try { localStorage.setItem(DRAFT, JSON.stringify(draft)); } catch (e) { say('warn', `The draft cannot be kept in this browser: ${e.message}.`); }
  }

  function restore() {
    let draft;
    try { draft = JSON.parse(localStorage.getItem(DRAFT)); } catch (e) { say('warn', `The draft cannot be read: ${e.message}.`); }
    // One of another version has other fields.
    if (draft?.version !== VERSION) return;
    for (const field of fieldsOf(source)) field.value = draft.source[field.dataset.field] ?? '';
    for (const { kind, values } of draft.parts) add(kind, values);
    once = draft.once;
    // What was sent by the form itself, and answered, is newer.
    if (draft.file !== null && !file.value) { byHand.checked = true; file.value = draft.file; }
  }

  function clear() {
    localStorage.removeItem(DRAFT);
    once = null;
    for (const field of [...fieldsOf(source), text, textFile]) field.value = '';
    parts.replaceChildren();
    byHand.checked = false;
    turn();
    write();
  }

  function changed() {
    write();
    save();
  }

  function turn() {
    file.readOnly = !byHand.checked;
    for (const box of [source, ...parts.children]) box.disabled = byHand.checked;
    for (const button of builder.querySelectorAll('[data-add]')) button.disabled = byHand.checked;
  }

  // ---- Names.

  async function find(field) {
    const before = 'list' in field.dataset ? field.value.slice(0, field.value.lastIndexOf(',') + 1) : '';
    const name = field.value.slice(before.length).trim();
    const list = document.getElementById(field.getAttribute('list'));
    if (!name || [...list.options].some(option => option.value === field.value)) return;
    const response = await fetch('/api/v1/names?' + new URLSearchParams({ q: name, kind: field.dataset.find, most: 12 }), { headers: { Accept: 'application/json' } });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const found = (await response.json()).kinds.flatMap(kind => kind.items.map(item => [item.id, [item.name, item.spelling, item.remark].filter(t => t && t !== item.id).join(', ')]));
    // What the source itself reports is not in the ledger yet.
    const own = field.dataset.find.includes('incident') ? partsOf('incidents').map(part => [valuesOf(part).id ?? '', 'in this source']).filter(([id]) => id.includes(name)) : [];
    list.replaceChildren(...[...own, ...found].map(([id, label]) => {
      const option = document.createElement('option');
      option.value = before ? `${before} ${id}` : id;
      option.label = label;
      return option;
    }));
  }

  // ---- The text, of which only the digest goes anywhere.

  async function digest(bytes) {
    if (!crypto.subtle) return say('warn', 'This browser computes no SHA-256 on a page without TLS: type it, as sha256sum prints it.');
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    source.querySelector('[data-field=sha256]').value = [...hash].map(b => b.toString(16).padStart(2, '0')).join('');
    changed();
  }

  function say(kind, words) {
    const p = document.createElement('p');
    p.className = kind;
    p.textContent = words;
    said.replaceChildren(p);
  }

  text.addEventListener('input', () => text.value ? digest(new TextEncoder().encode(text.value)) : 0);
  textFile.addEventListener('change', async () => { if (textFile.files[0]) digest(await textFile.files[0].arrayBuffer()); });
  byHand.addEventListener('change', () => { turn(); changed(); });
  form.addEventListener('input', e => {
    if (e.target.dataset.field || e.target === file) changed();
    if (!e.target.dataset.find) return;
    clearTimeout(timer);
    timer = setTimeout(() => find(e.target).catch(error => say('warn', `Names cannot be looked up: ${error.message}.`)), SOON);
  });

  builder.hidden = false;
  document.getElementById('by-hand-choice').hidden = false;
  if (file.value) byHand.checked = true;
  restore();
  turn();
  write();
  return { form, file, said, say, places, clear, save, get once() { return once; }, set once(value) { once = value; } };
})();
