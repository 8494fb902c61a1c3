'use strict';
// Sends the source file of the form: to see what it would change, and to record it. The key goes into a header and nowhere else.
(() => {
  const { form, file, said, say } = report;
  const key = document.getElementById('key');
  const buttons = [...form.querySelectorAll('button[name=do]')];
  const number = n => n.toLocaleString('en');
  const count = (n, noun) => `${number(n)} ${noun}${n === 1 ? '' : 's'}`;

  function element(name, ...content) {
    const made = document.createElement(name);
    made.append(...content);
    return made;
  }

  function link(address, text) {
    const a = element('a', element('bdi', text));
    a.href = address;
    return a;
  }

  // ---- Views in a few words.

  const brief = {
    statuses: v => v.status + (v.parties.length ? ` (${v.parties.join(', ')})` : ''),
    figures: v => `${v.class} ${v.high === null ? `${number(v.low ?? 0)} or more` : v.low === v.high ? number(v.high) : `${number(v.low ?? 0)} to ${number(v.high)}`}`,
    incidents: v => count(v.statements.length, 'statement') + (v.denied ? ', denied' : '') + (v.datesDisagree ? ', dates disagree' : ''),
  };
  const address = { statuses: '/districts/', figures: null, incidents: null };
  const titles = { statuses: 'Districts', figures: 'Figures', incidents: 'Incidents' };

  function rows(kind, changes) {
    const table = element('table', element('caption', titles[kind]), element('thead', element('tr', ...['View', 'Before', 'After'].map(t => {
      const th = element('th', t);
      th.scope = 'col';
      return th;
    }))));
    table.className = 'changes';
    const body = element('tbody', ...changes.map(({ id, before, after }) => {
      const [was, is] = [before, after].map(v => v ? brief[kind](v) : 'nothing');
      const name = element('th', address[kind] ? link(address[kind] + encodeURIComponent(id), id) : element('bdi', id));
      name.scope = 'row';
      return element('tr', name, element('td', was), element('td', was === is ? `${is}, on other grounds` : element('strong', is)));
    }));
    table.append(body);
    const wide = element('div', table);
    wide.className = 'wide';
    wide.tabIndex = 0;
    wide.setAttribute('role', 'region');
    wide.setAttribute('aria-label', titles[kind]);
    return wide;
  }

  function tell(title, words, answer) {
    const kinds = Object.keys(brief).filter(kind => answer.changes[kind].length);
    const notices = answer.files.flatMap(f => f.notices).map(text => {
      const p = element('p', element('bdi', text));
      p.className = 'warn';
      return p;
    });
    const changes = kinds.length ? kinds.map(kind => rows(kind, answer.changes[kind])) : [element('p', answer.previewed === false
      ? 'Too much of the ledger bears on it to say beforehand which views would change.' : 'No view differs.')];
    said.replaceChildren(element('h2', title), element('p', ...words), ...changes, ...notices);
  }

  // ---- Errors, at the fields that they name.

  function clearErrors() {
    for (const old of form.querySelectorAll('.error')) old.remove();
    for (const field of form.querySelectorAll('[aria-invalid]')) {
      field.removeAttribute('aria-invalid');
      field.removeAttribute('aria-describedby');
    }
  }

  function mark(field, message, n) {
    const id = `error-${n}`;
    const says = element('span', element('bdi', message));
    says.className = 'error';
    says.id = id;
    field.setAttribute('aria-invalid', 'true');
    field.setAttribute('aria-describedby', [field.getAttribute('aria-describedby'), id].filter(Boolean).join(' '));
    if (field.tagName === 'FIELDSET') field.querySelector('legend').after(says);
    else field.after(says);
  }

  // The field that a path names, or what it is a part of: by[0] is in the field by.
  function placeOf(path, places) {
    for (let at = path; at; at = at.slice(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('[')))) if (places.has(at)) return places.get(at);
    return file;
  }

  function tellErrors(errors) {
    const places = report.places();
    const isByHand = document.getElementById('by-hand').checked;
    const marked = errors.map(({ path, message }, n) => {
      const field = isByHand ? file : placeOf(path, places);
      mark(field, message, n);
      return field;
    });
    said.replaceChildren(element('h2', `The file has ${count(errors.length, 'error')}; nothing was recorded`), element('ul', ...errors.map(({ path, line, column, message }) =>
      element('li', isByHand ? `Line ${line}, column ${column}, ` : '', element('code', path), ': ', element('bdi', message)))));
    (marked[0].tagName === 'FIELDSET' ? marked[0].querySelector('[data-field]') : marked[0])?.focus();
  }

  // ---- Sending.

  const random = () => [...crypto.getRandomValues(new Uint8Array(16))].map(b => b.toString(16).padStart(2, '0')).join('');

  async function send(isDryRun) {
    const body = file.value;
    const headers = { Accept: 'application/json', 'Content-Type': body.trimStart().startsWith('{') ? 'application/json' : 'application/yaml', Authorization: 'Bearer ' + key.value.trim() };
    if (!isDryRun) {
      if (report.once?.file !== body) report.once = { key: random(), file: body };
      // Kept before it is sent: whoever loads the page again sends the same.
      report.save();
      headers['Idempotency-Key'] = report.once.key;
    }
    // No browser asks for a password by itself where the key is wrong.
    const response = await fetch('/api/v1/sources' + (isDryRun ? '?dryRun=true' : ''), { method: 'POST', headers, body, credentials: 'omit' });
    const answer = await response.json();
    if (response.ok) return isDryRun ? tellDryRun(answer) : tellRecorded(answer);
    if (answer.errors) return tellErrors(answer.errors);
    say('warn', `Nothing was recorded: ${answer.detail}.`);
    if (response.status === 401 || response.status === 403) {
      mark(key, answer.detail, 'key');
      key.focus();
    }
  }

  function tellDryRun(answer) {
    tell('What would change', [`${count(answer.wouldRecord ?? 0, 'event')} would be recorded. Nothing is recorded yet.`], answer);
  }

  function tellRecorded(answer) {
    const id = answer.files[0].source;
    const where = form.dataset.sourcePage && id ? [', source ', link(form.dataset.sourcePage + encodeURIComponent(id), id)] : [];
    const words = answer.to > answer.from
      ? ['Recorded at ', link(`/audit/events/${answer.from + 1}`, `position ${answer.from + 1}`), answer.to > answer.from + 1 ? ` to ${answer.to}` : '', ...where, '. The draft was cleared.']
      : ['All of it was recorded before; nothing was recorded now. The draft was cleared.'];
    report.clear();
    tell(answer.to > answer.from ? 'Recorded' : 'Nothing new', words, answer);
  }

  form.addEventListener('submit', async e => {
    e.preventDefault();
    const isDryRun = e.submitter?.value !== 'record';
    clearErrors();
    for (const button of buttons) button.disabled = true;
    say('soft', isDryRun ? 'Looking what it would change…' : 'Recording…');
    try {
      await send(isDryRun);
    } catch (error) {
      say('warn', isDryRun
        ? `No answer came: ${error.message}. Nothing was recorded.`
        : `No answer came: ${error.message}. It may be recorded or not: press Record again, and the same draft is recorded once at most.`);
    } finally {
      for (const button of buttons) button.disabled = false;
    }
    if (!form.querySelector('.error')) {
      said.tabIndex = -1;
      said.focus();
    }
  });
})();
