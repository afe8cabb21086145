// A worker: counts up until the key begins with the prefix. Posts the solution, or null.
const bytes = hex => hex.match(/../g).map(pair => parseInt(pair, 16));
const hex = bytes => bytes.reduce((text, byte) => text + (byte + 256).toString(16).slice(1), '');

async function solve({ nonce, salt, cost, keyPrefix }) {
  const start = Date.now(), salted = Uint8Array.from(bytes(salt));
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: salted, iterations: cost };
  for (let counter = 0; counter < 65536; counter++) {
    const password = Uint8Array.from([...bytes(nonce), 0, 0, counter >> 8, counter]);
    const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
    const derivedKey = hex(new Uint8Array(await crypto.subtle.deriveBits(how, key, 256)));
    if (derivedKey.startsWith(keyPrefix)) return { counter, derivedKey, time: Date.now() - start };
  }
}

onmessage = e => solve(e.data).catch(() => null).then(postMessage);
