'use strict';
// Checks in the browser that an event is in the log as a signed checkpoint has it: RFC 6962, section 2.1, and C2SP signed-note.
(async () => {
  const data = document.getElementById('proof-data');
  if (!data) return;
  const proof = JSON.parse(data.textContent);
  const list = document.querySelector('#checks ol');
  document.getElementById('checks').hidden = false;
  document.getElementById('own-check').textContent = ': your browser checks it below.';

  const bytesOf = base64 => Uint8Array.from(atob(base64), c => c.charCodeAt(0));
  const hex = bytes => [...bytes].map(b => b.toString(16).padStart(2, '0')).join('');
  const same = (a, b) => hex(a) === hex(b);
  const hash = async (...parts) => new Uint8Array(await crypto.subtle.digest('SHA-256', await new Blob(parts).arrayBuffer()));
  const LEAF = Uint8Array.of(0), NODE = Uint8Array.of(1);

  function tell(state, ...content) {
    const li = document.createElement('li');
    li.className = state;
    const word = document.createElement('span');
    word.className = 'unseen';
    word.textContent = { good: 'Passed: ', bad: 'Failed: ', unknown: 'Not known: ' }[state];
    li.append(word, ...content.map(c => {
      if (typeof c === 'string') return c;
      const code = document.createElement('code');
      code.textContent = c.code;
      return code;
    }));
    list.append(li);
  }

  // What fails ends the check.
  function say(state, ...content) {
    tell(state, ...content);
    if (state === 'bad') throw new Error('the check failed');
  }

  // The data and metadata of the entry: their lengths, or their digests, behind a head of 45 bytes and two names.
  async function digestsOf(entry) {
    const view = new DataView(entry.buffer);
    const [stream, type, dataLength, metadataLength] = [view.getUint16(33), view.getUint16(35), view.getUint32(37), view.getUint32(41)];
    const at = 45 + stream + type;
    if (entry[0] === 2) return [entry.slice(at, at + 32), entry.slice(at + 32, at + 64)];
    return [await hash(entry.slice(at, at + dataLength)), await hash(entry.slice(at + dataLength, at + dataLength + metadataLength))];
  }

  async function root(leaf) {
    let [at, last, is] = [proof.index, proof.size - 1, leaf];
    for (const sibling of proof.path.map(bytesOf)) {
      if (last === 0) return null;
      if (at % 2 === 1 || at === last) {
        is = await hash(NODE, sibling, is);
        while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
      } else {
        is = await hash(NODE, is, sibling);
      }
      [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
    }
    return last === 0 ? is : null;
  }

  async function signed(text, signatures) {
    if (!proof.key) return say('unknown', 'The server names no key of the log that signed the checkpoint.');
    const at = proof.key.indexOf('+', proof.key.indexOf('+') + 1);
    const [name, key] = [proof.key.slice(0, proof.key.indexOf('+')), bytesOf(proof.key.slice(at + 1))];
    const id = (await hash(new TextEncoder().encode(name + '\n'), key)).slice(0, 4);
    const line = signatures.map(s => s.split(' ')).find(([, by, base64]) => by === name && same(bytesOf(base64).slice(0, 4), id));
    if (!line) return say('bad', 'The checkpoint has no signature of the key ', { code: proof.key });
    let imported;
    try {
      imported = await crypto.subtle.importKey('raw', key.slice(1), { name: 'Ed25519' }, false, ['verify']);
    } catch (error) {
      return say('unknown', `This browser cannot check the Ed25519 signature (${error.name}).`);
    }
    const isGood = await crypto.subtle.verify({ name: 'Ed25519' }, imported, bytesOf(line[2]).slice(4), new TextEncoder().encode(text));
    say(isGood ? 'good' : 'bad', 'The checkpoint is signed (Ed25519) with the key ', { code: proof.key });
  }

  if (!crypto.subtle) {
    tell('unknown', 'This browser checks nothing on a page without TLS.');
    return;
  }
  try {
    const entry = bytesOf(proof.entry);
    const [entryData, entryMetadata] = await digestsOf(entry);
    const shown = ['data-hash', 'metadata-hash'].map(id => document.getElementById(id).textContent);
    say(hex(entryData) === shown[0] && hex(entryMetadata) === shown[1] ? 'good' : 'bad', 'The entry has the data and the metadata with the SHA-256 above.');
    const leaf = await hash(LEAF, entry);
    say('good', 'Its leaf is ', { code: hex(leaf) });
    const reached = await root(leaf);
    const split = proof.checkpoint.lastIndexOf('\n\n');
    const text = proof.checkpoint.slice(0, split + 1);
    const [, size, signedRoot] = text.split('\n');
    say(reached && Number(size) === proof.size && same(reached, bytesOf(signedRoot)) ? 'good' : 'bad',
      `Over ${proof.path.length} hashes it leads to the root of the checkpoint of size ${size}, `, { code: signedRoot });
    await signed(text, proof.checkpoint.slice(split + 2).trimEnd().split('\n'));
  } catch (error) {
    if (!list.querySelector('.bad')) tell('bad', `The proof cannot be read: ${error.message}`);
  }
})();
