// refusals.mjs - what the tests in tests/refusals share: what a refusal looks like, whose it is,
// and whether the books moved.
//
//   refused(answer, 403, says.forged)     status, the sentence in the answer's language (Apache's
//                                         own pages hold both), every security header
//   alike(answer, other)                  the same bytes and headers, but for tokens
//   guarded(answer)                       the security headers alone
//   const ana = customer(shop, 'essentials@example.com', 'en')   signed in without a password
//   const before = books(shop);           the whole journal, and verify's summary
//   unchanged(shop, before)               not an entry more, and verify finds nothing
//   parse(text)                           an answer of shop.raw's, as a visitor's answer
//   programs(shop, 'upgrade')            the ids of that program's processes, of this shop alone
//   waitsIn(pid)                          the system call that a program is in
//   done(shop, id)                        { upgrades, invoices } of a subscription, by the journal
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { build, words } from './shop.mjs';

// ---- what a refusal says: words of the sentence, in both languages ---------------------------

export const says = {
  forged: { fr: 'Cette demande ne vient pas de nos pages', en: 'This request didn’t come from our pages' },
  foreignQuote: { fr: 'Le prix envoyé avec le formulaire n’est pas l’un des nôtres', en: 'The price sent with the form isn’t one of ours' },
  expired: { fr: 'Un prix est valable 15 minutes, et celui-ci a expiré', en: 'A price is valid for 15 minutes, and this one has expired' },
  newDay: { fr: 'Un nouveau jour a commencé', en: 'A new day has begun' },
  newPrices: { fr: 'Nos prix ont changé', en: 'Our prices have changed' },
  changed: { fr: 'Votre abonnement a été modifié entre-temps', en: 'Your subscription was changed meanwhile' },
  used: { fr: 'Ce prix a déjà servi pour une autre édition', en: 'This price has already been used for another edition' },
  notOffered: { fr: 'Choisissez une des éditions proposées ici', en: 'Choose one of the editions offered here' },
  missing: { fr: 'Cette page n’existe pas, ou n’existe plus', en: 'This page doesn’t exist, or no longer does' },
  method: { fr: 'Cette page ne s’utilise pas ainsi', en: 'This page isn’t used that way' },
  type: { fr: 'n’accepte que ce qu’envoie son propre formulaire', en: 'takes what its own form sends, and nothing else' },
  nul: { fr: 'un caractère interdit dans un texte', en: 'a character that isn’t allowed in text' },
  encoding: { fr: 'du texte que nous ne pouvons pas lire', en: 'text we can’t read' },
  unknownField: { fr: 'un champ que cette page n’a pas', en: 'a field that this page doesn’t have' },
  repeatedField: { fr: 'deux fois le même champ', en: 'the same field twice' },
  fieldTooLong: { fr: 'Un champ du formulaire est trop long', en: 'One field of the form is too long' },
  tooLarge: { fr: 'L’envoi est plus gros que ce que cette page accepte', en: 'What was sent is larger than this page accepts' },
  inPart: { fr: 'Le formulaire n’est arrivé qu’en partie', en: 'The form arrived only in part' },
  noLength: { fr: 'La demande n’indique pas sa longueur', en: 'The request doesn’t say how long it is' },
  address: { fr: 'Cette adresse n’est pas écrite comme les nôtres', en: 'This address isn’t written as ours are' },
  tooLongAddress: { fr: 'Cette adresse est trop longue', en: 'This address is too long' },
  unreadable: { fr: 'Cette demande est illisible', en: 'This request can’t be read' },
  luggage: { fr: 'Votre navigateur en envoie trop à la fois', en: 'Your browser sends too much at once' },
  closedPlace: { fr: 'Cette page n’est pas ouverte', en: 'This page isn’t open' },
  pause: { fr: 'La boutique fait une pause', en: 'The store is taking a break' },
  mismatch: { fr: 'Le courriel et le mot de passe ne correspondent pas', en: 'The email address and the password don’t match' },
  tooManyTries: { fr: 'Trop d’essais', en: 'Too many attempts' },
  wholeEmail: { fr: 'Entrez une adresse de courriel complète', en: 'Enter a complete email address' },
  noPassword: { fr: 'Entrez votre mot de passe', en: 'Enter your password' },
  tickBox: { fr: 'Cochez « Je ne suis pas un robot »', en: 'Tick “I’m not a robot”' },
  wrongAnswer: { fr: 'Ce n’était pas la réponse', en: 'That wasn’t the answer' },
  served: { fr: 'Cette vérification a déjà servi', en: 'This check has already been used' },
  noCheck: { fr: 'La vérification n’a pas abouti', en: 'The check didn’t work' },
  noName: { fr: 'Entrez le nom qui doit figurer sur vos factures', en: 'Enter the name to show on your invoices' },
  noAddress: { fr: 'Entrez l’adresse qui doit figurer sur vos factures', en: 'Enter the address to show on your invoices' },
  notTheForm: { fr: 'Le formulaire n’est pas arrivé tel que cette page l’envoie', en: 'The form didn’t arrive as this page sends it' },
  saved: { fr: 'Vos modifications sont enregistrées', en: 'Your changes are saved' },
  sayWhat: { fr: 'Dites ce qui vous a manqué, ou ouvrez un ticket', en: 'Say what was missing, or open a ticket' },
  badCharacter: { fr: 'un caractère que nous ne pouvons pas garder', en: 'a character that can’t be kept' },
  saidNo: { fr: 'répondez Non ci-dessus', en: 'answer No above' },
  flood: { fr: 'Beaucoup de réponses sont venues de votre connexion', en: 'Many answers came from your connection' },
  notEncrypted: { fr: 'la connexion à cette boutique n’est pas chiffrée (https)', en: 'the connection to this store isn’t encrypted (https)' },
  manyPasswords: { fr: 'nous ne vérifions que quelques mots de passe à la fois', en: 'we check only a few passwords at a time' },
  noAnswer: { fr: 'Répondez à la question', en: 'Answer the question below' },
};

const plain = html => words(html).replace(/[\s\u00a0\u202f]+/g, ' ').replaceAll('\'', '’');

// An answer of a program has one language; a page of Apache's has both.
export function languagesOf(answer) {
  const language = /<html lang="(\w+)">/.exec(answer.text)?.[1];
  return /<section class="flow" lang="en">/.test(answer.text) ? ['fr', 'en'] : [language];
}

export function tells(answer, sentence) {
  for (const language of languagesOf(answer))
    assert.ok(plain(answer.text).includes(sentence[language]), `no “${sentence[language]}” in: ${plain(answer.text)}`);
}

// ---- headers --------------------------------------------------------------------------------

const HEADERS = {
  'content-security-policy': value => ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'",
    "form-action 'self'"].every(directive => value.split('; ').includes(directive)) && !/unsafe|\*/.test(value),
  'x-content-type-options': value => value === 'nosniff',
  'referrer-policy': value => value === 'strict-origin',
  'permissions-policy': value => /camera=\(\)/.test(value),
  'cross-origin-opener-policy': value => value === 'same-origin',
  'cross-origin-resource-policy': value => value === 'same-origin',
  'content-type': value => value.toLowerCase() === 'text/html; charset=utf-8',
  server: value => value === 'Apache',
};

export function guarded(answer) {
  for (const [name, fits] of Object.entries(HEADERS))
    if (name !== 'content-type' || answer.text) // a redirection has no text
      assert.ok(fits(answer.headers[name] ?? ''), `${answer.status} with ${name}: ${answer.headers[name]}`);
  for (const name of ['access-control-allow-origin', 'x-powered-by'])
    assert.equal(answer.headers[name], undefined);
}

export function refused(answer, status, sentence) {
  assert.equal(answer.status, status, `${answer.status} instead of ${status}: ${plain(answer.text).slice(0, 400)}`);
  guarded(answer);
  if (answer.visitor && answer.text && languagesOf(answer).length === 1)
    assert.deepEqual(languagesOf(answer), [answer.visitor.language]);
  if (sentence) tells(answer, sentence);
}

// Two answers that say the same, byte for byte, but for what differs from page to page: tokens, the
// question in words, the answer's own address in the link to the other language, which request it was; the date.
const bare = answer => answer.text.replace(/name="(csrf|once|question)" value="[^"]*"/g, '$1')
  .replace(/incident [\w@-]{16,32}, <time.*?<\/time>/g, 'incident').replace(/<label for="answer">[^<]*<\/label>/, '').replaceAll(/href="[^"]*[?](lang=\w+)[^"]*"/g, 'href="?$1"');
const fixed = ({ headers: { date, 'content-length': length, 'set-cookie': cookies, ...rest } }) => rest;

// Each asked when the one before has its answer: a shop with one process of each program lets the second of
// two at once wait a second.
export async function inTurn(list, ask) {
  const answers = [];
  for (const one of list) answers.push(await ask(one));
  return answers;
}

export function alike(one, other) {
  assert.equal(one.status, other.status);
  assert.equal(bare(one), bare(other));
  assert.deepEqual(fixed(one), fixed(other));
}

// ---- raw answers ----------------------------------------------------------------------------

export function parse(text) {
  const end = text.indexOf('\r\n\r\n');
  assert.ok(end > 0, `no answer in: ${JSON.stringify(text.slice(0, 200))}`);
  const [first, ...rest] = text.slice(0, end).split('\r\n');
  const headers = {};
  for (const line of rest) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return {
    status: Number(first.split(' ')[1]),
    headers,
    location: headers.location ?? null,
    text: Buffer.from(text.slice(end + 4), 'latin1').toString('utf8'),
  };
}

// ---- who, and the books ------------------------------------------------------------------------

export function sessions(shop, emails) {
  const { status, stdout, stderr } = shop.palierctl('session', 'open', ...emails);
  assert.equal(status, 0, stderr);
  return stdout.trim().split('\n');
}

export function customer(shop, email, language = 'fr') {
  const visitor = shop.visitor({ language });
  visitor.cookies.set('session', sessions(shop, [email])[0]);
  return visitor;
}

const objects = text => text.split('\n').filter(line => line).map(line => JSON.parse(line));

export function books(shop) {
  const journal = shop.palierctl('journal', '--json');
  const verify = shop.palierctl('verify', '--json');
  assert.equal(journal.status, 0, journal.stderr);
  assert.equal(verify.status, 0, verify.stdout + verify.stderr);
  const summary = objects(verify.stdout).at(-1);
  delete summary.outbox; // Mails leave by themselves; all of them, waiting or not, are counted in mails.
  assert.equal(summary.findings, 0, verify.stdout);
  return { entries: objects(journal.stdout), summary };
}

export function unchanged(shop, before) {
  const now = books(shop);
  assert.deepEqual(now.summary, before.summary);
  assert.deepEqual(now.entries, before.entries);
}

// What was done to a subscription.
export function done(shop, subscription) {
  const { entries } = books(shop);
  const of = part => entries.map(entry => entry[part]).filter(one => one?.subscription === Number(subscription));
  return { upgrades: of('change').filter(change => change.kind === 'upgrade'), invoices: of('invoice') };
}

// The shop's clock at this hour of tomorrow, so that minutes may pass without a day's end.
export function settleClock(shop, hour = 9) {
  const day = new Date(Date.now() + 86400000).toISOString().slice(0, 10);
  const { status, stderr } = shop.palierctl('clock', 'set', `${day}T${String(hour).padStart(2, '0')}:00:00Z`);
  assert.equal(status, 0, stderr);
  return day;
}

export function advance(shop, time) {
  const { status, stderr } = shop.palierctl('clock', 'advance', time);
  assert.equal(status, 0, stderr);
}

// ---- programs ----------------------------------------------------------------------------------

// Those that this shop's Apache started: this build's, over this shop.
export function programs(shop, name) {
  const program = path.join(build, 'cgi-bin', name);
  return readdirSync('/proc').filter(pid => /^\d+$/.test(pid)).filter(pid => {
    try {
      return readlinkSync(`/proc/${pid}/exe`) === program &&
        readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`PALIER_SHOP=${shop.directory}`);
    } catch {
      return false; // gone, or somebody else's
    }
  }).map(Number);
}

// The number of the system call that a program waits in; null while it runs, or isn't ours to see.
export function waitsIn(pid) {
  try {
    return /^\d+/.exec(readFileSync(`/proc/${pid}/syscall`, 'latin1'))?.[0] ?? null;
  } catch {
    return null;
  }
}
